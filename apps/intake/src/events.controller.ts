import { AskedBy, Caller, Needs } from '@careledger/access';
import type { Readable } from 'node:stream';
import { discardRest } from '@careledger/http-problems';
import { tracing } from '@careledger/tracing';
import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EVENT_FORMS, formOf } from './event-bodies';
import { EventIntake } from './event-intake';
import { logProblem } from './log-problem';
import { allowOnly, switchIn, type Query as QueryValues } from './query';
import type { Answer } from './reception';
import { senderOf } from './sender';

const ROUTE = { 'http.request.method': 'POST', 'http.route': '/v1/events' };

/** Counts as attributes of a span. */
function named(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [`careledger.events.${name}`, count]));
}

@ApiTags('events')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly intake: EventIntake) {}

  @Post()
  @Needs({ roles: ['emitter', 'importer'], authority: 'handler' })
  @ApiOperation({ summary: 'Takes in events: one, an array or lines. Answers once what was accepted is durable.' })
  @ApiConsumes(...Object.keys(EVENT_FORMS))
  @ApiQuery({
    name: 'historical',
    required: false,
    enum: ['true'],
    description: 'The events were known since their recordedtime.',
  })
  @ApiResponse({ status: 202, description: 'How many were accepted, were there already, or were refused and why.' })
  @ApiResponse({ status: 422, description: 'The same, where every event was refused.' })
  @ApiResponse({ status: 400, description: 'There is no event in the body, or it cannot be read.' })
  @ApiResponse({ status: 413, description: 'The array is over 10 MB.' })
  @ApiResponse({ status: 415, description: 'The body is of another media type.' })
  @ApiResponse({ status: 503, description: 'The log is not there. Send the same again later: what is in it is known.' })
  async receive(
    @Req() request: FastifyRequest,
    @Query() query: QueryValues,
    @Res({ passthrough: true }) reply: FastifyReply,
    @AskedBy() caller: Caller,
  ): Promise<Answer> {
    const parent = request.headers['traceparent'];
    const span = tracing().begin('POST /v1/events', 'server', { parent: parent?.toString() });
    try {
      const answer = await tracing().during(span, () => this.take(request, query, caller));
      const status = answer.accepted + answer.duplicates > 0 ? 202 : 422;
      void reply.code(status);
      const { accepted, duplicates, rejectedCount: refused } = answer;
      span.set({ ...ROUTE, 'http.response.status_code': status, ...named({ accepted, duplicates, refused }) });
      span.end();
      return answer;
    } catch (error) {
      span.set(ROUTE);
      span.end(error);
      throw logProblem(error);
    } finally {
      discardRest(request.raw);
    }
  }

  private async take(request: FastifyRequest, query: QueryValues, caller: Caller): Promise<Answer> {
    allowOnly(query, 'historical');
    const historical = switchIn(query, 'historical');
    const sender = senderOf(caller, historical);
    const form = formOf(request.headers);
    const announced = request.headers['content-length'];
    const body = (request.body as Readable | undefined) ?? request.raw;
    const length = announced === undefined ? undefined : Number(announced);
    return this.intake.receive(body, form, { historical, sender }, length);
  }
}
