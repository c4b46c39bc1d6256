import { readCommandLine } from './command-line';

const HERE = { INIT_CWD: '/home/analyst' };

test('paths are taken from where the person stands; the rest has defaults', () => {
  const command = readCommandLine(['ssda903', 'returns', '--authority', '841', '--report', 'left-out.csv'], HERE);
  expect(command).toEqual({
    what: 'ssda903',
    options: {
      folder: '/home/analyst/returns',
      authority: '841',
      url: 'http://127.0.0.1:3000',
      dryRun: false,
      keep: `${process.cwd()}/.data/import`,
      yearNaming: 'start',
      journalLost: false,
    },
    report: '/home/analyst/left-out.csv',
  });
});

test('PORT moves the address, --url wins', () => {
  const words = ['ssda903', 'returns', '--authority', '841'];
  expect(readCommandLine(words, { ...HERE, PORT: '3100' })).toMatchObject({
    options: { url: 'http://127.0.0.1:3100' },
  });
  expect(readCommandLine([...words, '--url', 'https://ledger.example'], HERE)).toMatchObject({
    options: { url: 'https://ledger.example' },
  });
  expect(readCommandLine(['--help'], HERE)).toBeNull();
});

test('a list has a type and a name, a census a file; keys and journals lie beside the data; a template needs no authority', () => {
  const list = readCommandLine(
    ['events', 'health/reviews.csv', '--type', 'health-check.completed', '--authority', '841'],
    {
      ...HERE,
      DATA_DIR: '/srv/data',
    },
  );
  expect(list).toMatchObject({
    what: 'events',
    options: { type: 'health-check.completed', list: 'reviews.csv', keep: '/srv/data/import' },
  });
  expect((list as { options: { path: string } }).options.path).toBe('/home/analyst/health/reviews.csv');
  expect(readCommandLine(['cin', 'census.xml', '--authority', '841'], HERE)).toMatchObject({
    what: 'cin',
    options: { path: '/home/analyst/census.xml' },
  });
  expect(readCommandLine(['template', '--type', 'icpc.held', '--to', 'icpc.csv'], HERE)).toEqual({
    what: 'template',
    type: 'icpc.held',
    to: '/home/analyst/icpc.csv',
  });
});

test('a child is forgotten by its pseudonym', () => {
  expect(readCommandLine(['forget', 'c0ffee00c0ffee00', '--authority', '841'], HERE)).toEqual({
    ...{ what: 'forget', child: 'c0ffee00c0ffee00', authority: '841', keep: `${process.cwd()}/.data/import` },
  });
});

test.each([
  [['forget', '--authority', '841'], 'the pseudonym of the child is missing'],
  [['events', 'a.csv', '--type', 'record.retracted', '--authority', '841'], '--type must be one of child.described'],
  [['cin', '--authority', '841'], 'the file is missing'],
  [[], 'the first word says what is imported: ssda903'],
  [['ssda904', 'returns'], 'ssda903, cin or events, not "ssda904"'],
  [['ssda903'], 'the folder with the files of the return is missing'],
  [['ssda903', 'a', 'b'], 'one thing is imported at a time; what is "b"?'],
  [['ssda903', 'a'], '--authority must be the three digits'],
  [['ssda903', 'a', '--authority', '8410'], '--authority must be the three digits'],
  [['ssda903', 'a', '--authority', '841', '--url', 'localhost:3000'], '--url must be an address'],
  [['ssda903', 'a', '--authority', '841', '--year-is', '2017'], '--year-is must be start or end'],
  [['ssda903', 'a', '--authorities', '841'], 'authorities'],
])('%j is refused in plain words', (words, message) => {
  expect(() => readCommandLine(words, HERE)).toThrow(message);
});
