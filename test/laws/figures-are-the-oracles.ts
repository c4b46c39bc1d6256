/** Law 1: the ledger's figures are those that follow from the definitions. */
import { Chance } from './chance';
import { compare } from './compared';
import { firstOf, type Law } from './law';
import { LedgerInMemory } from './ledger-in-memory';
import { questionsOfAllKinds, questionsWhereItTurns, todays } from './questions';

export const figuresAreTheOraclesWhereTheyTurn: Law = {
  name: 'the oracle, where figures turn',
  says: 'On every day on which a figure moves, and on the day before, it is the one that the oracle gives.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history, choice) {
    const ledger = LedgerInMemory.of(engine, history);
    return firstOf(questionsWhereItTurns(engine, ledger, new Chance(choice)), (asked) =>
      compare(ledger, history, asked, this.says),
    );
  },
};

export const figuresAreTheOracles: Law = {
  name: 'the oracle, in every grain',
  says: 'Every measure in every grain, whole and by every breakdown, has the numerator and denominator that the oracle gives.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history, choice) {
    const chance = new Chance(choice);
    const ledger = LedgerInMemory.of(engine, history);
    return firstOf(todays(engine, chance, 1), (today) =>
      firstOf(questionsOfAllKinds(engine, ledger.authorities, today, chance, 3), (asked) =>
        compare(ledger, history, asked, this.says),
      ),
    );
  },
};
