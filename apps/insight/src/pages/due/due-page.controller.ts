import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataQuality } from '../../data-quality/data-quality';
import { stillReading } from '../../data-quality/still-reading';
import { DueBooks } from '../../due/due-books';
import { matching } from '../../due/due-list';
import { pageOf } from '../../due/due-page';
import { FILTER_QUERY, filterIn, withinIn } from '../../due/due-question';
import * as read from '../../query';
import { readingBody, WAITING } from '../figures/reading';
import { Frame, LoggedPage, Pages } from '../frame';
import { dueAddress } from './due-tables';
import { dueBody, tableNamed, unusual, VIEWS, type DuePageState } from './due-view';

const LINES_A_PAGE = 80;
const PLACE_NUMBERS = 4;

/** What falls due and what is overdue, for people. */
@Pages('authorities/:authority/due')
export class DuePageController {
  constructor(
    private readonly frame: Frame,
    private readonly books: DueBooks,
    private readonly quality: DataQuality,
  ) {}

  @Get()
  @Needs({ roles: READERS, authority: 'path', logged: LoggedPage.rowsOf })
  async due(
    @Param('authority') authority: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    read.allowOnly(query, ...FILTER_QUERY, 'view', 'after', 'format', 'table');
    const code = read.authorityIn({ authority });
    const filter = filterIn(query);
    const days = withinIn(query);
    const view = VIEWS.find((each) => each === (read.textIn(query, 'view') || 'list'));
    if (view === undefined) throw read.wrong('view', `must be one of ${VIEWS.join(', ')}`);
    const seesSealed = caller.has('sealed-records');
    const all = await this.books.overview({ authority: code, today: this.frame.today(), within: days, seesSealed });
    const page = { title: 'Due soon and overdue', authority: code, place: 'due' as const, caller };
    if ('done' in all) {
      if (query['format'] === 'csv') throw stillReading(all);
      const reading = this.frame.page(reply, { ...page, ...WAITING, body: readingBody(page.title, all) });
      return LoggedPage.of(reply, reading, 0);
    }
    const lines = matching(all.lines, filter);
    const after = read.placeIn(query, PLACE_NUMBERS);
    const { page: shown, next } = pageOf(lines, { after, limit: LINES_A_PAGE });
    const within = unusual(days);
    const about = { authority: code, filter, within };
    const state: DuePageState = {
      all,
      filter,
      within,
      view,
      lines,
      page: shown,
      next: next && dueAddress(about, { after: next.join('.') }),
      first: after && dueAddress(about),
      recording: await this.quality.recording(code),
    };
    if (query['format'] === 'csv') {
      const name = read.textIn(query, 'table');
      const table = tableNamed(name, state);
      if (table === undefined) throw read.wrong('table', 'must be list, kinds, workers, teams or rules');
      const file = this.frame.csv(reply, `due-${code}-${name ?? 'list'}`, table);
      return LoggedPage.of(reply, file, name === undefined || name === 'list' ? lines.length : 0);
    }
    const text = this.frame.page(reply, { ...page, body: dueBody(state) });
    return LoggedPage.of(reply, text, view === 'list' ? shown.length : 0);
  }
}
