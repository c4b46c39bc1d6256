/** Law 2: how the events come makes no difference. */
import * as fc from 'fast-check';
import { reorderings, withRecordedTimes } from '../histories';
import { Chance } from './chance';
import { firstOf, type Law } from './law';
import { LedgerInMemory, type Line } from './ledger-in-memory';
import { Sums } from './sums';

export const orderAndRepetitionChangeNothing: Law = {
  name: 'order and repetition',
  says: 'In any order, and with any of them again, the same events give the same current figures.',
  about: {},
  check(engine, history, choice) {
    const dated = withRecordedTimes(history);
    const right = Sums.of(engine, LedgerInMemory.of(engine, dated).lines);
    return firstOf(fc.sample(reorderings(dated), { seed: choice, numRuns: 3 }), (reordered) =>
      Sums.of(engine, LedgerInMemory.of(engine, reordered).lines).differsFrom(right, this.says),
    );
  },
};

const asText = (line: Line | undefined): string => (line === undefined ? 'no line' : JSON.stringify(line));

export const batchesChangeNothing: Law = {
  name: 'batch size',
  says: 'In batches of any size, with all books closed or written anew between them, the log gives the same postings line by line.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history, choice) {
    const right = LedgerInMemory.of(engine, history).lines;
    const sizes = [1, 2 + new Chance(choice).below(Math.max(1, history.length))];
    const ways = sizes.flatMap((size) => [
      { size, between: 'forget' as const },
      { size, between: 'close' as const },
    ]);
    return firstOf(ways, ({ size, between }) => {
      const { lines } = LedgerInMemory.of(engine, history, size, between);
      const places = Array.from({ length: Math.max(lines.length, right.length) }, (_, place) => place);
      return firstOf(places, (place) => {
        const [expected, found] = [asText(right[place]), asText(lines[place])];
        return expected === found ? null : { broken: this.says, of: { 'batches of': size, between }, expected, found };
      });
    });
  },
};
