import { lastDayOf, monthOf, type Day, type Instant, type Month } from '@careledger/calendar';
import type { Grain, Measure, Stream } from '@careledger/measures';
import type { Positions } from '@careledger/store';
import type { Pool } from 'pg';
import { figureOf, ofOneKey, overKeys, sharesOfWhole, type Figure, type Sums } from './figure';
import { periodsBetween, type NamedPeriod } from './periods';
import { KeptBases, type KeptBase } from './kept-bases';
import { MonthlySums, type RunningSums } from './monthly-sums';
import { sumsAtStatement, type SumsAtAnswer } from './sums-at-position';
import { sumsStatement, type SumsAnswer, type SumsQuestion } from './sums-statement';
import { knownMonthOf } from '@careledger/ledger';

export interface SeriesQuestion {
  readonly measure: Measure;
  readonly authority: string;
  readonly grain: Grain;
  /** The range of the periods' last months, both included. */
  readonly from: Month;
  readonly to: Month;
  /** The day beyond which nothing is counted. */
  readonly today: Day;
  /** A breakdown of the measure. */
  readonly by?: string | undefined;
  readonly knownAt?: Instant | undefined;
  /** With `knownAt`: only events before this position of the log count, so that what was loaded behind it later does not. */
  readonly before?: Positions | undefined;
}

/** What answers queries: a pool, or the client of a snapshot. */
type Reader = Pick<Pool, 'query'>;

/** The figure of one key of a breakdown. */
export interface Group extends Figure {
  readonly key: string;
}

export interface Point extends Figure {
  readonly period: NamedPeriod;
  /** With a breakdown: the keys of which something counts, in order. */
  readonly groups?: readonly Group[];
}

export interface Series {
  /** For each partition the offset that comes next: every event before it is in the figures, none from it on. */
  readonly position: Positions;
  /** What is projected: the same, but where an earlier position was asked about. */
  readonly projected: Positions;
  readonly points: readonly Point[];
}

const STREAMS: Readonly<Record<Grain, Stream>> = {
  month: 'month',
  quarter: 'quarter',
  year: 'year',
  ytd: 'year',
  'rolling-12m': 'rolling-12m',
};

/** The stream of a measure that figures of a grain are sums of. */
export function streamOf(measure: Measure, grain: Grain): Stream {
  switch (measure.kind) {
    case 'flow':
      return 'flow';
    case 'stock':
      return 'level';
    case 'distinct':
      return STREAMS[grain];
  }
}

/** Reads figures from the ledger's balances and postings. */
export class FigureReader {
  private readonly bases = new KeptBases();

  /** @param wideSpan see `sumsStatement`; a sensible number where nothing is said */
  constructor(
    private readonly pool: Reader,
    private readonly wideSpan?: number,
  ) {}

  /**
   * The figures of a range of periods: one statement, so that all are of the one position that it names.
   * @param reader the client of a snapshot, where more than this series is to be of one position
   */
  async series(question: SeriesQuestion, reader: Reader = this.pool): Promise<Series> {
    const { measure, authority, grain, today, by, knownAt, before } = question;
    const periods = periodsBetween(question.from, question.to, grain, today);
    const stream = streamOf(measure, grain);
    const last = periods.reduce((latest, period) => Math.max(latest, monthOf(period.to)), question.from);
    const asked = {
      columns: { authority, measure: measure.id, stream, by: by ?? measure.meanOver },
      last,
      until: today < lastDayOf(last) ? today : undefined,
      knownAt,
    };
    const { position, projected, sums } =
      before === undefined ? await this.sums(asked, reader) : await sumsBefore(asked, before, reader);
    return { position, projected, points: periods.map((period) => pointOf(measure, stream, period, sums, by)) };
  }

  private async sums(question: Omit<SumsQuestion, 'kept'>, reader: Reader): Promise<SumsOfPosition> {
    const { columns, knownAt } = question;
    const known = knownAt === undefined ? undefined : knownMonthOf(knownAt);
    const kept = this.bases.get(columns, known);
    const { rows } = await reader.query<SumsAnswer>(sumsStatement({ ...question, kept }, this.wideSpan));
    const { position, latest, before, stamp, base, fresh } = rows[0] as SumsAnswer;
    const sums = base === null ? (kept as KeptBase).sums : MonthlySums.of(base);
    // A month after the latest has begun: the next question takes the month that is over into its base.
    const isOutrun = known === undefined && latest !== before;
    if (base !== null && before !== null) this.bases.set(columns, known, { before: monthOf(before), stamp, sums });
    else if (isOutrun) this.bases.drop(columns, known);
    const projected = position ?? {};
    return { position: projected, projected, sums: sums.runningWith(MonthlySums.of(fresh ?? []), columns.by) };
  }
}

interface SumsOfPosition extends Pick<Series, 'position' | 'projected'> {
  readonly sums: RunningSums;
}

async function sumsBefore(
  question: Omit<SumsQuestion, 'kept'>,
  position: Positions,
  reader: Reader,
): Promise<SumsOfPosition> {
  const { columns, knownAt = Infinity } = question;
  if (knownAt === Infinity) throw new Error('figures of a position are figures as known at an instant');
  const { rows } = await reader.query<SumsAtAnswer>(sumsAtStatement(question, { knownAt, position }));
  const { sums, projected } = rows[0] as SumsAtAnswer;
  return {
    position,
    projected: projected ?? {},
    sums: MonthlySums.of(sums ?? []).runningWith(new MonthlySums(), columns.by),
  };
}

/**
 * The figure of a period, and with a breakdown those of its keys, out of sums of entries by month.
 * @param stream the stream that the sums are of, see `streamOf`
 * @param by the breakdown that the sums are told apart by
 */
export function pointOf(
  measure: Measure,
  stream: Stream,
  period: NamedPeriod,
  sums: RunningSums,
  by: string | undefined,
): Point {
  const from = stream === 'flow' ? monthOf(period.from) : undefined;
  const to = monthOf(period.to);
  const { meanOver } = measure;
  const whole = sums.between(from, to);
  const byKey = by === undefined && meanOver === undefined ? undefined : sums.betweenByKey(from, to);
  const total = meanOver === undefined || byKey === undefined ? whole : overKeys(whole, byKey);
  const figure = figureOf(measure.shape, total);
  if (by === undefined || byKey === undefined) return { period, ...figure };
  const part = (one: Sums): Sums => (meanOver === undefined ? one : ofOneKey(one));
  const parts = measure.sharesOfWhole?.includes(by) === true ? sharesOfWhole(whole, byKey) : byKey;
  const groups = [...parts].map(([key, one]): Group => ({ key, ...figureOf(measure.shape, part(one)) }));
  return { period, ...figure, groups };
}
