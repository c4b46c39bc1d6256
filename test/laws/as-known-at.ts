/** Law 3: the past does not change. */
import type { Instant } from '@careledger/calendar';
import type { LoggedCaseEvent } from '../histories';
import { Chance } from './chance';
import { compare } from './compared';
import { firstOf, type Law } from './law';
import { LedgerInMemory } from './ledger-in-memory';
import { questionsOfAllKinds, todays } from './questions';
import { Sums } from './sums';

/** Instants of the log, and the microseconds before and after them. */
function instantsOf(history: readonly LoggedCaseEvent[], chance: Chance, count: number): Instant[] {
  const all = [...new Set(history.map(({ appendedAt }) => appendedAt))];
  return chance.some(count, all).flatMap((instant) => [instant - 1, instant, instant + 1]);
}

export const figuresAsKnownAreTheOracles: Law = {
  name: 'as known at an instant: the oracle',
  says: 'As known at an instant, and as shown then, a figure is the one that the oracle gives for the events known by then.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history, choice) {
    const chance = new Chance(choice);
    const ledger = LedgerInMemory.of(engine, history);
    return firstOf(instantsOf(history, chance, 1), (knownAt) => {
      // As it is seen from one day or another, and as a screen showed it on the very day.
      const [today = ''] = todays(engine, chance, 1);
      const thatDay = engine.calendar.formatDay(engine.calendar.londonDay(knownAt));
      return firstOf([today, thatDay], (around) =>
        firstOf(questionsOfAllKinds(engine, ledger.authorities, around, chance, 1), (asked) => {
          if (chance.below(2) === 0) return null;
          const then = around === thatDay ? { today: '2027-11-17', asShown: true } : {};
          return compare(ledger, history, { ...asked, ...then, knownAt }, this.says);
        }),
      );
    });
  },
};

/** The events of the children with knownAt ≤ K, worked out from the log alone. */
function knownBy(ledger: LedgerInMemory, instant: Instant): LoggedCaseEvent[] {
  return ledger.eventsByChild.flatMap((events) => {
    let knownAt = -Infinity;
    return events.filter(({ appendedAt }) => (knownAt = Math.max(knownAt, appendedAt)) <= instant);
  });
}

export const figuresAsKnownAreThoseOfThen: Law = {
  name: 'as known at an instant: a ledger of then',
  says: 'The postings known at an instant add up to those of a ledger that was given only the events known by then.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history, choice) {
    const ledger = LedgerInMemory.of(engine, history);
    return firstOf(instantsOf(history, new Chance(choice), 8), (knownAt) => {
      const ofThen = LedgerInMemory.of(engine, knownBy(ledger, knownAt));
      const known = ledger.lines.filter((line) => line.knownAt <= knownAt);
      const found = Sums.of(engine, known).differsFrom(Sums.of(engine, ofThen.lines), this.says);
      return found && { ...found, of: { ...found.of, knownAt } };
    });
  },
};
