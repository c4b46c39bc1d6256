import type { DataOf, EntityKind, EventType } from '@careledger/contract';
import { carePeriods, type CarePeriod, type Episode, type Remark } from './care-periods';
import { firstDay, lastDay, type DayText, type ReturnYear } from './return-year';
import type { ChildReturns, FileKind, Finding, Kept, Origin, Rows } from './rows';

/** The event types that the return tells of. */
export type FactType =
  | 'child.described'
  | 'care.started'
  | 'care.ended'
  | 'legal-status.changed'
  | 'placement.started'
  | 'placement.ended'
  | 'cla-review.held'
  | 'uasc.started'
  | 'uasc.ended';

/** What an event is to say: the entity, the type, the data, and the row that says so. */
export type Fact = {
  readonly [K in FactType]: {
    readonly entity: EntityKind | 'child';
    /** '' for the child itself. */
    readonly entityId: string;
    readonly type: K & EventType;
    readonly data: DataOf<K>;
    readonly origin: Origin;
  };
}[FactType];

/** The years whose header file is there, and with it the list of all children of the return. */
export type ReturnsThere = ReadonlySet<ReturnYear>;

/**
 * Takes out the rows that contradict the child's header: rows of a child that no return's header names, and what lies before
 * the month of birth (the last header counts). Gives back what is left and the findings.
 */
export function withoutContradictions(returns: ChildReturns): { returns: ChildReturns; findings: Finding[] } {
  const findings: Finding[] = [];
  const years = [...returns.keys()].sort((a, b) => a - b);
  const headers = years.flatMap((year) => [...(returns.get(year)?.header.values() ?? [])]);
  const bornFrom = headers.findLast(({ row }) => row !== null)?.row?.birthMonth ?? '';
  const sifted = <R>(rows: Map<string, Kept<R>>, fault: (row: R) => string | null): Map<string, Kept<R>> =>
    new Map(
      [...rows].map(([key, kept]): [string, Kept<R>] => {
        const reason = kept.row === null ? null : headers.length === 0 ? NO_HEADER : fault(kept.row);
        if (reason === null) return [key, kept];
        findings.push({ origin: kept.origin, outcome: 'left-out', reason });
        return [key, { ...kept, row: null }];
      }),
    );
  const sound: ChildReturns = new Map(
    years.map((year) => {
      const { header, episodes, reviews, uasc } = returns.get(year) as NonNullable<ReturnType<ChildReturns['get']>>;
      return [
        year,
        {
          header,
          episodes: sifted(episodes, ({ from }) => (from < bornFrom ? 'DECOM lies before the month of birth' : null)),
          reviews: sifted(reviews, ({ heldOn }) =>
            heldOn < bornFrom ? 'REVIEW lies before the month of birth' : null,
          ),
          uasc: sifted(uasc, ({ ceasedOn = '9999' }) =>
            ceasedOn < bornFrom ? 'DUC lies before the month of birth' : null,
          ),
        },
      ];
    }),
  );
  return { returns: sound, findings };
}

const NO_HEADER = 'no header file has the child';

/**
 * All that the returns up to a year say of a child: for every natural key the row of the last return that has it. `returns`
 * holds only rows that stand (`withoutContradictions`). Remarks name rows that were taken with something set aside.
 */
export function factsAsOf(
  returns: ChildReturns,
  year: ReturnYear,
  there: ReturnsThere,
): { facts: Fact[]; findings: Finding[] } {
  const facts: Fact[] = [];
  const findings: Finding[] = [];
  const remark: Remark = (origin, reason) => findings.push({ origin, outcome: 'remark', reason });
  const years = [...returns.keys()].filter((each) => each <= year).sort((a, b) => a - b);

  for (const { row, origin } of lastRows(returns, years, 'header').values()) {
    facts.push({ entity: 'child', entityId: '', type: 'child.described', data: row, origin });
  }
  const periods = carePeriods(episodesAsOf(returns, years, year, there, remark), remark);
  for (const period of periods) {
    facts.push(...careFacts(period));
    const last = period.episodes.at(-1);
    if (last && last.end === undefined && there.has(year) && !returns.get(year)?.episodes.has(last.row.from)) {
      remark(last.origin, 'open, yet the last return lists the child without this episode: it stays open');
    }
  }
  for (const { row, origin } of lastRows(returns, years, 'reviews').values()) {
    const id = entityId(row.heldOn);
    facts.push({
      entity: 'cla-review',
      entityId: id,
      type: 'cla-review.held',
      data: { id, heldOn: row.heldOn },
      origin,
    });
  }
  facts.push(...uascFacts(returns, years, periods, findings));
  return { facts, findings };
}

/** Entity ids are unique within child and kind, and the natural key within the child is a date. */
function entityId(key: string): string {
  return `ssda903:${key}`;
}

type Standing<R> = {
  readonly row: R;
  readonly origin: Origin;
  /** The years whose file has the row. */
  readonly listedIn: readonly ReturnYear[];
  readonly lastSeen: ReturnYear;
};

