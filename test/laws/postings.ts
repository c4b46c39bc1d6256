/** Law 8: each posting says why it is there, and a figure can be taken apart into what makes it up. */
import type { Contribution, Measure } from '@careledger/measures';
import type { Child } from '@careledger/record';
import type { Figure, Ratio } from '../oracle';
import { Chance } from './chance';
import { written } from './compared';
import type { Engine } from './engine';
import { firstOf, type Counterexample, type Law } from './law';
import { LedgerInMemory, withShares, type Asked, type Line } from './ledger-in-memory';
import { periodOf } from './periods';
import { questionsOfAllKinds, todays } from './questions';

export const postingsSayWhy: Law = {
  name: 'causes',
  says: 'Each posting moves something, is numbered without gaps, and is caused by an event of its child as it became known.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history) {
    const ledger = LedgerInMemory.of(engine, history);
    const children = new Map(ledger.eventsByChild.map((events) => [events[0]?.offset, events]));
    return firstOf(ledger.lines.entries(), ([place, line]) => {
      const { measure, stream } = engine.measures.accountNumbered(line.account);
      const fault = (expected: string, found: Line): Counterexample => {
        return { broken: this.says, of: { measure, stream, line: place }, expected, found: JSON.stringify(found) };
      };
      if (line.numerator === 0 && line.denominator === 0) return fault('an amount', line);
      if (engine.measures.measureNamed(measure)?.shape === 'count' && line.denominator !== 0) {
        return fault('no denominator, of a count', line);
      }
      if (line.number !== place) return fault(`number ${place}`, line);
      const events = children.get(line.child) ?? [];
      const cause = events.findIndex(({ offset }) => offset === line.cause);
      if (cause < 0) return fault('a cause among the events of the child', line);
      const knownAt = Math.max(...events.slice(0, cause + 1).map(({ appendedAt }) => appendedAt));
      return line.knownAt === knownAt ? null : fault(`knownAt ${knownAt}`, line);
    });
  },
};

export const figuresComeApart: Law = {
  name: 'drill-down',
  says: 'What the children contribute to a figure adds up to it, whole and by every breakdown, and names its sources.',
  about: { historicalLoads: true },
  check(engine, history, choice) {
    const chance = new Chance(choice);
    const ledger = LedgerInMemory.of(engine, history);
    const records = ledger.eventsByChild.map((events) => {
      const { authority, subject } = events[0]?.event ?? { authority: '', subject: '' };
      const names = new Set(events.map(({ event }) => `${event.id} ${event.source}`));
      return { authority, names, child: engine.record.Child.of(authority, subject, events) };
    });
    return firstOf(todays(engine, chance, 1), (today) =>
      firstOf(questionsOfAllKinds(engine, ledger.authorities, today, chance, 2), (asked) => {
        const measure = engine.measures.measureNamed(asked.measure) as Measure;
        const lines: Contribution[] = [];
        for (const { authority, names, child } of records) {
          if (authority !== asked.authority) continue;
          const made = contributionsTo(engine, measure, child, asked);
          const unsourced = made.find(
            ({ sources }) => sources.length === 0 || sources.some(({ id, source }) => !names.has(`${id} ${source}`)),
          );
          if (unsourced !== undefined) {
            const found = JSON.stringify(unsourced);
            return { broken: this.says, of: { ...ofQuestion(asked) }, expected: 'events of the child', found };
          }
          lines.push(...made);
        }
        const [expected, found] = [written(ledger.figure(asked)), written(addedUp(measure, lines, asked.by))];
        return expected === found ? null : { broken: this.says, of: ofQuestion(asked), expected, found };
      }),
    );
  },
};

const ofQuestion = ({ measure, authority, grain, period, today, by }: Asked): Counterexample['of'] => ({
  measure,
  authority,
  grain,
  period,
  today,
  by,
});

function contributionsTo(engine: Engine, measure: Measure, child: Child, { grain, period, today }: Asked) {
  const { from, last } = periodOf(engine.calendar, grain, period);
  const to = Math.min(last, engine.calendar.parseDay(today));
  return measure.contributions(child, { grain, from, to });
}

function addedUp(measure: Measure, lines: readonly Contribution[], by: string | undefined): Figure {
  const ratio = (part: readonly Contribution[]): Ratio => {
    const numerator = part.reduce((sum, one) => sum + one.numerator, 0);
    const denominator = part.reduce((sum, one) => sum + one.denominator, 0);
    if (measure.meanOver !== undefined) {
      const over = measure.meanOver;
      return { numerator, denominator: new Set(part.map(({ groups }) => groups[over])).size };
    }
    return { numerator, denominator: measure.shape === 'count' ? null : denominator };
  };
  if (by === undefined) return ratio(lines);
  const keys = new Set(lines.map(({ groups }) => groups[by] ?? `no ${by} in the cell`));
  const groups = [...keys].map(
    (key) => [key, ratio(lines.filter((one) => (one.groups[by] ?? `no ${by} in the cell`) === key))] as const,
  );
  return withShares(measure, by, { ...ratio(lines), groups: Object.fromEntries(groups) });
}
