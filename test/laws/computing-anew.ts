/** Law 5: after each event the ledger holds what the measures make of the record, although only some were computed. */
import { firstOf, type Law } from './law';
import { LedgerInMemory } from './ledger-in-memory';
import { Sums } from './sums';

export const computingAnewPostsNothing: Law = {
  name: 'computing anew',
  says: 'After each event, all measures computed anew from the events so far give just what is posted.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history) {
    const { measures, record } = engine;
    const whole = LedgerInMemory.of(engine, history);
    return firstOf(whole.eventsByChild, (events) => {
      const ledger = new LedgerInMemory(engine);
      const posted = new Sums(engine);
      let told = 0;
      return firstOf(events.keys(), (place) => {
        const logged = events[place];
        if (logged === undefined) return null;
        ledger.take([logged]);
        for (; told < ledger.lines.length; told++) posted.add(ledger.lines[told] as (typeof ledger.lines)[number]);
        const { authority, subject } = logged.event;
        const child = record.Child.of(authority, subject, events.slice(0, place + 1));
        const anew = new Sums(engine);
        for (const account of measures.ACCOUNTS) {
          anew.addEntries(authority, subject, measures.accountNumber(account), account.entries(child));
        }
        const found = posted.differsFrom(anew, this.says);
        return found && { ...found, of: { ...found.of, 'after event': logged.event.id } };
      });
    });
  },
};
