import { lastDay, laterOf, type DayText, type ReturnYear } from '../engine/return-year';
import { lastRows, type Finding, type Kept, type Remark, type StandingRow, type Table } from '../engine/rows';
import type { Fact, Question } from '../engine/source';
import { MODULES, type ChildReturns, type Module, type Rows } from './rows';

/** Entity ids are unique within child and kind, and the natural key within the child is a date. */
function entityId(key: string): string {
  return `cin:${key}`;
}

/** Takes out what is said of a child of whom no census has a record that can be taken. */
export function withoutContradictions(returns: ChildReturns): { returns: ChildReturns; findings: Finding[] } {
  const findings: Finding[] = [];
  const years = [...returns.keys()].sort((a, b) => a - b);
  const children = years.flatMap((year) => [...(returns.get(year)?.children.values() ?? [])]);
  if (children.some(({ row }) => row !== null)) return { returns, findings };
  const sound: ChildReturns = new Map(
    years.map((year) => {
      const inYear = returns.get(year);
      const tables = MODULES.map((module): [Module, Table] => {
        const rows: Table = inYear?.[module] ?? new Map<string, Kept>();
        if (module === 'children') return [module, rows];
        return [module, new Map([...rows].map(([key, kept]) => [key, leaveOut(kept, findings)]))];
      });
      return [year, Object.fromEntries(tables) as unknown as { readonly [M in Module]: Table<Rows[M]> }];
    }),
  );
  return { returns: sound, findings };
}

function leaveOut(kept: Kept, findings: Finding[]): Kept {
  if (kept.row === null) return kept;
  findings.push({
    origin: kept.origin,
    outcome: 'left-out',
    reason: 'the census has no record of the child that could be taken',
  });
  return { ...kept, row: null };
}

/** All that the censuses up to a year say of a child: for every natural key the last census that has it. */
export function factsAsOf(returns: ChildReturns, question: Question): { facts: Fact[]; findings: Finding[] } {
  const facts: Fact[] = [];
  const findings: Finding[] = [];
  const remark: Remark = (origin, reason) => findings.push({ origin, outcome: 'remark', reason });
  const years = [...returns.keys()].filter((each) => each <= question.year).sort((a, b) => a - b);
  const rowsOf = <M extends Module>(module: M): StandingRow<Rows[M]>[] => lastRows(returns, years, module);
  const end = (row: { from: DayText; to?: DayText }, each: Pick<StandingRow<unknown>, 'origin' | 'lastSeen'>) =>
    row.to ?? impliedEnd(row.from, each, question, remark);

  for (const { row, origin } of rowsOf('children')) {
    facts.push({ entity: 'child', entityId: '', type: 'child.described', data: row, origin });
  }
  for (const { row, origin } of rowsOf('referrals')) {
    const id = entityId(row.receivedOn);
    const data = { id, receivedOn: row.receivedOn, ...(row.source === undefined ? {} : { source: row.source }) };
    facts.push({ entity: 'referral', entityId: id, type: 'referral.received', data, origin });
  }
  for (const { row, origin, lastSeen } of rowsOf('assessments')) {
    if (row.to === undefined && unlistedFrom(lastSeen, question) !== undefined) {
      remark(origin, 'open, yet a later census does not list it: taken back, for it was not completed by then either');
      continue;
    }
    const id = entityId(row.from);
    const referralId = row.referral === undefined ? {} : { referralId: entityId(row.referral) };
    const of = { entity: 'assessment', entityId: id, origin } as const;
    facts.push({ ...of, type: 'assessment.started', data: { id, startedOn: row.from, ...referralId } });
    if (row.to !== undefined) facts.push({ ...of, type: 'assessment.completed', data: { id, completedOn: row.to } });
  }
  for (const each of rowsOf('cin-plans')) {
    const { row, origin } = each;
    const id = entityId(row.from);
    const of = { entity: 'cin-plan', entityId: id, origin } as const;
    facts.push({ ...of, type: 'cin-plan.started', data: { id, startedOn: row.from } });
    const endedOn = end(row, each);
    if (endedOn !== undefined) facts.push({ ...of, type: 'cin-plan.ended', data: { id, endedOn } });
  }
  for (const { row, origin } of rowsOf('s47')) {
    const id = entityId(row.from);
    facts.push({ entity: 's47', entityId: id, type: 's47.started', data: { id, startedOn: row.from }, origin });
    if (row.conferenceOn === undefined) continue;
    const data = { id, heldOn: row.conferenceOn, strategyOn: row.from };
    facts.push({ entity: 'icpc', entityId: id, type: 'icpc.held', data, origin });
  }
  for (const each of rowsOf('cp-plans')) {
    const { row, origin } = each;
    const id = entityId(row.from);
    const of = { entity: 'cp-plan', entityId: id, origin } as const;
    const category = row.category === undefined ? {} : { category: row.category };
    facts.push({ ...of, type: 'cp-plan.started', data: { id, startedOn: row.from, ...category } });
    const endedOn = end(row, each);
    if (endedOn !== undefined) facts.push({ ...of, type: 'cp-plan.ended', data: { id, endedOn } });
  }
  for (const { row, origin } of rowsOf('cp-reviews')) {
    const id = entityId(row.heldOn);
    facts.push({ entity: 'cp-review', entityId: id, type: 'cp-review.held', data: { id, heldOn: row.heldOn }, origin });
  }
  return { facts, findings };
}

/**
 * A census lists all that was open at any time in its year. A plan that was open and is not listed in the next census there had
 * ended by the day before that year; only the day was never told.
 */
function impliedEnd(
  from: DayText,
  { origin, lastSeen }: Pick<StandingRow<unknown>, 'origin' | 'lastSeen'>,
  question: Question,
  remark: Remark,
): DayText | undefined {
  const later = unlistedFrom(lastSeen, question);
  if (later === undefined) return undefined;
  remark(
    origin,
    'its end is not told, and a later census does not list it: taken as ended by the day before that year',
  );
  return laterOf(lastDay(later - 1), from);
}

/** The first year after `lastSeen` whose census is there. */
function unlistedFrom(lastSeen: ReturnYear, { year, there }: Question): ReturnYear | undefined {
  for (let later = lastSeen + 1; later <= year; later++) if (there(later, 'referrals')) return later;
  return undefined;
}
