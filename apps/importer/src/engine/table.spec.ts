import { Readable } from 'node:stream';
import { NotTheTable, readTable } from './table';

async function rowsOf(text: string, required = ['CHILD', 'DOB']): Promise<string[]> {
  const rows: string[] = [];
  for await (const row of readTable(Readable.from([Buffer.from(text)]), required)) {
    const says = 'unreadable' in row ? row.unreadable : `${row.field('CHILD')} ${row.field('DOB')}${row.field('NONE')}`;
    rows.push(`${row.line}: ${says}`);
  }
  return rows;
}

test('columns in any order, names in any case, a byte-order mark, blank lines, quotation marks, spaces', async () => {
  const text = '\uFEFF"dob", Extra ,Child\r\n09/04/2017,"a, b",1\r\n\r\n 10/04/2017 ,, "2" \r\n';
  expect(await rowsOf(text)).toEqual(['2: 1 09/04/2017', '4: 2 10/04/2017']);
});

test('a line that is no row costs itself alone', async () => {
  const text = ['CHILD,DOB', '1,"09/04/2017', '2', '3,09/04/2017,x', '4,09/04/2017,,', '5,09/04/2017'].join('\n');
  expect(await rowsOf(text)).toEqual([
    '2: has a quotation mark that is not closed',
    '3: has fewer fields than the header line',
    '4: has more fields than the header line',
    '5: 4 09/04/2017',
    '6: 5 09/04/2017',
  ]);
});

test('a broken last line is told, too', async () => {
  expect(await rowsOf('CHILD,DOB\r\n1,09/04/2017\r\n2,"09')).toEqual([
    '2: 1 09/04/2017',
    '3: has a quotation mark that is not closed',
  ]);
});

test('a file without its columns is not the table', async () => {
  await expect(rowsOf('CHILD;DOB\n1;09/04/2017\n')).rejects.toThrow(NotTheTable);
  await expect(rowsOf('CHILD,SEX\n')).rejects.toThrow('it has no column DOB; the first line must name the columns');
  await expect(rowsOf('')).rejects.toThrow('it has no column CHILD, DOB');
});

test('more rows than a chunk holds keep their lines', async () => {
  const many = Array.from({ length: 20_000 }, (_, at) => `${at},09/04/2017`);
  const rows = await rowsOf(['CHILD,DOB', ...many].join('\n'));
  expect(rows).toHaveLength(20_000);
  expect(rows.at(-1)).toBe('20001: 19999 09/04/2017');
});
