import { join } from 'node:path';
import { dayOf, type Instant } from '@careledger/calendar';
import { eventTypeOf, type CaseEvent } from '@careledger/contract';
import { ImportError } from './import-error';
import { fileKey, JournalFile, newJournal, type ImportJournal } from './import-journal';
import { summaryOf, type FileSummary, type ImportSummary, type RefusedEvent } from './import-summary';
import { EVENTS_A_REQUEST, IntakeClient, type Answer } from './intake-client';
import { pseudonymKey, pseudonymsUnder } from './pseudonyms';
import { findReturnFiles, isKind, refuseMisreadYear, refuseUnfinishedYears } from './return-files';
import type { VersionedEvent } from './ssda903/case-events';
import { planChild, type Planning } from './ssda903/plan-child';
import { readReturnFile, type FileRows, type ReturnFile } from './ssda903/read-return';
import type { ReturnYear, YearNaming } from './ssda903/return-year';
import { FILE_KINDS, returnOf, type FileKind, type Finding, type Kept, type Rows } from './ssda903/rows';
import { NotTheTable } from './ssda903/table';

export interface ImportOptions {
  /** The folder with the CSV files. */
  readonly folder: string;
  readonly authority: string;
  /** Address of the running system. */
  readonly url: string;
  /** Reads and plans; keeps nothing and sends nothing. */
  readonly dryRun: boolean;
  /** The folder of the authority's key and the importer's journal. */
  readonly keep: string;
  readonly yearNaming: YearNaming;
  /** The journal of earlier imports is gone for good: what is imported now is to stand above whatever it had made. */
  readonly journalLost: boolean;
}

export interface Surroundings {
  readonly now: () => Instant;
  readonly say: (line: string) => void;
}

/**
 * Imports the looked-after-children returns of a folder. Resolves with what became of every file; throws an ImportError,
 * with words for the person at the keyboard, where it cannot be done.
 */
export async function importReturns(options: ImportOptions, around: Surroundings): Promise<ImportSummary> {
  const { authority, dryRun } = options;
  const { files, others } = findReturnFiles(options.folder, options.yearNaming);
  if (others.length > 0) around.say(`Not read, because no event comes of them: ${others.sort().join(', ')}.`);

  const key = pseudonymKey(options.keep, authority, !dryRun);
  if (key.isNew) {
    around.say(
      key.path === null
        ? 'There is no key yet: this dry run uses one of its own and throws it away.'
        : `A new key was made: ${key.path}. Children are named by it for ever: keep it, back it up, show it to nobody. If this authority was imported before, stop here and bring the key and the journal of that time.`,
    );
  }
  const journalFile = new JournalFile(join(options.keep, `${authority}.ssda903.journal`));
  const kept = key.path === null ? null : await journalFile.read(authority, key.fingerprint);
  const journal = startingFrom(kept, options, key.fingerprint, around.now());
  refuseUnfinishedYears(files, journal.firstVersion, around.now());

  const pseudonyms = pseudonymsUnder(key, authority);
  const findings: Finding[] = [];
  const rowsRead = new Map<string, number>();
  for (const file of files) {
    const rows = await readFileRows(file, pseudonyms);
    if (isKind('episodes', rows)) refuseMisreadYear(rows, options.yearNaming);
    findings.push(...rows.findings);
    rowsRead.set(file.name, rows.read);
    takeIn(journal, rows);
  }

  const made = plan(journal, authority, around.now(), findings, new Set(rowsRead.keys()));
  findings.sort((a, b) => compare(a.origin.file, b.origin.file) || a.origin.line - b.origin.line);
  const summaries = files.map(({ name }) => summaryOf(name, rowsRead.get(name) ?? 0, ofFile(findings, name)));
  const summary: ImportSummary = { dryRun, files: summaries, findings, refused: [] };
  for (const { origin } of made) summaryFor(summary, origin.file).made += 1;
  if (dryRun) return summary;

  journalFile.write(journal);
  const client = new IntakeClient(options.url, around.say);
  for (const batch of batchesOf(journal)) {
    const answer = await client.post(batch.map(({ event }) => event));
    if (!journal.proven) {
      if (journal.firstVersion === 0) refuseForgottenImport(answer, journalFile);
      journal.proven = true;
      journalFile.write(journal);
    }
    account(summary, batch, answer);
  }
  return summary;
}

function startingFrom(
  kept: ImportJournal | null,
  { journalLost, authority }: ImportOptions,
  keyFingerprint: string,
  now: Instant,
): ImportJournal {
  if (!journalLost) return kept ?? newJournal(authority, keyFingerprint, 0);
  if (kept?.proven)
    throw new ImportError('--journal-lost is for a journal that is gone for good; this one is there and sound.');
  // Minutes count up faster than imports do, so what is made now lies above every version that a lost journal knew of.
  const minutes = Math.floor((now - dayOf(2020, 1, 1) * 86_400_000_000) / 60_000_000);
  return newJournal(authority, keyFingerprint, minutes);
}

