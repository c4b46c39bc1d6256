import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { parseInstant } from '@careledger/calendar';
import type { EventType } from '@careledger/contract';
import type { ReadFile } from './engine/read-file';
import { importList } from './import-list';
import type { ImportSummary } from './import-summary';
import { columnsDocument } from './lists/columns-document';
import { columnsOf, LIST_TYPES, templateOf } from './lists/columns';
import { readList } from './lists/read-list';
import { LISTS, type ListRow } from './lists/source';
import { pseudonymKey, pseudonymsUnder } from './pseudonyms';
import { AFolder } from './testing/a-folder';
import { AnIntake } from './testing/an-intake';
import { Gathered } from './testing/gathered';
import { standing } from './testing/small-returns';

const NOW = '2024-11-01T09:00:00Z';
let folder: AFolder;
let kept: AFolder;
let intake: AnIntake;
let url: string;
const said: string[] = [];

beforeEach(async () => {
  folder = new AFolder();
  kept = new AFolder();
  intake = new AnIntake();
  url = await intake.start(parseInstant('2026-05-01T09:00:00Z'));
});

afterEach(async () => {
  await intake.stop();
  folder.remove();
  kept.remove();
});

function run(type: EventType, path: string, now = NOW, list = basename(path)): Promise<ImportSummary> {
  const options = { path, type, list, authority: '841', url, dryRun: false, keep: kept.path, journalLost: false };
  return importList(options, { now: () => parseInstant(now), say: (line) => said.push(line) });
}

function list(name: string, type: EventType, ...rows: readonly string[]): string {
  return folder.write(name, [templateOf(type), ...rows].join('\r\n'));
}

function made({ files }: ImportSummary): number {
  return files.reduce((sum, each) => sum + each.made, 0);
}

function all(): ReturnType<typeof standing> {
  return standing([...intake.events.values()]);
}

function reasons({ findings }: ImportSummary): string[] {
  return findings.map(({ origin, outcome, reason }) => `${origin.line} ${outcome} ${reason}`);
}

test('a template names the child (or carer), then the fields of the event; the kept document has them all', () => {
  expect(templateOf('icpc.held')).toBe('child,id,heldOn,strategyOn,transferIn,outcome');
  expect(templateOf('carer.approved')).toBe('carer,id,approvedOn,kind');
  expect(columnsOf('cp-plan.ended').find(({ name }) => name === 'id')?.required).toBe(true);
  expect(columnsOf('icpc.held').find(({ name }) => name === 'id')?.required).toBe(false);
  // Made anew by npm run make:list-columns.
  expect(readFileSync('docs/import/list-columns.md', 'utf8')).toBe(columnsDocument());
});

test('every type’s list is taken, in the forms that spreadsheets write', async () => {
  const pseudonyms = pseudonymsUnder(pseudonymKey(kept.path, '841', true), '841');
  const gathered = new Gathered();
  const reader = { pseudonyms, firstVersion: 0, now: parseInstant(NOW), gather: gathered.gather };
  const files: ReadFile[] = [];
  for (const type of LIST_TYPES) {
    const cells = columnsOf(type).map(({ name, schema }) => {
      if (schema === undefined) return '4711';
      if (name === 'id' || name === 'care') return 'record-1';
      if (schema.format === 'date') return '01/04/2020';
      if (schema.format === 'date-time') return '01/04/2020 09:30';
      return String(schema.examples[0]);
    });
    const open = () => Readable.from([`${templateOf(type)}\n${cells.join(',')}\n`]);
    const file = await readList({ name: type, list: type, type, authority: '841', open }, reader);
    expect([type, file.read]).toEqual([type, 1]);
    files.push(file);
  }
  const { children, findings } = gathered.takenIn(LISTS, files);
  expect(findings).toEqual([]);
  const rows = [...children].flatMap(([subject, returns]) =>
    [...returns.values()].flatMap((year) =>
      [...(year['rows']?.values() ?? [])].map(({ row }) => ({ subject, ...(row as ListRow) })),
    ),
  );
  expect(rows).toHaveLength(LIST_TYPES.length);
  expect(JSON.stringify(rows)).not.toContain('4711');
  expect(rows.find(({ type }) => type === 'missing.started')?.data['startedAt']).toBe('2020-04-01T08:30:00Z');
  const subjects = new Set(
    rows.map(({ subject, type }) => `${type === 'carer.approved' ? 'carer' : 'child'} ${subject}`),
  );
  expect(subjects.size).toBe(2);
  expect(children.size).toBe(2);
});

const CONFERENCES = ['4711,,10/05/2024,29/04/2024,no,plan', '4712,,2023-02-01,2023-01-20,,'];

test('an ended year’s rows were recorded when its returns speak, the running year’s when they were imported', async () => {
  await run('icpc.held', list('icpc.csv', 'icpc.held', ...CONFERENCES));
  expect([...intake.events.values()].map(({ recordedtime }) => recordedtime).sort()).toEqual([
    '2023-04-01T12:00:00Z',
    '2024-11-01T09:00:00Z',
  ]);
});

test('again all duplicates, also after the year has ended; corrected and back; retracted', async () => {
  const path = list('icpc.csv', 'icpc.held', ...CONFERENCES);
  await run('icpc.held', path);
  const first = all();
  expect(first.size).toBe(2);
  for (const now of [NOW, '2025-10-01T09:00:00Z']) {
    const summary = await run('icpc.held', path, now);
    expect([made(summary), summary.files[0]?.duplicates]).toEqual([0, 2]);
  }
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('29/04/2024', '30/04/2024'));
  expect(made(await run('icpc.held', path, '2024-11-02T09:00:00Z'))).toBe(1);
  expect([...all().values()].join()).toContain('2024-04-30');
  writeFileSync(path, text);
  expect(made(await run('icpc.held', path, '2024-11-03T09:00:00Z'))).toBe(1);
  expect(all()).toEqual(first);

  list('icpc.csv', 'icpc.held', CONFERENCES[1] ?? '');
  expect(made(await run('icpc.held', path, '2024-11-04T09:00:00Z'))).toBe(1);
  expect(all().size).toBe(1);
});

