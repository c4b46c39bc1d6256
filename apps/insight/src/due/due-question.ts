import { DUE_KINDS, DUE_SOON_DAYS } from '@careledger/due';
import * as read from '../query';
import type { DueFilter } from './due-list';

const STATES = ['overdue', 'soon', 'later'] as const;
const MOST_DAYS = 366;

/** The parameters that say which lines are asked for. */
export const FILTER_QUERY = ['kind', 'state', 'worker', 'team', 'within'] as const;

/** @throws Problem 400 that names the parameter */
export function filterIn(query: read.Query): DueFilter {
  return {
    kind: choiceIn(query, 'kind', DUE_KINDS),
    state: choiceIn(query, 'state', STATES),
    worker: nameIn(query, 'worker'),
    team: nameIn(query, 'team'),
  };
}

/** How many days ahead counts as soon. @throws Problem 400 */
export function withinIn(query: read.Query): number {
  const text = given(query, 'within');
  if (text === undefined) return DUE_SOON_DAYS;
  const days = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (days >= 0 && days <= MOST_DAYS) return days;
  throw read.wrong('within', `must be a whole number of days from 0 to ${MOST_DAYS}`);
}

/** A form sends a field that was left empty as empty. */
function given(query: read.Query, name: string): string | undefined {
  return read.textIn(query, name) || undefined;
}

function choiceIn<C extends string>(query: read.Query, name: string, choices: readonly C[]): C | undefined {
  const text = given(query, name);
  if (text === undefined) return undefined;
  const choice = choices.find((each) => each === text);
  if (choice === undefined) throw read.wrong(name, `must be one of ${choices.join(', ')}, or left out`);
  return choice;
}

function nameIn(query: read.Query, name: string): string | undefined {
  const text = given(query, name);
  if (text === undefined || /^[A-Za-z0-9_.:-]{1,64}$/.test(text)) return text;
  throw read.wrong(name, 'must be a pseudonym as events have it, or none for those that nobody is allocated to');
}
