import {
  firstDayOf,
  formatInstant,
  formatMonth,
  londonDay,
  type Day,
  type Instant,
  type Month,
} from '@careledger/calendar';
import type { Today } from '@careledger/config';
import type { ExactCell } from '@careledger/disclosure';
import {
  inSnapshot,
  positionText,
  type FigureReader,
  type PopulationBook,
  type RulesInForce,
} from '@careledger/figures';
import type { Measure, Rulebook } from '@careledger/measures';
import { ANNUAL_TREND, COMPARATORS, type TargetBook } from '@careledger/reference';
import {
  CellBook,
  composeReport,
  isFor,
  layoutOf,
  seriesFor,
  textOfName,
  wantedCells,
  type Cell,
  type CellName,
  type Facts,
  type Readership,
  type Report,
  type WantedSeries,
} from '@careledger/report';
import type { Pool, ClientBase } from 'pg';
import { latestCommentary } from '../../commentary/commentary-store';
import type { FixtureInfo } from '../../fixture';
import type { Publication } from '../../publications/publication-store';
import type { PublicView } from '../../publications/public-view';
import type { SmallNumbers } from '../../publications/small-numbers';
import type { Known, ReportAsked } from './report-asked';
import { factsOfPublication } from './report-of-publication';

/** What a report is held against and says, in this installation. */
export interface Installed {
  readonly populations: PopulationBook;
  readonly targets: TargetBook;
  readonly fixture: FixtureInfo | null;
  readonly completeFrom: Month | undefined;
  readonly today: Today;
}

/** Gathers what reports are composed from, and composes them. */
export class ReportReader {
  constructor(
    private readonly pool: Pool,
    private readonly figures: FigureReader,
    private readonly rules: RulesInForce,
    private readonly publicView: PublicView,
    private readonly small: SmallNumbers,
    private readonly installed: Installed,
  ) {}

  /** The report of a quarter: as the records are now, or as they were known at an instant. All of it is of one position. */
  async report(asked: ReportAsked): Promise<Report> {
    const { authority, quarter, readership, knownAt } = asked;
    const { targets, completeFrom } = this.installed;
    const today = this.dayOf(knownAt);
    const { areas } = await this.rules.rulebook(knownAt);
    const plan = planOf(areas, readership, quarter, completeFrom);
    const { known, position, commentary } = await inSnapshot(this.pool, async ({ client, position }) => {
      const known: Known[] = [];
      for (const series of plan.series) known.push(...(await this.read(client, asked, plan, series, today)));
      return { known, position, commentary: await commentaryOn(client, asked, plan.measures) };
    });
    const at = formatInstant(knownAt ?? Date.now() * 1000);
    return composeReport({
      ...this.common(asked, areas),
      today,
      source: { kind: knownAt === undefined ? 'live' : 'known-at', at, knownAt: at, position: positionText(position) },
      cells: readership === 'internal' ? bookOf(known) : await this.suppressed(authority, known),
      targets: targets.targets.filter((one) => one.authority === authority),
      commentary,
    });
  }

  /** The report of a quarter out of what was published: its figures, targets and commentary as they stand there, and no others. */
  async ofPublication(asked: ReportAsked, publication: Publication): Promise<Report> {
    const { areas } = await this.rules.rulebook(publication.knownAt);
    const facts = factsOfPublication(asked, publication, areas);
    const { known, ...rest } = facts;
    return composeReport({
      ...this.common(asked, areas),
      ...rest,
      cells: asked.readership === 'internal' ? bookOf(known) : await this.published(publication),
    });
  }

  /** What the public may see of a publication, as it was decided with it. */
  private async published(publication: Publication): Promise<CellBook> {
    const { cells } = await this.publicView.of(publication);
    return new CellBook(
      cells.map(({ shown, numerator, denominator, value, rate, ...name }): readonly [CellName, Cell] => [
        name,
        shown === 'suppressed' || numerator === null
          ? { shown: 'suppressed' }
          : { shown: 'figure', numerator, denominator, value, rate },
      ]),
    );
  }

