import { CellTable } from './cell-table';

/** The same sums by the obvious means. */
function sumsOf(rows: readonly (readonly number[])[]): Map<string, string> {
  const sums = new Map<string, [number, number]>();
  for (const [child, account, day, cell, numerator = 0, denominator = 0] of rows) {
    const key = [child, account, day, cell].join(' ');
    const [n, d] = sums.get(key) ?? [0, 0];
    sums.set(key, [n + numerator, d + denominator]);
  }
  return new Map([...sums].map(([key, sum]) => [key, sum.join('/')]));
}

describe('a table of cells', () => {
  it('adds up as a Map does, however often it has to grow', () => {
    const rows = Array.from({ length: 90_000 }, (_, i) => [
      i % 997,
      i % 101,
      18_000 - (i % 3_001),
      (i * 7) % 13,
      (i % 5) - 2,
      i % 2,
    ]);
    const table = new CellTable();
    for (const [a = 0, b = 0, c = 0, d = 0, n = 0, m = 0] of rows) table.add(a, b, c, d, n, m);
    const found = new Map<string, string>();
    let twice = false;
    table.each((child, account, day, cell, n, m) => {
      twice ||= found.has([child, account, day, cell].join(' '));
      found.set([child, account, day, cell].join(' '), `${n}/${m}`);
    });
    const expected = sumsOf(rows);
    expect(twice).toBe(false);
    expect(table.size).toBe(expected.size);
    expect([...expected].filter(([key, sum]) => found.get(key) !== sum)).toEqual([]);
  });

  it('keeps what has come to nothing: it was compared', () => {
    const table = new CellTable(10);
    table.add(1, 2, -3, 4, 5, 6);
    table.add(1, 2, -3, 4, -5, -6);
    const found: number[][] = [];
    table.each((...row) => found.push(row));
    expect(found).toEqual([[1, 2, -3, 4, 0, 0]]);
  });
});
