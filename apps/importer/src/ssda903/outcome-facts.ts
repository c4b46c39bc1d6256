import { lastDay, yearLabel, type ReturnYear } from '../engine/return-year';
import type { Kept } from '../engine/rows';
import type { Fact } from '../engine/source';
import { entityId } from './entity-id';
import type { OutcomesRow } from './rows';

type Check = Extract<Fact, { type: 'health-check.completed' }>['data'];

/**
 * What OC2 says of a year, dated by the year's last day: it says that something was so in the year or at its end, never when.
 * A no of what was to happen in the year (teeth, health assessment, substance misuse) is no event.
 */
export function outcomeFacts(year: ReturnYear, { row, origin }: Kept<OutcomesRow>, born: string): Fact[] {
  if (row === null) return [];
  const facts: Fact[] = [];
  const on = lastDay(year);
  const idOf = (what: string): string => entityId(`${yearLabel(year)}:${what}`);
  const check = (kind: Check['kind'], upToDate?: boolean): void => {
    const id = idOf(kind);
    const data = { id, checkedOn: on, kind, ...(upToDate === undefined ? {} : { upToDate }) };
    facts.push({ entity: 'health-check', entityId: id, type: 'health-check.completed', data, origin });
  };
  // Asked of children under 5 alone; what stands there of an older child says nothing.
  if (row.development !== undefined && under5(born, on)) check('development', row.development);
  if (row.immunised !== undefined) check('immunisation', row.immunised);
  if (row.teethChecked === true) check('dental');
  if (row.healthAssessed === true) check('review');
  if (row.sdqScore !== undefined) {
    const id = idOf('sdq');
    const data = { id, scoredOn: on, score: row.sdqScore };
    facts.push({ entity: 'sdq', entityId: id, type: 'sdq.scored', data, origin });
  }
  if (row.substanceMisuse === true) {
    const id = idOf('substance-misuse');
    const data = { id, identifiedOn: on };
    facts.push({ entity: 'substance-misuse', entityId: id, type: 'substance-misuse.identified', data, origin });
  }
  return facts;
}

/** A child counts as born on the first day of the month. */
function under5(born: string, on: string): boolean {
  return born !== '' && on < `${Number(born.slice(0, 4)) + 5}${born.slice(4)}-01`;
}