  /** The same figures with what must not be shown taken out: from here on nobody has its numbers. */
  private async suppressed(authority: string, known: readonly Known[]): Promise<CellBook> {
    const exact = known.map(([name, { numerator, denominator }]): ExactCell => ({ ...name, numerator, denominator }));
    const { shown } = await this.small.decide(authority, exact);
    return new CellBook(
      known.map(([name, figure], index): readonly [CellName, Cell] => [
        name,
        shown[index] === 'suppressed' ? { shown: 'suppressed' } : { shown: 'figure', ...figure },
      ]),
    );
  }

  /** What no figure decides. */
  private common(
    { authority, authorityName, quarter, readership }: ReportAsked,
    areas: Rulebook['areas'],
  ): Omit<Facts, 'today' | 'source' | 'cells' | 'targets' | 'commentary'> {
    const { fixture, completeFrom } = this.installed;
    return {
      authority,
      authorityName,
      notice: fixture?.notice ?? null,
      quarter,
      readership,
      areas,
      completeFrom,
      comparators: COMPARATORS.comparators,
      publishedYears: ANNUAL_TREND.filter((one) => one.authority === authority),
    };
  }

  /** The day beyond which nothing counts: today, or what the date was when it was known so. */
  private dayOf(knownAt: Instant | undefined): Day {
    const today = this.installed.today.today();
    return knownAt === undefined ? today : Math.min(today, londonDay(knownAt));
  }

  private async read(
    client: ClientBase,
    { authority, knownAt }: ReportAsked,
    plan: Plan,
    { measure: id, grain, from, to, by }: WantedSeries,
    today: Day,
  ): Promise<Known[]> {
    const measure = plan.measures.get(id);
    if (measure === undefined) return [];
    const { points } = await this.figures.series({ measure, authority, grain, from, to, today, knownAt, by }, client);
    return points.flatMap(({ period, numerator, denominator, value, groups }): Known[] => {
      const rate = measure.rate === true ? this.installed.populations.rate(numerator, authority, period.last) : null;
      const name: CellName = { measure: id, grain, period: formatMonth(period.month), breakdown: '', key: '' };
      if (by === undefined) {
        return plan.wanted.has(textOfName(name)) ? [[name, { numerator, denominator, value, rate }]] : [];
      }
      return (groups ?? []).map(({ key, ...figure }): Known => [
        { ...name, breakdown: by, key },
        { ...figure, rate: null },
      ]);
    });
  }
}

interface Plan {
  readonly measures: ReadonlyMap<string, Measure>;
  readonly wanted: ReadonlySet<string>;
  readonly series: readonly WantedSeries[];
}

function planOf(
  areas: Rulebook['areas'],
  readership: Readership,
  quarter: Month,
  completeFrom: Month | undefined,
): Plan {
  const measures = new Map(areas.flatMap((area) => area.measures.map((measure) => [measure.id, measure])));
  const sections = layoutOf(areas, isFor(readership));
  const cells = wantedCells(sections, measures, quarter, completeFrom);
  return { measures, wanted: new Set(cells.map(textOfName)), series: seriesFor(cells, sections, measures, quarter) };
}

function bookOf(known: readonly Known[]): CellBook {
  return new CellBook(known.map(([name, figure]) => [name, { shown: 'figure', ...figure }]));
}

async function commentaryOn(
  client: ClientBase,
  { authority, quarter }: ReportAsked,
  measures: ReadonlyMap<string, Measure>,
): Promise<Facts['commentary']> {
  const rows = await latestCommentary(client, authority, [...measures.keys()], [formatMonth(quarter)]);
  return rows.map(({ measure, text, author, writtenAt }) => ({
    measure,
    text,
    author,
    writtenAt: formatInstant(writtenAt),
  }));
}

/** Whether anything of a quarter has begun by a day. */
export const hasBegun = (quarter: Month, today: Day): boolean => firstDayOf(quarter - 2) <= today;