test('what is booked for the next year stays as it was known, when that year has come', async () => {
  const path = list('booked.csv', 'conference.planned', '4711,,10/05/2025');
  await run('conference.planned', path);
  const known = all();
  const summary = await run('conference.planned', path, '2025-04-20T09:00:00Z');
  expect([made(summary), summary.files[0]?.duplicates]).toEqual([0, 1]);
  expect(all()).toEqual(known);
});

test('a row whose date moves into another year is the same where it has an id', async () => {
  const path = list('icpc.csv', 'icpc.held', '4711,C-1,10/03/2023,01/03/2023,,');
  await run('icpc.held', path);
  list('icpc.csv', 'icpc.held', '4711,C-1,10/05/2024,01/05/2024,,');
  await run('icpc.held', path);
  expect([...all()]).toEqual([
    ['icpc C-1 csc.icpc.held', '{"heldOn":"2024-05-10","id":"C-1","strategyOn":"2024-05-01"}'],
  ]);
  list('icpc.csv', 'icpc.held', '4711,C-1,10/03/2023,01/03/2023,,');
  await run('icpc.held', path, '2024-11-02T09:00:00Z');
  expect([...all().values()]).toEqual(['{"heldOn":"2023-03-10","id":"C-1","strategyOn":"2023-03-01"}']);
});

test('lists of other names stand beside each other; of what both tell the one imported last counts', async () => {
  await run('icpc.held', list('april.csv', 'icpc.held', '4711,C-1,10/04/2024,01/04/2024,,'));
  await run(
    'icpc.held',
    list('may.csv', 'icpc.held', '4712,C-2,10/05/2024,01/05/2024,,', '4711,C-1,11/04/2024,01/04/2024,,'),
  );
  expect(all().size).toBe(2);
  expect([...all().values()].join()).toContain('2024-04-11');
});

test('what makes no sense is told by line and column, in the contract’s words, and costs nothing else', async () => {
  const path = list(
    'icpc.csv',
    'icpc.held',
    '4711,,31/02/2024,29/04/2024,,',
    ',,10/05/2024,29/04/2024,,',
    '4711,,10/05/2024,,,',
    '4711,,10/05/2024,29/04/2024,perhaps,',
    '4711,,10/05/2024,29/04/2024,,PLAN',
    '4711,,10/05/2024,28/04/2024,,plan',
    '4711,,10/05/2027,28/04/2024,,plan',
    '4711,10/05/2024',
    '4711,,10/05/1066,28/04/1066,,',
  );
  const summary = await run('icpc.held', path);
  expect(reasons(summary)).toEqual([
    '2 left-out heldOn must be a real date written as YYYY-MM-DD',
    '3 left-out child is empty',
    '4 left-out strategyOn is missing',
    '5 left-out transferIn must be true or false',
    '7 left-out repeats the child and id or date of line 6',
    '8 left-out heldOn must not be more than 24 months after the day on which the event was recorded',
    '9 left-out has fewer fields than the header line',
    '10 left-out heldOn must not be before 1990',
  ]);
  expect(made(summary)).toBe(1);
  await expect(run('icpc.held', folder.write('a.csv', 'child,heldOn,strategyOn,notes\n'))).rejects.toThrow(
    'a.csv cannot be imported: it has the column notes, which is none of child, id, heldOn',
  );
  await expect(run('icpc.held', folder.write('b.csv', 'child,heldOn\n'))).rejects.toThrow(
    'it has no column strategyOn',
  );
  await expect(run('icpc.held', `${folder.path}/none.csv`)).rejects.toThrow('cannot be read as a file');
  const ended = await run('cp-plan.ended', list('ended.csv', 'cp-plan.ended', '4711,,01/05/2024,'));
  expect(reasons(ended)).toEqual(['2 left-out id is empty: it must name what was begun by another event']);
});

test('a row that no longer makes sense does not undo what it said', async () => {
  const path = list('icpc.csv', 'icpc.held', '4711,C-1,10/04/2024,01/04/2024,,');
  await run('icpc.held', path);
  list('icpc.csv', 'icpc.held', '4711,C-1,10/04/2024,soon,,');
  expect(made(await run('icpc.held', path))).toBe(0);
  expect(all().size).toBe(1);
});

test('what hangs on an entity of another system is never retracted with it; what a list began is', async () => {
  const form = list('forms.csv', 'iha-form.returned', '4711,ssda903:2017-04-09,01/05/2024');
  await run('iha-form.returned', form);
  list('forms.csv', 'iha-form.returned', '');
  const gone = await run('iha-form.returned', form);
  expect(made(gone)).toBe(0);
  expect(reasons(gone)[0]).toContain('another system began what it belongs to');

  await run('cp-plan.started', list('started.csv', 'cp-plan.started', '4711,P-1,01/05/2024,NEG'));
  const ends = list('ended.csv', 'cp-plan.ended', '4711,P-1,01/06/2024,');
  await run('cp-plan.ended', ends);
  list('ended.csv', 'cp-plan.ended', '');
  await run('cp-plan.ended', ends, '2024-11-02T09:00:00Z');
  expect([...all().keys()].filter((name) => name.includes('P-1'))).toEqual(['cp-plan P-1 csc.cp-plan.started']);
});
