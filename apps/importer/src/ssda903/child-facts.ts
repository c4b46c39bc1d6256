import { firstDay, lastDay, type DayText, type ReturnYear } from '../engine/return-year';
import { lastRows, type Finding, type Kept, type Remark } from '../engine/rows';
import type { Fact, FilesThere, Question } from '../engine/source';
import { adoptionFacts } from './adoption-facts';
import { carePeriods, type CarePeriod, type Episode } from './care-periods';
import { careLeaverFacts } from './care-leaver-facts';
import { entityId } from './entity-id';
import { outcomeFacts } from './outcome-facts';
import type { ChildReturn, ChildReturns } from './rows';
import { missingFacts, socialWorkerFacts } from './spell-facts';

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
      const { header, episodes, reviews, uasc, missing, oc2, oc3, ad1, sw } = returns.get(year) as ChildReturn;
      const before = (column: string, day: DayText | undefined): string | null =>
        day !== undefined && day < bornFrom ? `${column} lies before the month of birth` : null;
      const sane: ChildReturn = {
        header,
        episodes: sifted(episodes, ({ from }) => before('DECOM', from)),
        reviews: sifted(reviews, ({ heldOn }) => before('REVIEW', heldOn)),
        uasc: sifted(uasc, ({ ceasedOn }) => before('DUC', ceasedOn)),
        missing: sifted(missing, ({ from }) => before('MIS_START', from)),
        oc2: sifted(oc2, () => null),
        oc3: sifted(oc3, () => null),
        ad1: sifted(ad1, ({ matchedOn }) => before('DATE_MATCH', matchedOn)),
        // A worker may be allocated to a child who is not born yet.
        sw: sifted(sw, () => null),
      };
      return [year, sane];
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
  { year, there, authority }: Question,
): { facts: Fact[]; findings: Finding[] } {
  const facts: Fact[] = [];
  const findings: Finding[] = [];
  const remark: Remark = (origin, reason) => findings.push({ origin, outcome: 'remark', reason });
  const years = [...returns.keys()].filter((each) => each <= year).sort((a, b) => a - b);

  const [header] = lastRows(returns, years, 'header');
  if (header !== undefined) {
    facts.push({ entity: 'child', entityId: '', type: 'child.described', data: header.row, origin: header.origin });
  }
  const periods = carePeriods(episodesAsOf(returns, years, year, there, remark), remark);
  for (const period of periods) {
    facts.push(...careFacts(period));
    const last = period.episodes.at(-1);
    if (last && last.end === undefined && there(year, 'header') && !returns.get(year)?.episodes.has(last.row.from)) {
      remark(last.origin, 'open, yet the last return lists the child without this episode: it stays open');
    }
  }
  for (const { row, origin } of lastRows(returns, years, 'reviews')) {
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
  facts.push(...missingFacts(lastRows(returns, years, 'missing'), { year, there, authority }, remark));
  facts.push(...socialWorkerFacts(lastRows(returns, years, 'sw'), periods, { year, there, authority }, remark));
  const born = header?.row.birthMonth ?? '';
  for (const each of years) {
    for (const kept of returns.get(each)?.oc2.values() ?? []) facts.push(...outcomeFacts(each, kept, born));
    for (const kept of returns.get(each)?.oc3.values() ?? []) {
      facts.push(...careLeaverFacts(each, kept, born, findings));
    }
  }
  facts.push(...adoptionFacts(periods, lastRows(returns, years, 'ad1'), findings));
  return { facts, findings };
}

/**
 * The episodes, with an end for those whose own was never told: a return lists every child who was looked after at any time
 * in its year, so an open episode of a child whom a later header does not list had ended by the day before that year.
 */
function episodesAsOf(
  returns: ChildReturns,
  years: readonly ReturnYear[],
  year: ReturnYear,
  there: FilesThere,
  remark: Remark,
): Episode[] {
  return lastRows(returns, years, 'episodes').map(({ row, origin, lastSeen }) => {
    if (row.to !== undefined) return { row, origin };
    for (let later = lastSeen + 1; later <= year; later++) {
      if (!there(later, 'header') || isNamed(returns, later)) continue;
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
  const [uasc] = lastRows(returns, years, 'uasc');
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
