import type { Measure } from '@careledger/measures';
import { CODES } from '@careledger/reference';
import { wholeOf } from './cells';
import type { Facts } from './facts';
import { formOf } from './numbers';
import { titleOfGroups, type Field, type GroupTable } from './tables';
import { groupGrain } from './wanted';

/** The list of codes that the groups of a breakdown are of. */
const LISTS: Readonly<Record<string, string>> = {
  category: 'category-of-abuse',
  placementType: 'placement-type',
  legalStatus: 'legal-status',
  activity: 'activity',
  reason: 'reason-episode-ceased',
  ethnicity: 'ethnicity',
  source: 'referral-source',
};

/** The groups of a measure at the end of the quarter; undefined where nothing is known of them. */
export function groupsOf(facts: Facts, measure: Measure, by: string): GroupTable | undefined {
  const whole = wholeOf(measure.id, groupGrain(measure), facts.quarter);
  const rows = facts.cells.groupsOf(whole, by).map((cell) => {
    const known = facts.cells.get(cell);
    const field: Field =
      known === undefined
        ? { shown: 'empty' }
        : known.shown === 'suppressed'
          ? { shown: 'suppressed', cell }
          : known.value === null
            ? { shown: 'none', cell }
            : { shown: 'figure', cell, value: known.value };
    return { key: cell.key, label: groupInWords(by, cell.key), field, cell };
  });
  if (rows.length === 0) return undefined;
  return { measure, by, title: titleOfGroups(measure, by, facts.quarter), rows, form: formOf(measure, 'value') };
}

/** A group as people read it: what its code means, with the code. */
export function groupInWords(by: string, key: string): string {
  if (key === 'unknown') return 'Not known';
  const list = LISTS[by];
  const meaning = list === undefined ? undefined : CODES.of(list).find(({ code }) => code === key)?.meaning;
  return meaning === undefined || meaning === '' ? key : `${meaning} (${key})`;
}
