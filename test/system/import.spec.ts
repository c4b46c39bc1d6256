import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caughtUp, read, type Series } from '../support/client';
import { DataFolder, ROOT } from '../support/data-folder';
import { importing, type Totals } from '../support/importer';
import { RunningSystem } from '../support/running-system';
import { SMALL_RETURN } from '../support/small-return';

jest.setTimeout(120_000);

const { files: RETURN, events: EVENTS, rows: ROWS } = SMALL_RETURN;

let folder: DataFolder;
let system: RunningSystem;
beforeAll(async () => {
  folder = DataFolder.make();
  system = await RunningSystem.start(folder, { TODAY: '2021-03-31' });
});
afterAll(() => folder.remove());

/** Writes files of a return; gives back the folder. */
function written(files: Readonly<Record<string, string>>): string {
  const path = join(folder.path, 'return');
  mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

/** Runs the importer as a process, and waits until all is in the figures; fails where it does. */
async function imported(path: string, authority: string): Promise<{ totals: Totals; output: string }> {
  const to = ['--authority', authority, '--url', system.address, '--keep', join(folder.path, 'keep')];
  const run = await importing(folder, ['ssda903', path, ...to]);
  expect(await caughtUp(system.address)).toMatchObject({ lag: 0, parked: 0 });
  return run;
}

async function series(measure: string, query: string, authority = '841'): Promise<Series> {
  return read<Series>(system.address, `/v1/measures/${measure}/series?authority=${authority}&${query}`);
}
/** Figures such as `1/2`, one a period; a count has no denominator. */
async function figures(measure: string, query: string): Promise<string> {
  const { points } = await series(measure, query);
  return points.map(({ numerator, denominator }) => [numerator, denominator ?? []].flat().join('/')).join(' ');
}
async function groups(measure: string, query: string): Promise<string[]> {
  const { points } = await series(measure, query);
  return points.map((point) => (point.groups ?? []).map(({ key, numerator }) => `${key} ${numerator}`).join(' '));
}

describe('importing a return', () => {
  it('posts the events of all its years, and says what it left out', async () => {
    const { totals, output } = await imported(written(RETURN), '841');
    expect(totals).toEqual({
      ...{ rows: ROWS, leftOut: 1, made: EVENTS, sent: EVENTS, accepted: EVENTS },
      ...{ duplicates: 0, refused: 0 },
    });
    expect(output).toMatch(/2019-episodes\.csv: .*DECOM.*\n +line 4$/m);
    expect(output).not.toMatch(/15\/06\/2010|2010-06-15/);
  });

  it('gives the figures that the rows say', async () => {
    expect(await figures('cla', 'grain=month&from=2019-04&to=2020-03')).toBe('0 1 1 1 1 2 2 2 2 1 1 1');
    expect(await figures('cla', 'grain=month&from=2020-04&to=2021-03')).toBe('1 1 1 1 1 1 1 2 2 2 2 2');
    expect(await figures('cla-started', 'grain=year&from=2020-03&to=2021-03')).toBe('2 1');
    expect(await groups('cla-ended', 'grain=year&from=2020-03&to=2021-03&by=reason')).toEqual(['E8 1', '']);
    expect(await groups('cla', 'grain=month&from=2020-05&to=2020-06&by=placementType')).toEqual(['U4 1', 'K2 1']);
    expect(await groups('cla', 'grain=quarter&from=2021-03&to=2021-03&by=gender')).toEqual(['F 2']);
    expect(await groups('cla', 'grain=quarter&from=2021-03&to=2021-03&by=legalStatus')).toEqual(['C2 1 V2 1']);
    expect(await figures('cla-uasc', 'grain=year&from=2020-03&to=2021-03')).toBe('0/1 1/2');
    // Of 101 the next review is due on 1 March 2021, six months after the second one; of 103 the first one was due on
    // 10 December 2020, twenty working days after the start.
    expect(await figures('cla-reviews-on-time', 'grain=month&from=2020-11&to=2021-03')).toBe('1/1 1/2 1/2 1/2 0/2');
  });

  it('was known when each return spoke: from 1 April after its year', async () => {
    const autumn = 'grain=month&from=2019-09&to=2019-09&knownAt=';
    expect(await figures('cla', `${autumn}2020-03-31T23:00:00Z`)).toBe('0');
    expect(await figures('cla', `${autumn}2020-04-02T00:00:00Z`)).toBe('2');
    expect(await figures('cla-uasc', 'grain=year&from=2021-03&to=2021-03&knownAt=2021-03-31T00:00:00Z')).toBe('0/1');
  });

  it('again is nothing but duplicates', async () => {
    const { totals } = await imported(written(RETURN), '841');
    expect(totals).toMatchObject({ made: 0, sent: EVENTS, accepted: 0, duplicates: EVENTS, refused: 0 });
    expect(await figures('cla', 'grain=month&from=2019-09&to=2020-03')).toBe('2 2 2 2 1 1 1');
  });

  it('with a row changed corrects what it said', async () => {
    const name = '2019-episodes.csv';
    const changed = RETURN[name].replace('15/01/2020', '15/02/2020');
    const { totals } = await imported(written({ [name]: changed }), '841');
    // The end of the care period, and of the placement with it.
    expect(totals).toMatchObject({ made: 2, sent: EVENTS + 2, accepted: 2, duplicates: EVENTS, refused: 0 });
    expect(await figures('cla', 'grain=month&from=2019-09&to=2020-03')).toBe('2 2 2 2 2 1 1');
  });

  it('with a row gone takes back what it said', async () => {
    const name = '2020-reviews.csv';
    const gone = RETURN[name].replace(/^.*01\/09\/2020.*$/m, '');
    const { totals } = await imported(written({ [name]: gone }), '841');
    expect(totals).toMatchObject({ made: 1, accepted: 1, duplicates: EVENTS + 2, refused: 0 });
    // Of 101 the review after the first one was due on 5 September 2019.
    expect(await figures('cla-reviews-on-time', 'grain=month&from=2020-11&to=2021-03')).toBe('0/1 0/2 0/2 0/2 0/2');
  });
});

const SAMPLE = join(ROOT, '..', 'shared', 'reference', 'ssda903-sample');
const hasSample = existsSync(SAMPLE);
if (!hasSample) process.stderr.write(`Not tried: a year of the sample return, which is not here (${SAMPLE}).\n`);

(hasSample ? describe : describe.skip)('a year of the sample return', () => {
  it('is imported, and children in care at its end are those with an open episode', async () => {
    const year = join(folder.path, 'sample');
    mkdirSync(year);
    for (const name of readdirSync(SAMPLE).filter((each) => each.startsWith('2017-'))) {
      copyFileSync(join(SAMPLE, name), join(year, name));
    }
    const { totals } = await imported(year, '840');
    expect(totals).toMatchObject({ rows: 6_590, duplicates: 0, refused: 0 });
    expect(totals.accepted).toBe(totals.made);
    const { points } = await series('cla', 'grain=year&from=2018-03&to=2018-03', '840');
    expect(points[0]?.numerator).toBe(inCareAtEnd(readFileSync(join(year, '2017-episodes.csv'), 'utf8'), '2018-03-31'));
  });
});

/**
 * Children with an episode that is open at a year's end and no short break, straight from the rows: its end is not told, or
 * lies after the year, and care did not begin anew after it.
 */
function inCareAtEnd(csv: string, yearEnd: string): number {
  const [head = '', ...lines] = csv.trim().split(/\r?\n/);
  const column = (name: string): number => head.split(',').indexOf(name);
  const day = (cell = ''): string => cell.split('/').reverse().join('-');
  const rows = lines.map((line) => {
    const cells = line.split(',');
    const [from, to] = [day(cells[column('DECOM')]), day(cells[column('DEC')])];
    const isBreak = ['V3', 'V4'].includes(cells[column('LS')] ?? '');
    return { child: cells[column('CHILD')], from, to, isBreak, isAnew: cells[column('RNE')] === 'S' };
  });
  const open = rows.filter(({ child, from, to, isBreak }) => {
    const beganAnew = rows.some((row) => row.child === child && row.isAnew && row.from > from);
    return !isBreak && (to === '' || to > yearEnd) && !beganAnew;
  });
  return new Set(open.map(({ child }) => child)).size;
}
