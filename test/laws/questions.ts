/** Which figures are asked for: on the days on which something turns, and in periods chosen at random. */
import type { Day } from '@careledger/calendar';
import type { Measure } from '@careledger/measures';
import { Chance } from './chance';
import type { Engine } from './engine';
import type { Asked, LedgerInMemory } from './ledger-in-memory';
import { periodWith } from './periods';

/** The days that the oracle's calendar can go forth and back from. */
const EARLIEST = '1985-01-01';
const LATEST = '2056-12-31';

/** A figure for the whole, and for each breakdown. */
const wholeAndParts = (measure: Measure): (string | undefined)[] => [undefined, ...measure.breakdowns];

/** The grains that can differ at one and the same T: a stock has but one figure there. */
const grainsAt = (engine: Engine, measure: Measure) =>
  measure.kind === 'distinct' ? engine.measures.GRAINS : (['month'] as const);

/**
 * Each measure at the end of every day on which its figure moves and of the day before: a date that is off by one day, a
 * condition that turns a day early or late shows there, with T as today in the midst of its period. What should move and
 * never does shows on the days that are asked of every measure.
 */
export function* questionsWhereItTurns(engine: Engine, ledger: LedgerInMemory, chance: Chance): Generator<Asked> {
  const { calendar, measures } = engine;
  const first = calendar.parseDay(EARLIEST);
  const last = calendar.parseDay(LATEST);
  const always = todays(engine, chance, 8).map((today) => calendar.parseDay(today));
  for (const authority of ledger.authorities) {
    for (const measure of measures.MEASURES) {
      const days = new Set<Day>(always);
      for (const account of measure.accounts) {
        for (const { day } of ledger.linesOf(authority, measures.accountNumber(account))) days.add(day - 1).add(day);
      }
      for (const day of [...days].sort((a, b) => a - b)) {
        if (day < first || day > last) continue;
        const today = calendar.formatDay(day);
        for (const grain of grainsAt(engine, measure)) {
          const period = periodWith(calendar, grain, day);
          for (const by of wholeAndParts(measure)) {
            yield { measure: measure.id, authority, grain, period, today, by };
          }
        }
      }
    }
  }
}

/** The days that a history may be looked at from: some in its midst, one long after its end. */
export function todays(engine: Engine, chance: Chance, count: number): string[] {
  const { calendar } = engine;
  const start = calendar.parseDay('2019-04-01');
  const midst = Array.from({ length: count }, () => calendar.formatDay(start + chance.below(6 * 366)));
  return [...midst, '2027-11-17'];
}

/**
 * Every measure in every grain, for some periods of which the last has not ended on that day, whole and by every breakdown.
 */
export function* questionsOfAllKinds(
  engine: Engine,
  authorities: readonly string[],
  today: string,
  chance: Chance,
  periods: number,
): Generator<Asked> {
  const { calendar, measures } = engine;
  const now = calendar.parseDay(today);
  const days = [now, ...Array.from({ length: periods - 1 }, () => now - chance.below(5 * 365))];
  for (const authority of authorities) {
    for (const measure of measures.MEASURES) {
      for (const grain of measures.GRAINS) {
        for (const period of new Set(days.map((day) => periodWith(calendar, grain, day)))) {
          for (const by of wholeAndParts(measure)) {
            yield { measure: measure.id, authority, grain, period, today, by };
          }
        }
      }
    }
  }
}
