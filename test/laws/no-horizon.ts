/** Law 6: the domain knows neither today nor an end of time. */
import { Chance } from './chance';
import { compare } from './compared';
import { firstOf, type Law } from './law';
import { LedgerInMemory } from './ledger-in-memory';
import { questionsOfAllKinds } from './questions';

/** Does something while the real date is another one, or (null) while asking for it throws. */
export function underClock<T>(instant: string | null, act: () => T): T {
  const RealDate = globalThis.Date;
  const now = (): number => {
    if (instant === null) throw new Error('the clock was read');
    return RealDate.parse(instant);
  };
  // Dates made of something are arithmetic and stay as they are.
  globalThis.Date = new Proxy(RealDate, {
    construct: (made, given: []) => (given.length === 0 ? new made(now()) : new made(...given)),
    apply: () => new RealDate(now()).toString(),
    get: (made, name) => (name === 'now' ? now : (Reflect.get(made, name) as unknown)),
  });
  try {
    return act();
  } finally {
    globalThis.Date = RealDate;
  }
}

export const theClockIsNotRead: Law = {
  name: 'no clock',
  says: 'The postings are the same whatever the real date is, and the fold and the measures do not ask for it.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history) {
    const postings = (instant: string | null): string =>
      underClock(instant, () => JSON.stringify(LedgerInMemory.of(engine, history, 50).lines));
    const right = JSON.stringify(LedgerInMemory.of(engine, history, 50).lines);
    return firstOf([null, '1999-12-31T23:59:59Z', '2051-06-30T12:00:00Z'], (instant) => {
      const found = postings(instant);
      if (found === right) return null;
      return { broken: this.says, of: { 'real date': instant ?? 'none' }, expected: right, found };
    });
  },
};

/** Days long before the histories, long after them, and beyond the last bank holiday that is known. */
const FAR = ['1994-02-28', '2033-08-31', '2044-02-29', '2055-03-31'];

export const thereIsNoHorizon: Law = {
  name: 'no horizon',
  says: 'However far away today or the period is, the figure is the one that the oracle gives.',
  about: {},
  check(engine, history, choice) {
    const chance = new Chance(choice);
    const ledger = LedgerInMemory.of(engine, history);
    return firstOf([chance.oneOf(FAR), '2049-12-01'], (today) =>
      firstOf(questionsOfAllKinds(engine, ledger.authorities, today, chance, 1), (asked) =>
        compare(ledger, history, asked, this.says),
      ),
    );
  },
};
