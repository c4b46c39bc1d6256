import { NEWEST } from '@careledger/measures';
import { sampleHistory } from '../../../test/histories';
import { ChildBook, type Post } from './child-book';

/** Adds postings up by account, day and cell. */
function summing(): { readonly add: Post; readonly nonzero: () => string[] } {
  const sums = new Map<string, readonly [number, number]>();
  return {
    add: (account, day, cell, numerator, denominator) => {
      const [n, d] = sums.get(`${account} ${day} ${cell}`) ?? [0, 0];
      sums.set(`${account} ${day} ${cell}`, [n + numerator, d + denominator]);
    },
    nonzero: () => [...sums].filter(([, [n, d]]) => n !== 0 || d !== 0).map(([name]) => name),
  };
}

describe("a child's book", () => {
  it.each([1, 2, 3])('takes back all that is posted, kept open, closed or written anew (history %i)', (seed) => {
    const history = sampleHistory(seed, 1, 8);
    const [first] = history;
    if (first === undefined) throw new Error('a history has events');
    const seen = new Set<string>();
    const events = history.filter(({ event: { authority, subject, source, id } }) => {
      const name = JSON.stringify([authority, subject, source, id]);
      return (
        authority === first.event.authority && subject === first.event.subject && !seen.has(name) && seen.add(name)
      );
    });
    for (const how of ['open', 'closed', 'anew']) {
      const { add, nonzero } = summing();
      let book = ChildBook.open(NEWEST, first.event.authority, first.event.subject, first.offset);
      for (const logged of events) {
        book.apply(logged, add);
        if (how === 'closed') book.close();
      }
      expect(nonzero().length).toBeGreaterThan(0);
      if (how === 'anew') book = ChildBook.reopen(NEWEST, first.event.authority, first.event.subject, events);
      book.takeBack(add);
      expect(nonzero()).toEqual([]);
    }
  });
});
