import { readCommandLine } from './command-line';

const read = (line: string, environment: NodeJS.ProcessEnv = {}) =>
  readCommandLine(line.split(' ').filter(Boolean), { INIT_CWD: '/home/auditor', ...environment });

const ID = '3f0f5b1e-6a52-4b0e-9d0c-0d6e3c7f2a11';
const K = '--authority 841 --known-at 2021-01-15';

describe('the command line', () => {
  it.each([
    ['--quarter 2020-12', '2020-10', '2020-12'],
    ['--quarter 2021-03', '2021-01', '2021-03'],
    ['--month 2021-01', '2021-01', '2021-01'],
    ['--year 2021-03', '2020-04', '2021-03'],
    ['--from 2020-04 --to 2020-12', '2020-04', '2020-12'],
  ])('%s asks for %s to %s', (periods, from, to) => {
    expect(read(`${K} ${periods}`)).toMatchObject({
      what: 'run',
      url: 'http://127.0.0.1:3000',
      body: { authority: '841', from, to, knownAt: '2021-01-15' },
    });
  });

  it.each([
    ['--quarter 2020-11', /last month of a quarter/],
    ['--year 2020-12', /March/],
    ['--quarter 2020-12 --month 2020-12', /one of/],
    ['--from 2020-04', /go together/],
    ['', /one of/],
    ['--quarter 2020-12 --sample 5', /go together/],
    ['--quarter 2020-12 --annex', /passphrase of 12/],
    ['--quarter 2020-12 --annex-to bob', /age1/],
    ['--quarter 2020-12 --result agrees', /no --result/],
    ['--quarter 2020-12 --colour blue', /colour/],
  ])('refuses "%s" and says why', (rest, why) => {
    expect(() => read(`${K} ${rest}`)).toThrow(why);
  });

  it('takes a publication in the place of whose, which and as known when', () => {
    expect(read('--publication 7 --sample 5 --seed x')).toMatchObject({
      what: 'publication',
      publication: 7,
      body: { sample: { size: 5, seed: 'x' } },
    });
    expect(() => read('--publication 7 --quarter 2020-12')).toThrow(/takes no --quarter/);
    expect(() => read('--publication last')).toThrow(/id of a publication/);
  });

  it('takes the passphrase of the annex from the environment alone', () => {
    expect(
      read(`${K} --quarter 2020-12 --annex`, { CARELEDGER_ANNEX_PASSPHRASE: 'correct horse battery' }),
    ).toMatchObject({ annex: { passphrase: 'correct horse battery' } });
  });

  it('asks about audits that there are', () => {
    expect(read('list --authority 841')).toMatchObject({ what: 'list', authority: '841' });
    expect(read(`evidence ${ID} --out here`)).toMatchObject({ what: 'evidence', id: ID, out: '/home/auditor/here' });
    expect(read(`record ${ID} 3 --result agrees --note seen`)).toMatchObject({
      what: 'record',
      id: ID,
      number: '3',
      body: { result: 'agrees', note: 'seen' },
    });
    expect(() => read('evidence 17')).toThrow(/id of an audit/);
    expect(() => read('delete')).toThrow(/no command/);
  });
});
