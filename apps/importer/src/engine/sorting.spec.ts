import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { AFolder } from '../testing/a-folder';
import { Sorting } from './sorting';

let folder: AFolder;
beforeEach(() => (folder = new AFolder()));
afterEach(() => folder.remove());

test('what comes out is what went in, by key and then as it came, whatever fits into memory', () => {
  const texts = fc.array(
    fc.tuple(fc.constantFrom('a', 'b', 'ba', 'é'), fc.string({ unit: 'grapheme', maxLength: 40 })),
  );
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 200 }), (all, limit) => {
      const sorting = new Sorting(folder.path, limit);
      const keyed = all.map(([key, text]) => ({ key, text: JSON.stringify(text) }));
      for (const { key, text } of keyed) sorting.add(key, text);
      const sorted = [...sorting.sorted()];
      sorting.close();
      expect(sorted).toEqual(keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)));
    }),
  );
});

test('lines longer than what is read at once, and of more than one byte a letter, come back whole', () => {
  const sorting = new Sorting(folder.path, 1);
  const texts = [1, 2, 3].map((at) => `${at}${'é€😀'.repeat(50_000)}`);
  for (const text of [...texts].reverse()) sorting.add(text.slice(0, 1), text);
  expect([...sorting.sorted()].map(({ text }) => text)).toEqual(texts);
  sorting.close();
});

test('what was set aside has no name in its folder, and what fits makes no file', () => {
  const sorting = new Sorting(folder.path, 10);
  for (let at = 0; at < 100; at++) sorting.add(`${at}`, 'text');
  expect(readdirSync(folder.path)).toEqual([]);
  expect([...sorting.sorted()]).toHaveLength(100);
  sorting.clear();
  expect([...sorting.sorted()]).toEqual([]);
  sorting.close();
  const small = new Sorting(`${tmpdir()}/there-is-no-such-folder`);
  small.add('a', 'b');
  expect([...small.sorted()]).toEqual([{ key: 'a', text: 'b' }]);
});
