import { isBlank, type Line, LineSplitter, withoutMark } from './lines';

const LIMIT = 8;

function split(...chunks: (string | Buffer)[]): string[] {
  const splitter = new LineSplitter(LIMIT);
  const found: Line[] = [];
  for (const chunk of chunks) found.push(...splitter.push(Buffer.from(chunk)));
  found.push(...splitter.end());
  return found.map(({ bytes, tooLong }) => (tooLong ? `${bytes.toString('utf8')}…` : bytes.toString('utf8')));
}

describe('lines of a stream', () => {
  it.each<[string, string, string[]]>([
    ['ends by LF', 'a\nb\n', ['a', 'b']],
    ['ends by CRLF', 'a\r\nb\r\n', ['a', 'b']],
    ['a last line without an end', 'a\nb', ['a', 'b']],
    ['blank lines', '\n\r\n \t \na\n\n', ['a']],
    ['a byte-order mark', '\ufeffa\nb', ['a', 'b']],
    ['a mark and nothing else', '\ufeff\n', []],
    ['a CR inside', 'a\rb\n', ['a\rb']],
    ['the longest that may be', '12345678\r\n12345678', ['12345678', '12345678']],
    ['the longest behind a mark', '\ufeff12345678\r\n', ['12345678']],
    ['one too long', '123456789\na', ['12345678…', 'a']],
    ['one far too long', `${'x'.repeat(100)}\na\n`, ['xxxxxxxx…', 'a']],
    ['one too long by its CRs', '1234567\r\r\r\n', ['1234567\r…']],
    ['characters of several bytes', 'Zoë\n€€\n', ['Zoë', '€€']],
    ['nothing', '', []],
  ])('with %s', (_name, text, expected) => {
    expect(split(text)).toEqual(expected);
    const bytes = Buffer.from(text, 'utf8');
    expect(split(...Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)))).toEqual(expected);
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(split(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(expected);
  });

  it('hold no more than the beginning of one, however long', () => {
    const splitter = new LineSplitter(LIMIT);
    for (let i = 0; i < 1_000; i++) expect([...splitter.push(Buffer.alloc(1_000, 'x'))]).toEqual([]);
    const [line] = [...splitter.end()];
    expect(line!.tooLong).toBe(true);
    expect(line!.bytes).toHaveLength(LIMIT);
  });
});

describe('bytes', () => {
  it('are blank where they are white space', () => {
    expect(isBlank(Buffer.from(' \t\r\n'))).toBe(true);
    expect(isBlank(Buffer.alloc(0))).toBe(true);
    expect(isBlank(Buffer.from(' . '))).toBe(false);
  });

  it('lose a mark at their start alone', () => {
    expect(withoutMark(Buffer.from('\ufeffa\ufeff')).toString()).toBe('a\ufeff');
    expect(withoutMark(Buffer.from('a')).toString()).toBe('a');
  });
});