/** For every key the last row that makes sense, the years that have such a row, and the last that has the key at all. */
function lastRows<K extends FileKind>(
  returns: ChildReturns,
  years: readonly ReturnYear[],
  kind: K,
): Map<string, Standing<Rows[K]>> {
  const last = new Map<string, Standing<Rows[K]>>();
  for (const year of years) {
    const rows = (returns.get(year)?.[kind] ?? new Map()) as Map<string, Kept<Rows[K]>>;
    for (const [key, { row, origin }] of rows) {
      const before = last.get(key);
      if (row !== null) last.set(key, { row, origin, listedIn: [...(before?.listedIn ?? []), year], lastSeen: year });
      else if (before !== undefined) last.set(key, { ...before, lastSeen: year });
    }
  }
  return last;
}

/**
 * The episodes, with an end for those whose own was never told: a return lists every child who was looked after at any time
 * in its year, so an open episode of a child whom a later header does not list had ended by the day before that year.
 */
function episodesAsOf(
  returns: ChildReturns,
  years: readonly ReturnYear[],
  year: ReturnYear,
  there: ReturnsThere,
  remark: Remark,
): Episode[] {
  return [...lastRows(returns, years, 'episodes').values()].map(({ row, origin, lastSeen }) => {
    if (row.to !== undefined) return { row, origin };
    for (let later = lastSeen + 1; later <= year; later++) {
      if (!there.has(later) || isNamed(returns, later)) continue;
      remark(origin, 'open, yet a later return does not list the child: taken as ended by the day before its year');
      const dayBefore = lastDay(later - 1);
      return { row, origin, impliedEnd: dayBefore < row.from ? row.from : dayBefore };
    }
    return { row, origin };
  });
}

function isNamed(returns: ChildReturns, year: ReturnYear): boolean {
  const inYear = returns.get(year);
  return inYear !== undefined && inYear.header.size + inYear.episodes.size > 0;
}

function careFacts(period: CarePeriod): Fact[] {
  const facts: Fact[] = [];
  const first = period.episodes[0];
  const last = period.episodes.at(-1);
  if (first === undefined || last === undefined) return facts;
  const care = entityId(period.startedOn);
  facts.push({
    entity: 'care',
    entityId: care,
    type: 'care.started',
    data: { id: care, startedOn: period.startedOn, legalStatus: period.legalStatus },
    origin: first.origin,
  });
  if (period.endedOn !== undefined) {
    const data = {
      id: care,
      endedOn: period.endedOn,
      ...(period.endReason === undefined ? {} : { reason: period.endReason }),
    };
    facts.push({ entity: 'care', entityId: care, type: 'care.ended', data, origin: last.origin });
  }
  let legalStatus = period.legalStatus;
  for (const episode of period.episodes) {
    if (episode.legalStatus === legalStatus) continue;
    legalStatus = episode.legalStatus;
    const id = entityId(episode.row.from);
    facts.push({
      entity: 'legal-status',
      entityId: id,
      type: 'legal-status.changed',
      data: { id, care, changedOn: episode.row.from, legalStatus },
      origin: episode.origin,
    });
  }
  for (const placement of period.placements) {
    const id = entityId(placement.startedOn);
    facts.push({
      entity: 'placement',
      entityId: id,
      type: 'placement.started',
      data: {
        id,
        startedOn: placement.startedOn,
        type: placement.type,
        ...(placement.sameCarer ? { sameCarer: true } : {}),
        ...(placement.provider === undefined ? {} : { provider: placement.provider }),
      },
      origin: placement.startedIn.origin,
    });
    if (placement.endedOn === undefined) continue;
    facts.push({
      entity: 'placement',
      entityId: id,
      type: 'placement.ended',
      data: {
        id,
        endedOn: placement.endedOn,
        ...(placement.endReason === undefined ? {} : { reason: placement.endReason }),
      },
      origin: placement.endedIn.origin,
    });
  }
  return facts;
}

/**
 * The file says when the status ceased (DUC) and not when it began: it began with the care period, of those that reach into
 * the first year whose file lists the child while there is one, the earliest.
 */
function uascFacts(
  returns: ChildReturns,
  years: readonly ReturnYear[],
  periods: readonly CarePeriod[],
  findings: Finding[],
): Fact[] {
  const uasc = lastRows(returns, years, 'uasc').get('');
  if (uasc === undefined) return [];
  const { row, origin, listedIn } = uasc;
  const startedOn = listedIn.map((year) => earliestIn(year, periods)).find((day) => day !== undefined);
  const leaveOut = (reason: string): Fact[] => {
    findings.push({ origin, outcome: 'left-out', reason });
    return [];
  };
  if (startedOn === undefined) return leaveOut('no episode of a year that lists the child says when care began');
  if (row.ceasedOn !== undefined && row.ceasedOn < startedOn)
    return leaveOut('DUC lies before the child came into care');
  const id = entityId('uasc');
  const start: Fact = { entity: 'uasc', entityId: id, type: 'uasc.started', data: { id, startedOn }, origin };
  if (row.ceasedOn === undefined) return [start];
  return [start, { entity: 'uasc', entityId: id, type: 'uasc.ended', data: { id, endedOn: row.ceasedOn }, origin }];
}

/** The start of the earliest care period that reaches into a year. */
function earliestIn(year: ReturnYear, periods: readonly CarePeriod[]): DayText | undefined {
  return periods
    .filter(({ startedOn, endedOn }) => startedOn <= lastDay(year) && (endedOn ?? '9999') >= firstDay(year))
    .map(({ startedOn }) => startedOn)
    .sort()[0];
}
