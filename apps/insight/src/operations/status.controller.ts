import { formatDay, formatInstant } from '@careledger/calendar';
import { Today } from '@careledger/config';
import type { Positions } from '@careledger/store';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { AFTER_QUERY, Answers, AUTHORITY_QUERY, LIMIT_QUERY, Refuses } from '../api/describing';
import { PARKED, STATUS } from '../api/schemas';
import { ShownFixture } from '../fixture';
import * as read from '../query';
import { StatusReader, type ParkedChild } from './status-reader';

const PARKED_LIMIT = { most: 1_000, default: 100 };

interface StatusJson {
  readonly log: { readonly end: Positions };
  readonly projected: { readonly position: Positions };
  readonly lag: number;
  readonly parked: number;
  readonly today: string;
  readonly authorities: readonly string[];
  readonly fixture: { readonly name: string; readonly title: string; readonly notice: string } | null;
}

@ApiTags('operations')
@Controller('v1')
export class StatusController {
  constructor(
    private readonly statuses: StatusReader,
    private readonly today: Today,
    private readonly shown: ShownFixture,
  ) {}

  @Get('status')
  @ApiOperation({
    summary: 'How far the figures are behind the log. Lag 0 and parked 0: all acknowledged events are in the figures.',
  })
  @Answers('The state of log and figures.', STATUS)
  @Refuses(503)
  async status(@Query() query: read.Query): Promise<StatusJson> {
    read.allowNone(query);
    const { end, position, lag, parked } = await this.statuses.progress();
    const { fixture } = this.shown;
    return {
      log: { end: end.positions },
      projected: { position },
      lag,
      parked,
      today: formatDay(this.today.today()),
      authorities: await this.statuses.authorities(),
      fixture: fixture === null ? null : { name: fixture.name, title: fixture.title, notice: fixture.notice },
    };
  }

  @Get('parked')
  @ApiOperation({ summary: 'The children whose events wait because one of them could not be applied, and why.' })
  @ApiQuery({ ...AUTHORITY_QUERY, required: false, description: 'Left out by those alone whose token is for all.' })
  @ApiQuery(LIMIT_QUERY)
  @ApiQuery(AFTER_QUERY)
  @Answers('In the order of the log.', PARKED)
  @Refuses(400, 503)
  async parked(@Query() query: read.Query): Promise<{ parked: object[]; next: string | null }> {
    read.allowOnly(query, 'authority', 'limit', 'after');
    const authority = query['authority'] === undefined ? undefined : read.authorityIn(query);
    const limit = read.limitIn(query, PARKED_LIMIT);
    const [partition, since] = read.placeIn(query, 2) ?? [];
    const after = partition === undefined || since === undefined ? undefined : { partition, since };
    const { parked, next } = await this.statuses.parked(limit, after, authority);
    const of = authority === undefined ? '' : `authority=${authority}&`;
    return {
      parked: parked.map((child: ParkedChild) => ({ ...child, parkedAt: formatInstant(child.parkedAt) })),
      next: next === undefined ? null : `/v1/parked?${of}limit=${limit}&after=${next.partition}.${next.since}`,
    };
  }
}
