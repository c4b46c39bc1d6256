import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseInstant } from '@careledger/calendar';
import { importReturns, type ImportOptions } from './import-returns';
import { summaryText, writeReport, type ImportSummary } from './import-summary';
import { AFolder } from './testing/a-folder';
import { AnIntake } from './testing/an-intake';
import { standing } from './testing/small-returns';

const HEADER = 'CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB';
const EPISODES = 'CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN';
const ADA_OPEN = '111111,09/04/2017,S,C2,N1,U4,PR1,,,,DL1 1AA,DL3 7LX,1234567';
const BEN = '222222,01/06/2017,S,V2,N1,K2,PR4,31/10/2017,E8,,DL1 1AA,DL2 2BB,7654321';

let files: AFolder;
let kept: AFolder;
let intake: AnIntake;
let url: string;
const said: string[] = [];

beforeEach(async () => {
  files = new AFolder();
  kept = new AFolder();
  intake = new AnIntake();
  url = await intake.start();
  said.length = 0;
  files.write('2017-header.csv', `${HEADER}\n111111,2,15/06/2005,WBRI,B097131712320,,\n222222,1,01/01/2010,MWBC,,,\n`);
  files.write('2017-episodes.csv', `${EPISODES}\n${ADA_OPEN}\n${BEN}\n`);
  files.write(
    '2017-reviews.csv',
    'CHILD,DOB,REVIEW,REVIEW_CODE\n111111,15/06/2005,08/10/2017,PN1\n333333,15/06/2005,08/10/2017,PN1\n',
  );
  files.write('2017-uasc.csv', 'CHILD,SEX,DOB,DUC\n222222,1,01/01/2010,\n');
  files.write('2018-header.csv', `${HEADER}\n111111,2,15/06/2005,WBRI,,,\n`);
  files.write('2018-episodes.csv', `${EPISODES}\n${ADA_OPEN.replace('PR1,,,', 'PR1,02/10/2018,E13,')}\n`);
});

afterEach(async () => {
  await intake.stop();
  files.remove();
  kept.remove();
});

function run(more: Partial<ImportOptions> = {}): Promise<ImportSummary> {
  return importReturns(
    {
      folder: files.path,
      authority: '841',
      url,
      dryRun: false,
      keep: kept.path,
      yearNaming: 'start',
      journalLost: false,
      ...more,
    },
    { now: () => parseInstant('2026-05-01T09:00:00Z'), say: (line) => said.push(line) },
  );
}

function totals({ files: all }: ImportSummary): Record<string, number> {
  const sum = (of: (file: ImportSummary['files'][number]) => number): number =>
    all.reduce((total, each) => total + of(each), 0);
  return {
    made: sum(({ made }) => made),
    accepted: sum(({ accepted }) => accepted),
    duplicates: sum(({ duplicates }) => duplicates),
    refused: sum(({ refused }) => refused),
  };
}

