import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { formatMonth, type Day } from '@careledger/calendar';
import { FigureReader, RulesInForce } from '@careledger/figures';
import { measureIn, type Contribution, type Measure } from '@careledger/measures';
import type { Child } from '@careledger/record';
import { Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { EntryReader } from '../../entries/entry-reader';
import { periodQuestion } from '../../entries/period-question';
import * as read from '../../query';
import { address, Frame, LoggedPage, pages, Pages } from '../frame';
import { leftOutOf } from './left-out';
import type { Fact } from './record-facts';
import { listsOf, whyBody, whyTable, type WhyList, type WhyState } from './why-view';

const CHILDREN_A_PAGE = 50;
const CHILDREN_A_FILE = 100_000;

/** What figures are made of, for people. */
@Pages('authorities/:authority/measures/:id/why')
export class WhyController {
  constructor(
    private readonly frame: Frame,
    private readonly entries: EntryReader,
    private readonly figures: FigureReader,
    private readonly rules: RulesInForce,
  ) {}

  @Get()
  @Needs({ roles: READERS, authority: 'path', logged: LoggedPage.rowsOf })
  async why(
    @Param('authority') authority: string,
    @Param('id') id: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    read.allowOnly(query, 'grain', 'period', 'list', 'after', 'format');
    const rulebook = await this.rules.rulebook();
    const measure = read.measureIn(id, rulebook);
    const { period } = periodQuestion(measure, { ...query, authority }, this.frame.today());
    const leftOut = leftOutOf(measure);
    const wider = leftOut && measureIn(rulebook, leftOut.of);
    const lists = listsOf(measure, wider && leftOut);
    const list = listIn(query, lists);
    const isFile = query['format'] === 'csv';
    const [partition, child] = read.placeIn(query, 2) ?? [];
    const found = await this.entries.entries({
      ...asked(list, measure, wider),
      about: list === 'left-out' && leftOut?.facts !== undefined ? factsOf(leftOut.facts, period.to) : undefined,
      authority,
      period,
      limit: isFile ? CHILDREN_A_FILE : CHILDREN_A_PAGE,
      after: partition === undefined || child === undefined ? undefined : { partition, child },
      seesSealed: caller.has('sealed-records'),
    });
    const { points } = await this.figures.series({
      measure,
      authority,
      grain: period.grain,
      from: period.month,
      to: period.month,
      today: this.frame.today(),
    });
    const name = formatMonth(period.month);
    const here = { grain: period.grain, period: name, list };
    const next = found.next && `${found.next.partition}.${found.next.child}`;
    const state: WhyState = {
      authority,
      measure,
      period,
      name,
      figure: points[0] ?? { numerator: 0, denominator: null, value: null },
      list,
      lists,
      leftOut: wider && leftOut && { ...leftOut, title: wider.title },
      entries: found.entries,
      differences: found.differences,
      next: next && pages.why(authority, id, { ...here, after: next }),
      first: query['after'] === undefined ? undefined : pages.why(authority, id, here),
    };
    const rows = found.entries.length;
    if (isFile) {
      const file = this.frame.csv(reply, `${id}-${authority}-${period.grain}-${name}-${list}`, whyTable(state));
      return LoggedPage.of(reply, file, rows);
    }
    const page = this.frame.page(reply, {
      title: `Why: ${measure.title}`,
      authority,
      place: 'overview',
      caller,
      crumbs: [
        { words: 'Overview', href: pages.overview(authority) },
        { words: measure.title, href: address(pages.measure(authority, id), { grain: period.grain, to: name }) },
      ],
      body: whyBody(state),
    });
    return LoggedPage.of(reply, page, rows);
  }
}

/** Of which measure which children are listed. */
function asked(list: WhyList, measure: Measure, wider: Measure | undefined) {
  if (list === 'left-out' && wider !== undefined) return { measure: wider, notIn: measure };
  return { measure, part: measure.shape !== 'percent' ? undefined : list === 'rest' ? list : ('numerator' as const) };
}

/** What a record says of each of these, without what it has nothing to say of. */
function factsOf(facts: readonly Fact[], on: Day) {
  return (record: Child, entry: Contribution): string[] =>
    facts.map((fact) => fact(record, on, entry)).filter((words) => words !== '');
}

function listIn(query: read.Query, lists: readonly WhyList[]): WhyList {
  const text = read.textIn(query, 'list');
  const found = text === undefined ? lists[0] : lists.find((list) => list === text);
  if (found === undefined) throw read.wrong('list', `must be one of ${lists.join(', ')}`);
  return found;
}
