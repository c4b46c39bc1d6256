import { AskedBy, Caller, Needs, NOBODY_SEALED, READERS, Seals } from '@careledger/access';
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
    private readonly seals: Seals,
  ) {}

  @Get('status')
  @Needs({ roles: [...READERS, 'emitter', 'importer', 'publisher'], authority: 'nowhere' })
  @ApiOperation({
    summary: 'How far the figures are behind the log. Lag 0 and parked 0: all acknowledged events are in the figures.',
  })
  @Answers('The state of log and figures.', STATUS)
  @Refuses(503)
  async status(@Query() query: read.Query, @AskedBy() caller: Caller): Promise<StatusJson> {
    read.allowNone(query);
    const { end, position, lag, parked } = await this.statuses.progress();
    const { fixture } = this.shown;
    return {
      log: { end: end.positions },
      projected: { position },
      lag,
      parked,
      today: formatDay(this.today.today()),
      authorities: (await this.statuses.authorities()).filter((authority) => caller.isFor(authority)),
      fixture: fixture === null ? null : { name: fixture.name, title: fixture.title, notice: fixture.notice },
    };
  }

  @Get('parked')
  @Needs({ roles: READERS, authority: 'query', logged: ({ parked }: { parked: unknown[] }) => parked.length })
  @ApiOperation({ summary: 'The children whose events wait because one of them could not be applied, and why.' })
  @ApiQuery({ ...AUTHORITY_QUERY, required: false, description: 'Left out by those alone whose token is for all.' })
  @ApiQuery(LIMIT_QUERY)
  @ApiQuery(AFTER_QUERY)
  @Answers('In the order of the log.', PARKED)
  @Refuses(400, 503)
  async parked(
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
  ): Promise<{ parked: object[]; next: string | null }> {
    read.allowOnly(query, 'authority', 'limit', 'after');
    const authority = query['authority'] === undefined ? undefined : read.authorityIn(query);
    const limit = read.limitIn(query, PARKED_LIMIT);
    const [partition, since] = read.placeIn(query, 2) ?? [];
    const after = partition === undefined || since === undefined ? undefined : { partition, since };
    const { parked, next } = await this.statuses.parked(limit, after, authority);
    const of = authority === undefined ? '' : `authority=${authority}&`;
    return {
      parked: await this.withoutSealed(parked, caller),
      next: next === undefined ? null : `/v1/parked?${of}limit=${limit}&after=${next.partition}.${next.since}`,
    };
  }

  /** Of a sealed child only that one waits, and where; the role sealed-records sees which. */
  private async withoutSealed(parked: readonly ParkedChild[], caller: Caller): Promise<object[]> {
    const names = parked.map(({ authority, child }) => ({ authority, subject: child }));
    const sealed = caller.has('sealed-records') ? NOBODY_SEALED : await this.seals.among(names);
    return parked.map((one) => {
      const told = { ...one, parkedAt: formatInstant(one.parkedAt) };
      return sealed.has(`${one.authority}:${one.child}`) ? { ...told, child: null, reason: null, sealed: true } : told;
    });
  }
}
