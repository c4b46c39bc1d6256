import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { formatMonth, monthOf, quarterInWords, type Month } from '@careledger/calendar';
import { pointJson, PopulationBook, RulesInForce } from '@careledger/figures';
import type { Grain, Measure } from '@careledger/measures';
import { TargetBook } from '@careledger/reference';
import { Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { workedTable } from '../../catalogue/worked-table';
import { CommentaryStore } from '../../commentary/commentary-store';
import { DataQuality } from '../../data-quality/data-quality';
import { nameOf } from '../../publications/content';
import { publishedJson } from '../../publications/publication-json';
import { PublicationStore } from '../../publications/publication-store';
import * as read from '../../query';
import { comparatorsOf, periodOf, type ShownFigure } from '../figures/compared';
import { namingMonth } from '../figures/period-choice';
import { qualityNotes } from '../figures/quality-notes';
import { Frame, LIVE_SCRIPT_PATH, pages, Pages, type Table } from '../frame';
import { MeasureReader } from './measure-reader';
import {
  earlierYearsTable,
  grainsTable,
  groupsTable,
  periodsTable,
  type MeasureState,
  type PublishedBeside,
} from './measure-tables';
import { measureBody } from './measure-view';

/** The page of a measure. */
@Pages('authorities/:authority/measures')
export class MeasurePageController {
  constructor(
    private readonly frame: Frame,
    private readonly reader: MeasureReader,
    private readonly rules: RulesInForce,
    private readonly targets: TargetBook,
    private readonly populations: PopulationBook,
    private readonly publications: PublicationStore,
    private readonly commentaries: CommentaryStore,
    private readonly quality: DataQuality,
  ) {}

  @Get(':id')
  @Needs({ roles: READERS, authority: 'path' })
  async measure(
    @Param('authority') authority: string,
    @Param('id') id: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    read.allowOnly(query, 'grain', 'to', 'by', 'format', 'table');
    const rulebook = await this.rules.rulebook();
    const measure = read.measureIn(id, rulebook);
    const grain: Grain = query['grain'] === undefined ? 'month' : read.grainIn(query);
    const today = this.frame.today();
    const month = query['to'] === undefined ? monthOf(today) : read.monthIn(query, 'to');
    const by = query['by'] === '' ? undefined : read.breakdownIn(query, measure);
    const found = await this.reader.figures({ measure, authority, grain, month, today, by });
    const state: MeasureState = {
      ...found,
      authority,
      area: rulebook.areas.find(({ measures }) => measures.includes(measure))?.area ?? '',
      measure,
      grain,
      month,
      isCurrent: month === monthOf(today),
      today,
      by,
      targets: this.targets,
      tolerance: this.frame.tolerance,
      comparators: comparatorsOf(measure, authority, today),
      published: await this.published(measure, authority, grain, found.figures),
      commentary: await this.commentary(measure, authority, month),
      note: qualityNotes((await this.quality.beside(authority))?.measures.get(measure.id), authority),
    };
    if (query['format'] === 'csv') {
      const table = tableNamed(read.textIn(query, 'table'), state);
      return this.frame.csv(reply, `${id}-${authority}-${grain}-${formatMonth(month)}`, table);
    }
    return this.frame.page(reply, {
      title: measure.title,
      authority,
      place: 'overview',
      caller,
      crumbs: [{ words: 'Overview', href: pages.overview(authority) }],
      scripts: state.isCurrent ? [LIVE_SCRIPT_PATH] : [],
      body: measureBody(state),
    });
  }

  /** What was published last of each of these periods. */
  private async published(
    measure: Measure,
    authority: string,
    grain: Grain,
    figures: readonly ShownFigure[],
  ): Promise<Map<string, PublishedBeside>> {
    const names = figures.map(({ point }) => ({ measure: measure.id, grain, period: periodOf(point) }));
    const latest = await this.publications.latest(authority, names);
    const found = new Map<string, PublishedBeside>();
    for (const { point } of figures) {
      const period = periodOf(point);
      const one = latest.get(nameOf({ measure: measure.id, grain, period }));
      if (one === undefined) continue;
      const { differs } = publishedJson(one, pointJson(measure, authority, point, this.populations));
      found.set(period, { publication: one.publication.id, value: one.figure.value, isSame: !differs });
    }
    return found;
  }

  private async commentary(measure: Measure, authority: string, month: Month): Promise<MeasureState['commentary']> {
    const quarter = namingMonth('quarter', month);
    const subject = { authority, measure: measure.id, period: formatMonth(quarter) };
    const [latest] = await this.commentaries.versions(subject);
    return latest && { text: latest.text, author: latest.author, quarter: quarterInWords(quarter) };
  }
}

/** The table of the page that goes by a name; that of the periods where none is said. */
function tableNamed(name: string | undefined, state: MeasureState): Table {
  const { by, figures, measure } = state;
  switch (name) {
    case undefined:
      return periodsTable(state);
    case 'grains':
      return grainsTable(state);
    case 'earlier-years':
      return earlierYearsTable(state);
    case 'worked':
      return workedTable(measure);
    case 'groups':
      if (by !== undefined) return groupsTable(figures.at(-1)?.point.groups ?? [], by, measure);
  }
  throw read.wrong('table', 'must be grains, earlier-years, worked, or with a breakdown groups');
}
