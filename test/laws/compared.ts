/** Figures side by side. */
import { bankHolidays } from '@careledger/calendar';
import type { LoggedCaseEvent } from '../histories';
import { oracle, type Breakdown, type Figure, type Oracle, type Ratio } from '../oracle';
import { day, iso, londonDay } from '../oracle/calendar';
import { periodOf } from '../oracle/periods';
import type { Counterexample } from './law';
import type { Asked, LedgerInMemory } from './ledger-in-memory';

const holidays = new Set(bankHolidays.map(({ date }) => date));

/** The oracle of a log. What it has worked out for a log is kept for as long as the log is. */
export function oracleOf(log: readonly LoggedCaseEvent[]): Oracle {
  const known = oracles.get(log);
  if (known !== undefined) return known;
  const made = oracle(log, { holidays });
  oracles.set(log, made);
  return made;
}
const oracles = new WeakMap<readonly LoggedCaseEvent[], Oracle>();

/** A figure as text: '3/7', '3' for a count, with its groups where it has any. */
export function written(figure: Figure | null): string {
  if (figure === null) return 'no such period';
  const ratio = ({ numerator, denominator }: Ratio): string =>
    denominator === null ? `${numerator}` : `${numerator}/${denominator}`;
  if (figure.groups === undefined) return ratio(figure);
  const groups = Object.entries(figure.groups)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => `${key} ${ratio(group)}`);
  return `${ratio(figure)} (${groups.join(', ')})`;
}

/** What the oracle says to a question, as text. */
export function expected(log: readonly LoggedCaseEvent[], asked: Asked): string {
  const { measure, authority, grain, period, by, knownAt, asShown } = asked;
  const shown = asShown === true && knownAt !== undefined ? iso(Math.min(londonDay(knownAt), day(asked.today))) : null;
  const today = shown ?? asked.today;
  if (hasNotBegun(asked, today)) return written(null);
  return written(
    oracleOf(log).figure({ measure, authority, grain, period, today, by: by as Breakdown | undefined, knownAt }),
  );
}

/** Whether the period begins after this day; told without the engine's calendar. */
function hasNotBegun({ grain, period }: Asked, today: string): boolean {
  const name = `${grain} ${period}`;
  let first = firstDays.get(name);
  if (first === undefined) firstDays.set(name, (first = iso(periodOf(grain, period).from)));
  return today < first;
}
const firstDays = new Map<string, string>();

/** Whether the ledger gives the figure that the oracle gives for these events. */
export function compare(
  ledger: LedgerInMemory,
  log: readonly LoggedCaseEvent[],
  asked: Asked,
  broken: string,
): Counterexample | null {
  const found = written(ledger.figure(asked));
  const right = expected(log, asked);
  if (found === right) return null;
  const { asShown, ...of } = asked;
  return { broken, of: { ...of, ...(asShown === true ? { asShown: 'true' } : {}) }, expected: right, found };
}