function edit(name: string, change: (text: string) => string): void {
  const path = join(files.path, name);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

test('a folder becomes events; oldest year first, as a historical load; what makes no sense is told by file and line', async () => {
  const summary = await run();
  expect(totals(summary)).toEqual({ made: 12, accepted: 12, duplicates: 0, refused: 0 });
  expect(intake.requests.map(({ path, type }) => `${path} ${type}`)[0]).toBe(
    '/v1/events?historical=true application/x-ndjson',
  );
  const times = [...intake.events.values()].map(({ recordedtime }) => recordedtime);
  expect(times).toEqual([...times].sort());
  expect(summary.findings).toEqual([
    { origin: { file: '2017-reviews.csv', line: 3 }, outcome: 'left-out', reason: 'no header file has the child' },
  ]);
  const sent = JSON.stringify([...intake.events.values()]);
  for (const secret of ['111111', '222222', 'B097131712320', 'DL3', '2005-06-15']) expect(sent).not.toContain(secret);
  expect(readFileSync(join(kept.path, '841.ssda903.journal'), 'utf8')).not.toMatch(/111111|222222|B0971|DL3|15\/06/);
  expect(said.join('\n')).toContain('A new key was made');
});

test('the same again: all duplicates', async () => {
  await run();
  expect(totals(await run())).toEqual({ made: 0, accepted: 0, duplicates: 12, refused: 0 });
});

test('year by year, or the later year alone, it comes to the same', async () => {
  const atOnce = new Map(standing(await sentBy(() => run())));
  rmSync(join(kept.path, '841.ssda903.journal'));
  intake.events.clear();
  const all = readFileSync(join(files.path, '2018-header.csv'), 'utf8');
  const episodes = readFileSync(join(files.path, '2018-episodes.csv'), 'utf8');
  rmSync(join(files.path, '2018-header.csv'));
  rmSync(join(files.path, '2018-episodes.csv'));
  await run();
  for (const name of ['header', 'episodes', 'reviews', 'uasc']) rmSync(join(files.path, `2017-${name}.csv`));
  files.write('2018-header.csv', all);
  files.write('2018-episodes.csv', episodes);
  const summary = await run();
  expect(standing([...intake.events.values()])).toEqual(atOnce);
  expect(summary.files.find(({ file }) => file === '2017-header.csv')).toMatchObject({ read: null, duplicates: 2 });
});

async function sentBy(what: () => Promise<unknown>) {
  await what();
  return [...intake.events.values()];
}

test('an edited row corrects, back to the earlier content too; a vanished row is retracted', async () => {
  await run();
  const original = standing([...intake.events.values()]);
  edit('2017-episodes.csv', (text) => text.replace('31/10/2017', '30/11/2017'));
  expect(totals(await run())).toEqual({ made: 2, accepted: 2, duplicates: 12, refused: 0 });
  edit('2017-episodes.csv', (text) => text.replace('30/11/2017', '31/10/2017'));
  expect(totals(await run())).toEqual({ made: 2, accepted: 2, duplicates: 14, refused: 0 });
  expect(standing([...intake.events.values()])).toEqual(original);

  edit('2017-episodes.csv', (text) => text.replace(`${BEN}\n`, ''));
  const summary = await run();
  // Care, placement and, with no care to begin with, the spell as an unaccompanied child.
  expect(totals(summary)).toEqual({ made: 3, accepted: 3, duplicates: 16, refused: 0 });
  expect([...standing([...intake.events.values()]).keys()].some((name) => name.includes('ssda903:2017-06-01'))).toBe(
    false,
  );
});

const OTHER_TABLES = [
  {
    table: 'missing',
    head: 'CHILD,DOB,MISSING,MIS_START,MIS_END',
    row: '111111,15/06/2005,M,26/02/2018,11/03/2018',
    edited: '111111,15/06/2005,M,26/02/2018,12/03/2018',
    events: 2,
  },
  {
    table: 'oc2',
    head: 'CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,SUBSTANCE_MISUSE',
    row: '111111,15/06/2005,12,,0,,1,1,1,0',
    edited: '111111,15/06/2005,13,,0,,1,1,1,0',
    events: 4,
  },
  {
    table: 'oc3',
    head: 'CHILD,DOB,IN_TOUCH,ACTIV,ACCOM',
    row: '444444,01/06/1999,YES,F1,K1',
    edited: '444444,01/06/1999,YES,F2,K1',
    events: 3,
  },
  {
    table: 'ad1',
    head: 'CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR',
    row: '222222,01/01/2010,01/07/2017,02/08/2017,0,2,MF,L11',
    edited: '222222,01/01/2010,01/07/2017,03/08/2017,0,2,MF,L11',
    events: 1,
  },
  {
    table: 'sw_episodes',
    head: 'CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON',
    row: '111111,15/06/2005,SW123,09/04/2017,01/10/2017,MANAGE',
    edited: '111111,15/06/2005,SW123,09/04/2017,02/10/2017,MANAGE',
    events: 2,
  },
] as const;

test.each(OTHER_TABLES)(
  '$table: taken once, corrected and back, retracted',
  async ({ table, head, row, edited, events }) => {
    edit('2017-header.csv', (text) => `${text}444444,2,01/06/1999,WBRI,,,\n`);
    await run();
    const without = standing([...intake.events.values()]);
    const write = (text: string): string => files.write(`2017-${table}.csv`, `${head}\n${text}\n`);

    write(row);
    expect(totals(await run())).toMatchObject({ made: events, accepted: events, refused: 0 });
    const first = standing([...intake.events.values()]);
    expect(first.size).toBe(without.size + events);
    expect(totals(await run())).toMatchObject({ made: 0, accepted: 0 });

    write(edited);
    expect(totals(await run())).toMatchObject({ made: 1, accepted: 1 });
    expect(standing([...intake.events.values()])).not.toEqual(first);
    write(row);
    expect(totals(await run())).toMatchObject({ made: 1, accepted: 1 });
    expect(standing([...intake.events.values()])).toEqual(first);

    write('');
    await run();
    expect(standing([...intake.events.values()])).toEqual(without);
    expect(JSON.stringify([...intake.events.values()])).not.toContain('SW123');
  },
);

test('a year as XML in the place of its files: what it says otherwise is corrected, what it lacks is retracted', async () => {
  await run();
  for (const name of ['header', 'episodes', 'reviews', 'uasc']) rmSync(join(files.path, `2017-${name}.csv`));
  const header = (id: number, sex: number, born: string, ethnic: string, more = ''): string =>
    `<HEADER><CHILDID>${id}</CHILDID><SEX>${sex}</SEX><DOB>${born}</DOB><ETHNIC>${ethnic}</ETHNIC>${more}</HEADER>`;
  const episode = (from: string, rest: string): string =>
    `<EPISODE><DECOM>${from}</DECOM><RNE>S</RNE>${rest}</EPISODE>`;
  const ada = header(111111, 2, '15/06/2005', 'WBRI', '<AREVIEW><REVIEW>08/10/2017</REVIEW></AREVIEW>');
  const ben = header(222222, 1, '01/01/2010', 'MWBC', '<UASC>1</UASC>');
  const adaIn = episode('09/04/2017', '<LS>C2</LS><PL>U4</PL><PLACE_PROVIDER>PR1</PLACE_PROVIDER><DEC/><REC/>');
  const benIn = (to: string): string =>
    episode('01/06/2017', `<LS>V2</LS><PL>K2</PL><PLACE_PROVIDER>PR4</PLACE_PROVIDER><DEC>${to}</DEC><REC>E8</REC>`);
  const write = (...children: string[]): string =>
    files.write(
      '2017.xml',
      `<EXPSSDA903>${children.map((child) => `<CHILD>${child}</CHILD>`).join('\n')}</EXPSSDA903>`,
    );

  write(ada + adaIn, ben + benIn('31/10/2017'));
  expect(totals(await run())).toEqual({ made: 0, accepted: 0, duplicates: 12, refused: 0 });
  write(ada + adaIn, ben + benIn('30/11/2017'));
  expect(totals(await run())).toMatchObject({ made: 2, accepted: 2 });
  write(ada + adaIn);
  expect(totals(await run())).toMatchObject({ made: 3, accepted: 3 });
  files.write('2017-header.csv', `${HEADER}\n`);
  await expect(run()).rejects.toThrow('an XML file beside others');
});

test('a row that no longer makes sense costs nothing of what it said before', async () => {
  await run();
  edit('2017-episodes.csv', (text) => text.replace('31/10/2017,E8', '31/10/2016,E8'));
  const summary = await run();
  expect(totals(summary)).toEqual({ made: 0, accepted: 0, duplicates: 12, refused: 0 });
  expect(summary.findings).toContainEqual({
    origin: { file: '2017-episodes.csv', line: 3 },
    outcome: 'left-out',
    reason: 'DEC lies before DECOM',
  });
});

test('a system that missed the earlier imports gets all of their events', async () => {
  await run();
  edit('2017-episodes.csv', (text) => text.replace('31/10/2017', '30/11/2017'));
  await run();
  const before = new Map(intake.events);
  intake.events.clear();
  expect(totals(await run())).toMatchObject({ made: 0, accepted: 14 });
  expect(intake.events).toEqual(before);
});

test('without its journal a second import stops before it changes anything, and can go on as --journal-lost', async () => {
  await run();
  const before = intake.events.size;
  rmSync(join(kept.path, '841.ssda903.journal'));
  edit('2017-episodes.csv', (text) => text.replace('31/10/2017', '30/11/2017'));
  await expect(run()).rejects.toThrow('its journal');
  await expect(run()).rejects.toThrow('--journal-lost');
  expect(intake.events.size).toBe(before);

  expect(totals(await run({ journalLost: true }))).toMatchObject({ made: 12, accepted: 12 });
  const stands = [...standing([...intake.events.values()]).values()];
  expect(stands.filter((data) => data.includes('2017-11-30'))).toHaveLength(2);
  expect(stands.filter((data) => data.includes('2017-10-31'))).toHaveLength(0);
  expect(totals(await run())).toMatchObject({ made: 0, accepted: 0, duplicates: 12 });
  await expect(run({ journalLost: true })).rejects.toThrow('this one is there and sound');
});

test('a damaged journal, and a key that is not its own, are refused', async () => {
  await run();
  const path = join(kept.path, '841.ssda903.journal');
  const journal = readFileSync(path, 'utf8');
  writeFileSync(path, journal.slice(0, -20));
  await expect(run()).rejects.toThrow('is damaged');
  writeFileSync(path, journal);
  kept.write('841.key', `${'0'.repeat(64)}\n`);
  await expect(run()).rejects.toThrow('with another key');
});

test('a dry run sends nothing and keeps nothing', async () => {
  const summary = await run({ dryRun: true });
  expect(totals(summary)).toEqual({ made: 12, accepted: 0, duplicates: 0, refused: 0 });
  expect(intake.requests).toEqual([]);
  expect(() => readFileSync(join(kept.path, '841.key'))).toThrow('ENOENT');
});

test('waits while the log is not there; tells a refusal by file and line', async () => {
  intake.answersBefore.push({ status: 503, headers: { 'retry-after': '1' }, body: '{}' });
  await intake.stop();
  url = await intake.start(parseInstant('2019-03-01T00:00:00Z'));
  const summary = await run();
  expect(said).toContain('The event log is not there; trying again in 1 s.');
  expect(totals(summary)).toEqual({ made: 12, accepted: 10, duplicates: 0, refused: 2 });
  expect(summary.refused[0]).toEqual({
    origin: { file: '2018-episodes.csv', line: 2 },
    type: 'care.ended',
    field: 'recordedtime',
    rule: 'must not be more than five minutes ahead of the clock of the log',
  });
  const report = join(files.path, 'report.csv');
  writeReport(report, summary);
  expect(readFileSync(report, 'utf8').split('\r\n')).toEqual([
    'file,line,outcome,reason',
    '2017-reviews.csv,3,left-out,no header file has the child',
    '2018-episodes.csv,2,refused,care.ended: recordedtime must not be more than five minutes ahead of the clock of the log',
    '2018-episodes.csv,2,refused,placement.ended: recordedtime must not be more than five minutes ahead of the clock of the log',
    '',
  ]);
  expect(summaryText(summary)).toMatch(
    /Refused by the system:\n {2}2018-episodes\.csv: care\.ended: recordedtime .*\n {4}line 2/,
  );
});

test('stops with plain words: no system, a problem document, no files, an unfinished year, a file that is not the table', async () => {
  intake.answersBefore.push({
    status: 409,
    body: JSON.stringify({ title: 'Made-up children', detail: 'a fixture takes no real events' }),
  });
  await expect(run()).rejects.toThrow('answered 409 (Made-up children: a fixture takes no real events)');
  intake.answersBefore.push({ status: 202, body: '[]' });
  await expect(run()).rejects.toThrow('not as an intake answers');
  await expect(run({ url: 'http://127.0.0.1:1' })).rejects.toThrow('no system answers at http://127.0.0.1:1');
  await expect(run({ folder: kept.path })).rejects.toThrow('has no file of the return');
  await expect(run({ folder: join(kept.path, 'none') })).rejects.toThrow('cannot be read as a folder');
  files.write('2018-uasc.csv', 'CHILD,SEX\n');
  await expect(run()).rejects.toThrow('2018-uasc.csv cannot be imported: it has no column DUC');
  files.write('2026-header.csv', `${HEADER}\n`);
  await expect(run()).rejects.toThrow('which speaks from 2027-04-01T12:00:00Z, a time that has not come');
});

test('a year that is named by its end is refused until that is said', async () => {
  const ends = Array.from(
    { length: 30 },
    (_, at) => `${400000 + at},01/06/2016,S,V2,N1,K2,PR4,${at + 1}/07/2016,E8,,,,`,
  );
  edit('2017-episodes.csv', () => `${EPISODES}\n${ends.join('\n')}\n`);
  await expect(run()).rejects.toThrow('most of its episodes end in 2016-17. Use --year-is end');
  await expect(run({ yearNaming: 'end', dryRun: true })).resolves.toBeDefined();
});
