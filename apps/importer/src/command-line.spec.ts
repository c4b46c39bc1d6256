import { readCommandLine } from './command-line';

const HERE = { INIT_CWD: '/home/analyst' };

test('paths are taken from where the person stands; the rest has defaults', () => {
  const command = readCommandLine(['ssda903', 'returns', '--authority', '841', '--report', 'left-out.csv'], HERE);
  expect(command).toEqual({
    options: {
      folder: '/home/analyst/returns',
      authority: '841',
      url: 'http://127.0.0.1:3000',
      dryRun: false,
      keep: `${process.cwd()}/.import`,
      yearNaming: 'start',
      journalLost: false,
    },
    report: '/home/analyst/left-out.csv',
  });
});

test('PORT moves the address, --url wins', () => {
  const words = ['ssda903', 'returns', '--authority', '841'];
  expect(readCommandLine(words, { ...HERE, PORT: '3100' })?.options.url).toBe('http://127.0.0.1:3100');
  expect(readCommandLine([...words, '--url', 'https://ledger.example'], HERE)?.options.url).toBe(
    'https://ledger.example',
  );
  expect(readCommandLine(['--help'], HERE)).toBeNull();
});

test.each([
  [[], 'the first word says what is imported: ssda903'],
  [['ssda904', 'returns'], 'ssda903, not "ssda904"'],
  [['ssda903'], 'the folder with the CSV files is missing'],
  [['ssda903', 'a', 'b'], 'what is "b"?'],
  [['ssda903', 'a'], '--authority must be the three digits'],
  [['ssda903', 'a', '--authority', '8410'], '--authority must be the three digits'],
  [['ssda903', 'a', '--authority', '841', '--url', 'localhost:3000'], '--url must be an address'],
  [['ssda903', 'a', '--authority', '841', '--year-is', '2017'], '--year-is must be start or end'],
  [['ssda903', 'a', '--authorities', '841'], 'authorities'],
])('%j is refused in plain words', (words, message) => {
  expect(() => readCommandLine(words, HERE)).toThrow(message);
});
