/**
 * The slow, obvious engine: every figure straight from its definition and the plain set of logged events. It adds no
 * deltas, keeps no ledger and shares no code with the real one; the laws hold the real one against it.
 */
import { adoptionMeasures } from './adoption';
import { careLeaverMeasures } from './care-leavers';
import { carerMeasures } from './carers';
import { caseloadMeasures } from './caseload';
import type { Day } from './calendar';
import { day, workingDays } from './calendar';
import { childProtectionMeasures } from './child-protection';
import { harmMeasures } from './harm';
import { healthMeasures } from './health';
import { inCareMeasures } from './in-care';
import { independentVisitorMeasures } from './independent-visitors';
import type { Breakdown, Counted, Measure, Shape } from './measure';
import { booleanKey, COMMON_BREAKDOWNS } from './measure';
import { missingMeasures } from './missing';
import type { Grain } from './periods';
import { periodOf } from './periods';
import type { ChildRecord, LoggedEventLike } from './record';
import { childKey, firstCopies, fold, knownBy } from './record';
import { referralMeasures } from './referral';
import { ageBandAt } from './states';

/** What is asked: a measure's figure for one period, as one sees it today, perhaps from what was known at an instant. */
export interface Question {
  readonly measure: string;
  readonly authority: string;
  readonly grain: Grain;
  /** The period's last month, 'YYYY-MM'. */
  readonly period: string;
  /** 'YYYY-MM-DD'. Flow units dated after it do not count yet; no stock is looked at later than at its end. */
  readonly today: string;
  readonly by?: Breakdown | undefined;
  /** Microseconds since 1970; moves neither T nor today. */
  readonly knownAt?: number | undefined;
}

/** The denominator of a count is null. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number | null;
}

export interface Figure extends Ratio {
  /** With `by`: one entry a key; keys of which nothing counts are left out. */
  readonly groups?: Readonly<Record<string, Ratio>>;
}

export interface MeasureOutline {
  readonly id: string;
  readonly kind: 'flow' | 'stock' | 'distinct';
  readonly shape: Shape;
  readonly breakdowns: readonly Breakdown[];
}

export interface Oracle {
  /** The measures it can compute, in the catalogue's order. */
  readonly measures: readonly MeasureOutline[];
  /** The authorities that the events name. */
  readonly authorities: readonly string[];
  /**
   * @throws RangeError for a measure or breakdown it does not know, a month that ends no period of the grain, and a
   *   period that has not begun today (there is no figure for it).
   */
  figure(question: Question): Figure;
  /** A child's record as it stands (or as known at an instant), undefined where nothing is known of the child. */
  record(authority: string, subject: string, knownAt?: number): ChildRecord | undefined;
}

/** What one child adds to a figure, with the day at which its age band is taken. */
interface Contribution extends Counted {
  readonly child: ChildRecord;
  readonly on: Day;
}

function breakdownsOf(measure: Measure): readonly Breakdown[] {
  return measure.kind === 'pairs' ? measure.by : [...COMMON_BREAKDOWNS, ...measure.by];
}

function keyOf({ child, on, keys }: Contribution, by: Breakdown): string {
  switch (by) {
    case 'gender':
      return child.described.gender ?? 'unknown';
    case 'ethnicity':
      return child.described.ethnicity ?? 'unknown';
    case 'disabled':
      return booleanKey(child.described.disabled);
    case 'ageBand':
      return ageBandAt(child, on);
    default:
      return keys?.[by] ?? 'unknown';
  }
}

function total(shape: Shape, contributions: readonly Contribution[]): Ratio {
  const numerator = contributions.reduce((sum, one) => sum + Number(one.numerator), 0);
  return { numerator, denominator: shape === 'count' ? null : contributions.length };
}

function pairTotal(pairs: readonly { worker: string }[]): Ratio {
  return { numerator: pairs.length, denominator: new Set(pairs.map(({ worker }) => worker)).size };
}

/** Each group over the whole denominator, groups of 0 left out. */
function sharesOf({ denominator }: Ratio, groups: Readonly<Record<string, Ratio>>): Record<string, Ratio> {
  const shares = Object.entries(groups).filter(([, { numerator }]) => numerator > 0);
  return Object.fromEntries(shares.map(([key, { numerator }]) => [key, { numerator, denominator }]));
}

/** Splits by key and totals each part. */
function grouped<T>(items: readonly T[], key: (item: T) => string, sum: (items: readonly T[]) => Ratio) {
  const parts = new Map<string, T[]>();
  for (const item of items) parts.set(key(item), [...(parts.get(key(item)) ?? []), item]);
  return Object.fromEntries([...parts].map(([name, part]) => [name, sum(part)]));
}

