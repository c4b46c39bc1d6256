import { readCommandLine } from './command-line';

const read = (words: string) => readCommandLine(words.split(' '), { CARELEDGER_TOKEN: 'shown' });
const WHICH = '--authority 841 --quarter 2020-12';

describe('the command line of reports', () => {
  it('asks for the internal report as the records are now, unless it says else', () => {
    const command = read(WHICH);
    expect(command).toMatchObject({ token: 'shown', out: '.', name: 'report-841-2020-12-internal' });
    expect(command?.path('html')).toBe('/authorities/841/reports/2020-12?for=internal');
    expect(command?.path('xlsx')).toBe('/authorities/841/reports/2020-12.xlsx?for=internal');
  });

  it('takes a date for the end of that day in London', () => {
    expect(read(`${WHICH} --known-at 2020-06-30`)?.path('csv')).toBe(
      '/authorities/841/reports/2020-12.csv?for=internal&known-at=2020-06-30T22%3A59%3A59.999999Z',
    );
  });

  it('names a publication', () => {
    const command = read(`${WHICH} --publication 7 --for publication --out reports`);
    expect(command).toMatchObject({ out: 'reports', name: 'report-841-2020-12-publication' });
    expect(command?.path('pdf')).toBe('/authorities/841/reports/2020-12.pdf?for=publication&publication=7');
  });

  it.each([
    ['--quarter 2020-12', '--authority must be'],
    ['--authority 841 --quarter 2020-11', 'last month of a quarter'],
    [`${WHICH} --for everybody`, 'internal or publication'],
    [`${WHICH} --publication first`, 'a whole number'],
    [`${WHICH} --publication 1 --known-at 2021-01-15`, 'its own instant'],
    [`${WHICH} --known-at yesterday`, '--known-at is not an instant'],
    [`${WHICH} --format pdf`, "Unknown option '--format'"],
  ])('%s is refused', (words, says) => expect(() => read(words)).toThrow(says));
});
