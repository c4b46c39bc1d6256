import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { formatMonth, monthOf } from '@careledger/calendar';
import type { Grain } from '@careledger/measures';
import { TargetBook } from '@careledger/reference';
import { Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataQuality } from '../../data-quality/data-quality';
import { StatusReader } from '../../operations/status-reader';
import * as read from '../../query';
import { Frame, LIVE_SCRIPT_PATH, pages, Pages } from '../frame';
import { MovedReader } from './moved-reader';
import { OverviewReader } from './overview-reader';
import { authorityChoice, overviewBody, overviewCsv, type OverviewState } from './overview-view';

const SEE_OTHER = 303;
const MICROSECONDS_A_MILLISECOND = 1_000;

/** The first page: all measures of an authority with their latest figures. */
@Pages('')
export class OverviewController {
  constructor(
    private readonly frame: Frame,
    private readonly reader: OverviewReader,
    private readonly moved: MovedReader,
    private readonly statuses: StatusReader,
    private readonly targets: TargetBook,
    private readonly quality: DataQuality,
  ) {}

  /** Leads to the one authority that the caller may see, or offers those that there are. */
  @Get()
  @Needs({ roles: READERS, authority: 'nowhere' })
  async start(@AskedBy() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const authorities = (await this.statuses.authorities()).filter((authority) => caller.isFor(authority));
    const [only] = authorities;
    if (only !== undefined && authorities.length === 1) {
      reply.code(SEE_OTHER).header('location', pages.overview(only));
      return '';
    }
    const named = authorities.map((code) => ({ code, name: this.frame.nameOf(code) }));
    return this.frame.page(reply, { title: 'Start', caller, body: authorityChoice(named) });
  }

  @Get('authorities/:authority')
  @Needs({ roles: READERS, authority: 'path' })
  async overview(
    @Param('authority') authority: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    read.allowOnly(query, 'grain', 'month', 'format', 'only');
    const code = read.authorityIn({ authority });
    const grain = grainIn(query);
    const today = this.frame.today();
    const month = query['month'] === undefined ? monthOf(today) : read.monthIn(query, 'month');
    const only = read.textIn(query, 'only');
    const now = Date.now() * MICROSECONDS_A_MILLISECOND;
    const [areas, lately, { lag, parked }, beside] = await Promise.all([
      this.reader.overview({
        authority: code,
        grain,
        month,
        today,
        only: (only && new Set(only.split(','))) || undefined,
      }),
      this.moved.lately(code, today, now),
      this.statuses.progress(),
      this.quality.beside(code),
    ]);
    const state: OverviewState = {
      authority: code,
      grain,
      month,
      isCurrent: month === monthOf(today),
      today,
      now,
      areas,
      lately,
      lag,
      parked,
      targets: this.targets,
      tolerance: this.frame.tolerance,
      beside,
    };
    if (query['format'] === 'csv') {
      return this.frame.csv(reply, `overview-${code}-${grain}-${formatMonth(month)}`, overviewCsv(state));
    }
    return this.frame.page(reply, {
      title: 'Overview',
      authority: code,
      place: 'overview',
      caller,
      scripts: state.isCurrent ? [LIVE_SCRIPT_PATH] : [],
      body: overviewBody(state),
    });
  }
}

/** The kind of period; a month where nothing is said. */
function grainIn(query: read.Query): Grain {
  return query['grain'] === undefined ? 'month' : read.grainIn(query);
}