async function readFileRows(file: ReturnFile, pseudonyms: Parameters<typeof readReturnFile>[1]): Promise<FileRows> {
  try {
    return await readReturnFile(file, pseudonyms);
  } catch (error) {
    if (error instanceof NotTheTable)
      throw new ImportError(`${file.name} cannot be imported: ${error.message}. Nothing was sent.`);
    throw error;
  }
}

/**
 * Puts a file's rows in the place of those that the last import of the same year's file had. A row that no longer makes
 * sense does not undo what it said when it did.
 */
function takeIn({ children, files }: ImportJournal, { file, bySubject }: FileRows): void {
  const { year, kind } = file;
  files.add(fileKey(year, kind));
  for (const subject of bySubject.keys()) if (!children.has(subject)) children.set(subject, new Map());
  for (const [subject, returns] of children) {
    const rows = bySubject.get(subject);
    if (rows === undefined && !returns.has(year)) continue;
    const inYear = returnOf(returns, year)[kind] as Map<string, Kept<Rows[FileKind]>>;
    const before = new Map(inYear);
    inYear.clear();
    for (const [key, row] of rows ?? []) inYear.set(key, row.row === null ? (before.get(key) ?? row) : row);
  }
}

/** Plans every child; adds the events to the journal, the findings on files of this import to `findings`. */
function plan(
  journal: ImportJournal,
  authority: string,
  now: Instant,
  findings: Finding[],
  filesRead: ReadonlySet<string>,
): VersionedEvent[] {
  const years = new Set<ReturnYear>();
  for (const returns of journal.children.values()) for (const year of returns.keys()) years.add(year);
  for (const file of journal.files) years.add(Number.parseInt(file, 10));
  const planning: Planning = {
    authority,
    now,
    years: [...years].sort((a, b) => a - b),
    headersThere: new Set([...years].filter((year) => journal.files.has(fileKey(year, 'header')))),
    firstVersion: journal.firstVersion,
  };
  const made: VersionedEvent[] = [];
  const seen = new Set<string>();
  for (const [subject, returns] of journal.children) {
    const before = journal.events.get(subject) ?? [];
    const planned = planChild(planning, subject, returns, before);
    if (planned.events.length > 0) journal.events.set(subject, [...before, ...planned.events]);
    made.push(...planned.events);
    for (const finding of planned.findings) {
      const { file, line } = finding.origin;
      const name = `${file} ${line} ${finding.reason}`;
      if (!filesRead.has(file) || seen.has(name)) continue;
      seen.add(name);
      findings.push(finding);
    }
  }
  return made;
}

/** All events ever made, oldest year first; a request holds those of one year and file, so that its answer can be told by file. */
function* batchesOf(journal: ImportJournal): Generator<VersionedEvent[]> {
  const events = [...journal.events.values()].flat();
  const rank = (file: string): number => FILE_KINDS.findIndex((kind) => file.toLowerCase().includes(kind));
  events.sort(
    (a, b) =>
      a.year - b.year ||
      rank(a.origin.file) - rank(b.origin.file) ||
      compare(a.origin.file, b.origin.file) ||
      a.version - b.version ||
      a.origin.line - b.origin.line ||
      compare(a.event.id, b.event.id),
  );
  let batch: VersionedEvent[] = [];
  for (const each of events) {
    const first = batch[0];
    if (
      first &&
      (batch.length === EVENTS_A_REQUEST || first.year !== each.year || first.origin.file !== each.origin.file)
    ) {
      yield batch;
      batch = [];
    }
    batch.push(each);
  }
  if (batch.length > 0) yield batch;
}

/**
 * A first import makes nothing that the system can know. Where it does, an earlier journal is missing, and what has changed
 * since could not be told from what was there.
 */
function refuseForgottenImport(answer: Answer, journalFile: JournalFile): void {
  if (answer.duplicates === 0 && answer.rejected.every(({ rule }) => !rule.includes('id-reused'))) return;
  journalFile.remove();
  throw new ImportError(
    `the system holds an earlier import of this authority, but its journal ${journalFile.path} is not there. Nothing was changed. Restore the journal from a backup and start again. If it is gone for good, run with --journal-lost: everything is then said once more above the earlier versions (rows that have vanished since cannot be retracted).`,
  );
}

function account(summary: ImportSummary, batch: readonly VersionedEvent[], answer: Answer): void {
  const first = batch[0];
  if (first === undefined) return;
  const file = summaryFor(summary, first.origin.file);
  file.sent += batch.length;
  file.accepted += answer.accepted;
  file.duplicates += answer.duplicates;
  file.refused += batch.length - answer.accepted - answer.duplicates;
  for (const { index, field, rule } of answer.rejected) {
    const refused = batch[index];
    if (refused) summary.refused.push(refusedEvent(refused.event, refused, field, rule));
  }
}

function refusedEvent(event: CaseEvent, { origin }: VersionedEvent, field: string, rule: string): RefusedEvent {
  return { origin, type: eventTypeOf(event), field, rule };
}

function summaryFor(summary: ImportSummary, file: string): FileSummary {
  let found = summary.files.find((each) => each.file === file);
  if (found === undefined) summary.files.push((found = summaryOf(file)));
  return found;
}

function ofFile(findings: readonly Finding[], name: string): Finding[] {
  return findings.filter(({ origin }) => origin.file === name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
