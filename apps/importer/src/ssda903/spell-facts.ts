import { lastDay, laterOf, type DayText } from '../engine/return-year';
import type { Remark, StandingRow } from '../engine/rows';
import type { Fact, Question } from '../engine/source';
import type { CarePeriod } from './care-periods';
import { entityId } from './entity-id';
import type { FileKind, MissingRow, SocialWorkerRow } from './rows';

/**
 * Missing episodes. The return has days and the contract instants: noon stands in for the hour. One whose end was never
 * told ended by the day before the first later year whose file does not list it.
 */
export function missingFacts(rows: readonly StandingRow<MissingRow>[], question: Question, remark: Remark): Fact[] {
  return rows.flatMap(({ row, origin, lastSeen }): Fact[] => {
    const id = entityId(row.from);
    const told = { entity: 'missing', entityId: id, origin } as const;
    const start: Fact = {
      ...told,
      type: 'missing.started',
      data: { id, startedAt: noonOf(row.from), kind: row.kind, responsible: question.authority },
    };
    const gone = row.to === undefined ? unlistedFrom('missing', lastSeen, question) : undefined;
    if (gone !== undefined)
      remark(origin, 'MIS_END is not told, and a later file does not list it: it ended before that year');
    const end = row.to ?? gone;
    if (end === undefined) return [start];
    return [start, { ...told, type: 'missing.ended', data: { id, endedAt: noonOf(laterOf(end, row.from)) } }];
  });
}

/**
 * Social workers' allocations. The file lists the children who are looked after at the year's end, so that one whose end was
 * never told goes on, where a later file does not list it, to the end of the care period in which that year began.
 */
export function socialWorkerFacts(
  rows: readonly StandingRow<SocialWorkerRow>[],
  periods: readonly CarePeriod[],
  question: Question,
  remark: Remark,
): Fact[] {
  return rows.flatMap(({ row, origin, lastSeen }): Fact[] => {
    const id = entityId(`${row.from}:${row.worker}`);
    const told = { entity: 'allocation', entityId: id, origin } as const;
    const start: Fact = {
      ...told,
      type: 'allocation.started',
      data: { id, startedOn: row.from, worker: row.worker, qualified: true },
    };
    const gone = row.to === undefined ? unlistedFrom('sw', lastSeen, question) : undefined;
    if (gone !== undefined) {
      remark(origin, 'SW_DEC is not told, and a later file does not list it: it ended with care, or before that year');
    }
    const end = row.to ?? (gone === undefined ? undefined : laterOf(careEndAround(gone, periods) ?? gone, row.from));
    if (end === undefined) return [start];
    return [start, { ...told, type: 'allocation.ended', data: { id, endedOn: end } }];
  });
}

/** The last day before the first year after `lastSeen` whose file is there, and so does not list the row. */
function unlistedFrom(table: FileKind, lastSeen: number, { year, there }: Question): DayText | undefined {
  for (let later = lastSeen + 1; later <= year; later++) if (there(later, table)) return lastDay(later - 1);
  return undefined;
}

/** The end of the care period that was open at the end of a day; undefined where there is none, or where care goes on. */
function careEndAround(day: DayText, periods: readonly CarePeriod[]): DayText | undefined {
  return periods.find(({ startedOn, endedOn }) => startedOn <= day && endedOn !== undefined && endedOn > day)?.endedOn;
}

function noonOf(day: DayText): string {
  return `${day}T12:00:00Z`;
}