/**
 * The oracle for a log. The holidays ('YYYY-MM-DD') are reference data and come from outside.
 * Only folded records, and what a record answers for one measure and day, are kept from question to question.
 */
export function oracle(
  events: readonly LoggedEventLike[],
  { holidays }: { readonly holidays: ReadonlySet<string> },
): Oracle {
  const calendar = workingDays(holidays);
  const measures = new Map<string, Measure>(
    Object.entries({
      ...referralMeasures(calendar),
      ...childProtectionMeasures(calendar),
      ...inCareMeasures(calendar),
      ...adoptionMeasures(),
      ...independentVisitorMeasures(),
      ...caseloadMeasures(),
      ...missingMeasures(),
      ...harmMeasures(),
      ...healthMeasures(calendar),
      ...careLeaverMeasures(),
      ...carerMeasures(),
    }),
  );

  const children = new Map<string, LoggedEventLike[]>();
  for (const event of events) children.set(childKey(event), [...(children.get(childKey(event)) ?? []), event]);
  for (const [key, all] of children) children.set(key, firstCopies(all));

  // What is known at K is a beginning of the child's events, so its length says which record it is.
  const records = new Map<string, ChildRecord>();
  const recordOf = (key: string, knownAt: number | undefined): ChildRecord | undefined => {
    const all = children.get(key) ?? [];
    const known = knownAt === undefined ? all : knownBy(all, knownAt);
    const first = known[0];
    if (first === undefined) return undefined;
    const name = `${key} ${known.length}`;
    const record = records.get(name) ?? fold(first.event.authority, first.event.subject, known);
    records.set(name, record);
    return record;
  };

  const answers = new WeakMap<ChildRecord, Map<string, unknown>>();
  const remembered = <A>(child: ChildRecord, question: string, ask: () => A): A => {
    const known = answers.get(child) ?? new Map<string, unknown>();
    answers.set(child, known);
    if (!known.has(question)) known.set(question, ask());
    return known.get(question) as A;
  };

  const contributions = (
    id: string,
    measure: Exclude<Measure, { kind: 'pairs' }>,
    child: ChildRecord,
    from: Day,
    to: Day,
  ): readonly Contribution[] => {
    switch (measure.kind) {
      case 'flow': {
        const units = remembered(child, id, () => measure.units(child));
        return units.filter(({ on }) => from <= on && on <= to).map((unit) => ({ ...unit, child }));
      }
      case 'stock': {
        const found = remembered(child, `${id} ${to}`, () => measure.at(child, to));
        return found === null ? [] : [{ ...found, child, on: to }];
      }
      case 'distinct': {
        const found = remembered(child, `${id} ${from} ${to}`, () => measure.within(child, from, to));
        return found === null ? [] : [{ ...found, child, on: found.firstOn }];
      }
    }
  };

  return {
    measures: [...measures].map(([id, measure]) => ({
      id,
      kind: measure.kind === 'pairs' ? 'stock' : measure.kind,
      shape: measure.shape,
      breakdowns: breakdownsOf(measure),
    })),
    authorities: [...new Set(events.map(({ event }) => event.authority))].sort(),
    record: (authority, subject, knownAt) => recordOf(`${authority}:${subject}`, knownAt),
    figure({ measure: id, authority, grain, period, today, by, knownAt }) {
      const measure = measures.get(id);
      if (measure === undefined) throw new RangeError(`the oracle knows no measure ${id}`);
      if (by !== undefined && !breakdownsOf(measure).includes(by))
        throw new RangeError(`${id} is not broken down by ${by}`);
      const { from, last } = periodOf(grain, period);
      const to = Math.min(last, day(today));
      if (to < from) throw new RangeError(`the ${grain} that ends with ${period} has not begun on ${today}`);

      const known = [...children.keys()]
        .filter((key) => key.startsWith(`${authority}:`))
        .map((key) => recordOf(key, knownAt))
        .filter((record) => record !== undefined);
      if (measure.kind === 'pairs') {
        const pairs = known.flatMap((child) => measure.workersAt(child, to).map((worker) => ({ worker })));
        return by === undefined
          ? pairTotal(pairs)
          : { ...pairTotal(pairs), groups: grouped(pairs, ({ worker }) => worker, pairTotal) };
      }
      const all = known.flatMap((child) => contributions(id, measure, child, from, to));
      const sum = (part: readonly Contribution[]): Ratio => total(measure.shape, part);
      if (by === undefined) return sum(all);
      const groups = grouped(all, (one) => keyOf(one, by), sum);
      const ofWhole = measure.kind === 'stock' && measure.overWhole.includes(by);
      return { ...sum(all), groups: ofWhole ? sharesOf(sum(all), groups) : groups };
    },
  };
}
