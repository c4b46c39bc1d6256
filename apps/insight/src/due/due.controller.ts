import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { formatDay } from '@careledger/calendar';
import { Today } from '@careledger/config';
import { DUE_KINDS, DUE_SOON_DAYS } from '@careledger/due';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { AFTER_QUERY, Answers, AUTHORITY_QUERY, LIMIT_QUERY, Refuses } from '../api/describing';
import { DataQuality } from '../data-quality/data-quality';
import { stillReading } from '../data-quality/still-reading';
import { nextPath } from '../entries/period-question';
import * as read from '../query';
import { DueBooks } from './due-books';
import { kindsJson, lineJson } from './due-json';
import { matching } from './due-list';
import { pageOf } from './due-page';
import { FILTER_QUERY, filterIn, withinIn } from './due-question';
import { DUE } from './schemas';

const ITEMS = { most: 1_000, default: 100 };
const PLACE_NUMBERS = 4;

/** What falls due and what is overdue, by the due rules of the measures. */
@ApiTags('due')
@Controller('v1/due')
export class DueController {
  constructor(
    private readonly books: DueBooks,
    private readonly quality: DataQuality,
    private readonly today: Today,
  ) {}

  @Get()
  @Needs({ roles: READERS, authority: 'query', logged: ({ items }: { items: unknown[] }) => items.length })
  @ApiOperation({
    summary: 'Visits, reviews, assessments, conferences, health checks … that are overdue or due soon, child by child.',
  })
  @ApiQuery(AUTHORITY_QUERY)
  @ApiQuery({ name: 'kind', required: false, enum: DUE_KINDS, description: 'Only of this kind.' })
  @ApiQuery({
    name: 'state',
    required: false,
    enum: ['overdue', 'soon', 'later'],
    description: 'Only these; overdue and soon where it is left out.',
  })
  @ApiQuery({
    name: 'worker',
    required: false,
    description: 'Only of the children whom this worker is allocated to; `none`: of those whom nobody is.',
  })
  @ApiQuery({ name: 'team', required: false, description: 'Only of the children of this team; `none`: of no team.' })
  @ApiQuery({
    name: 'within',
    required: false,
    description: `How many days ahead counts as due soon: 0 to 366; ${DUE_SOON_DAYS} where it is left out.`,
    schema: { type: 'integer', minimum: 0, maximum: 366 },
  })
  @ApiQuery({ ...LIMIT_QUERY, description: 'The most lines of a page: 1 to 1000; 100 where it is left out.' })
  @ApiQuery(AFTER_QUERY)
  @Answers('A page of what is due, the earliest first. By-worker lists are for supervision, not for publication.', DUE)
  @Refuses(400, 503)
  async due(@Query() query: read.Query, @AskedBy() caller: Caller) {
    read.allowOnly(query, 'authority', ...FILTER_QUERY, 'limit', 'after');
    const authority = read.authorityIn(query);
    const filter = filterIn(query);
    const within = withinIn(query);
    const limit = read.limitIn(query, ITEMS);
    const after = read.placeIn(query, PLACE_NUMBERS);
    const seesSealed = caller.has('sealed-records');
    const all = await this.books.overview({ authority, today: this.today.today(), within, seesSealed });
    if ('done' in all) throw stillReading(all);
    const lines = matching(all.lines, filter);
    const { page, next } = pageOf(lines, { after, limit });
    const recording = await this.quality.recording(authority);
    const { worker, team } = filter;
    return {
      authority,
      today: formatDay(all.today),
      within,
      position: all.position,
      kinds: kindsJson(matching(all.lines, { worker, team }), recording),
      found: lines.length,
      items: page.map((line) => lineJson(line, recording)),
      next: next === undefined ? null : nextPath('/v1/due', query, next),
    };
  }
}
