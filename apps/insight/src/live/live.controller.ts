import type { ServerResponse } from 'node:http';
import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AUTHORITY_QUERY, Refuses } from '../api/describing';
import * as read from '../query';
import { LiveFigures } from './live-figures';
import { eventText } from './live-stream';

const HEAD = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-accel-buffering': 'no', // a proxy in between is not to wait for more
};

const EXAMPLE = eventText('figure', {
  measure: 'assessments-45wd',
  authority: '841',
  grain: 'month',
  period: '2020-12',
  from: '2020-12-01',
  to: '2020-12-31',
  numerator: 61,
  denominator: 70,
  value: 87.14285714285714,
  rate: null,
  position: { '0': 10412, '1': 9977 },
});

@ApiTags('figures')
@Controller('v1')
export class LiveController {
  constructor(private readonly live: LiveFigures) {}

  @Get('live')
  @Needs({ roles: READERS, authority: 'query' })
  @ApiOperation({
    summary: 'This month’s figures as they move, as server-sent events.',
    description:
      'First an event `figures` with all of them, and again when a day begins; then an event `figure` for each that has moved, and `position` for each step of the ledger. A slow reader gets each figure as it stands when it has caught up.',
  })
  @ApiQuery(AUTHORITY_QUERY)
  @ApiOkResponse({
    description: 'A stream that does not end.',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  @Refuses(400, 503)
  async stream(
    @Query() query: read.Query,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @AskedBy() caller: Caller,
  ): Promise<void> {
    read.allowOnly(query, 'authority');
    await this.live.follow(read.authorityIn(query), () => {
      if (request.raw.destroyed) return undefined;
      reply.hijack();
      reply.raw.writeHead(200, HEAD);
      reply.raw.flushHeaders();
      endWith(caller, reply.raw);
      return reply.raw;
    });
  }
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A stream goes no further than the token that opened it. */
function endWith({ expiresAt }: Caller, out: ServerResponse): void {
  if (expiresAt === undefined) return;
  const over = setTimeout(() => out.end(), Math.min(expiresAt - Date.now(), LONGEST_TIMER_MS));
  out.once('close', () => clearTimeout(over));
}
