import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { dayOf, type Instant } from '@careledger/calendar';
import { eventTypeOf, type CaseEvent } from '@careledger/contract';
import type { VersionedEvent } from './engine/case-events';
import { planChild, type Planning } from './engine/plan-child';
import { takeInChild, type GatheredRow, type ReadFile, type Reader } from './engine/read-file';
import type { Finding } from './engine/rows';
import { Sorting } from './engine/sorting';
import type { Source } from './engine/source';
import { NotTheTable } from './engine/table';
import { forgetChildren } from './forget-children';
import { ImportError } from './import-error';
import { fileKey, JournalDraft, JournalFile, newJournal, type ImportJournal, type KeptChild } from './import-journal';
import { summaryOf, type FileSummary, type ImportSummary, type RefusedEvent } from './import-summary';
import { EVENTS_A_REQUEST, type Answer, type EventSink } from './intake-client';
import { pseudonymKey, pseudonymsUnder } from './pseudonyms';

/** How the system refuses what is of a child whose data were erased there. */
const ERASED_RULE = 'erased';

/** What holds for an import whatever is imported. */
export interface Keeping {
  readonly authority: string;
  /** Reads and plans; keeps nothing and sends nothing. */
  readonly dryRun: boolean;
  /** The folder of the authority's key and the importer's journals. */
  readonly keep: string;
  /** The journal of earlier imports is gone for good: what is imported now is to stand above whatever it had made. */
  readonly journalLost: boolean;
}

export interface Surroundings {
  readonly now: () => Instant;
  readonly say: (line: string) => void;
}

/**
 * Imports files of a source: reads them, works out which events are missing, keeps what it made in the journal, and sends all
 * of it. The one way in, from the command line and by upload. What is held in memory is a child at a time: files, journal and events are
 * sorted on the disk. Resolves with what became of every file; throws an ImportError, with words for the person who
 * started it, where it cannot be done.
 */
export async function importFiles(
  source: Source,
  filesOf: (reader: Reader) => AsyncIterable<ReadFile>,
  keeping: Keeping,
  around: Surroundings,
  sink: EventSink,
): Promise<ImportSummary> {
  const { authority, dryRun, keep } = keeping;
  const key = pseudonymKey(keep, authority, !dryRun);
  if (key.isNew) {
    around.say(
      key.path === null
        ? 'There is no key yet: this dry run uses one of its own and throws it away.'
        : `A new key was made: ${key.path}. Children are named by it for ever: keep it, back it up, show it to nobody. If this authority was imported before, stop here and bring the key and the journals of that time.`,
    );
  }
  const sorted = new Sorted(source, key.path === null ? tmpdir() : keep, dryRun);
  try {
    const { byChild, draft } = sorted;
    const journalFile = new JournalFile(join(keep, `${authority}.${source.name}.journal`), source);
    const take = (subject: string, line: string): void => byChild.add(subject, line);
    const kept = key.path === null ? null : await journalFile.read(authority, key.fingerprint, take);
    const now = around.now();
    const journal = startingFrom(kept, keeping.journalLost, authority, key.fingerprint, now);
    if (journal !== kept) byChild.clear();

    const files = await readAll(filesOf, {
      pseudonyms: pseudonymsUnder(key, authority),
      firstVersion: journal.firstVersion,
      now,
      gather: (subject, row) => byChild.add(subject, `${ROW}${JSON.stringify(row)}`),
    });
    for (const { years, tables } of files) {
      for (const year of years) {
        journal.years.add(year);
        for (const table of tables) journal.files.add(fileKey(year, table));
      }
    }

    const { findings, made } = await planAll(source, journal, journalFile, now, files, sorted);
    const summaries = files.map(({ name, read }) => summaryOf(name, read, ofFile(findings, name)));
    const summary: ImportSummary = { dryRun, files: summaries, findings, refused: [] };
    for (const [file, count] of made) summaryFor(summary, file).made += count;
    if (draft === undefined) return summary;

    journalFile.write(journal, draft);
    const erased = new Set<string>();
    for (const batch of batchesOf(sorted.events)) {
      const answer = await sink.post(batch.map(({ event }) => event));
      if (!journal.proven) {
        if (journal.firstVersion === 0) refuseForgottenImport(answer, journalFile);
        journal.proven = true;
        journalFile.write(journal, draft);
      }
      account(summary, batch, answer);
      for (const { index, rule } of answer.rejected) {
        const subject = batch[index]?.event.subject;
        if (rule === ERASED_RULE && subject !== undefined) erased.add(subject);
      }
    }
    // The return may tell of a child who was erased; what is kept beside the data must not.
    if (erased.size > 0) await forgetChildren(journalFile.path, erased);
    return summary;
  } finally {
    sorted.close();
  }
}

/** All that an import goes through, none of it held in memory. */
class Sorted {
  /** What the journal and the files have of each child. */
  readonly byChild: Sorting;
  /** All events ever made, in the order in which they are sent. */
  readonly events: Sorting;
  /** The journal to be; a dry run has none. */
  readonly draft: JournalDraft | undefined;

  constructor(
    private readonly source: Source,
    folder: string,
    dryRun: boolean,
  ) {
    this.byChild = new Sorting(folder);
    this.events = new Sorting(folder);
    this.draft = dryRun ? undefined : new JournalDraft(folder, source);
  }

  /** Keeps a child that was planned: for the journal, and its events to be sent. */
  keep(subject: string, child: KeptChild): void {
    if (this.draft === undefined) return;
    this.draft.add(subject, child);
    for (const each of child.events) this.events.add(orderOf(this.source, each), JSON.stringify(each));
  }

  close(): void {
    this.byChild.close();
    this.events.close();
    this.draft?.close();
  }
}

function startingFrom(
  kept: ImportJournal | null,
  journalLost: boolean,
  authority: string,
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

async function readAll(filesOf: (reader: Reader) => AsyncIterable<ReadFile>, reader: Reader): Promise<ReadFile[]> {
  const files: ReadFile[] = [];
  try {
    for await (const file of filesOf(reader)) files.push(file);
  } catch (error) {
    if (error instanceof NotTheTable) throw new ImportError(`${error.message}. Nothing was sent.`);
    throw error;
  }
  return files;
}

/** Names the file in what is said of one that is not what it is named for. */
export async function inFile<T>(name: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof NotTheTable) throw new NotTheTable(`${name} cannot be imported: ${error.message}`);
    throw error;
  }
}

const CHILDREN_A_TURN = 100;
/** Tells a row that was read now from a line of the journal, which begins with a brace. */
const ROW = '+';

/**
 * Plans every child, and keeps what comes of it. Gives back the findings on files of this import, by file
 * and line, and how many events were made of each file.
 */
async function planAll(
  source: Source,
  journal: ImportJournal,
  journalFile: JournalFile,
  now: Instant,
  files: readonly ReadFile[],
  sorted: Sorted,
): Promise<{ findings: Finding[]; made: Map<string, number> }> {
  const planning: Planning = {
    source,
    authority: journal.authority,
    now,
    years: [...journal.years].sort((a, b) => a - b),
    there: (year, table) => journal.files.has(fileKey(year, table)),
    firstVersion: journal.firstVersion,
  };
  const findings = files.flatMap((file) => [...file.findings]);
  const made = new Map<string, number>();
  let turn = 0;
  for (const { subject, texts } of children(sorted.byChild)) {
    // An upload is planned in the process that answers everybody else.
    if (++turn % CHILDREN_A_TURN === 0) await breath();
    const child: KeptChild = { returns: new Map(), events: [] };
    const rows: GatheredRow[] = [];
    for (const text of texts) {
      if (text.startsWith(ROW)) rows.push(JSON.parse(text.slice(ROW.length)) as GatheredRow);
      else journalFile.remember(child, text);
    }
    takeInChild(source, files, child.returns, rows, findings);
    const planned = planChild(planning, subject, child.returns, child.events);
    child.events.push(...planned.events);
    for (const { origin } of planned.events) made.set(origin.file, (made.get(origin.file) ?? 0) + 1);
    const seen = new Set<string>();
    for (const finding of planned.findings) {
      const { file, line } = finding.origin;
      const name = `${file} ${line} ${finding.reason}`;
      if (files.every((each) => each.name !== file) || seen.has(name)) continue;
      seen.add(name);
      findings.push(finding);
    }
    sorted.keep(subject, child);
  }
  findings.sort((a, b) => compare(a.origin.file, b.origin.file) || a.origin.line - b.origin.line);
  return { findings, made };
}

/** What was gathered, child by child, in the order in which it came. */
function* children(byChild: Sorting): Generator<{ readonly subject: string; readonly texts: readonly string[] }> {
  let subject: string | undefined;
  let texts: string[] = [];
  for (const { key, text } of byChild.sorted()) {
    if (subject !== undefined && key !== subject) {
      yield { subject, texts };
      texts = [];
    }
    subject = key;
    texts.push(text);
  }
  if (subject !== undefined) yield { subject, texts };
}

/** Sorts events oldest year first, within a year by table and file, within a file by version and line. */
function orderOf({ tables }: Source, { event, year, version, origin }: VersionedEvent): string {
  const { file, line } = origin;
  const table = 1 + tables.findIndex((each) => file.toLowerCase().includes(each));
  const digits = (count: number): string => String(count).padStart(10, '0');
  return [year, digits(table), encodeURIComponent(file), digits(version), digits(line), event.id].join(' ');
}

/** Events in their order; a request holds those of one year and file, so that its answer can be told by file. */
function* batchesOf(inOrder: Sorting): Generator<VersionedEvent[]> {
  let batch: VersionedEvent[] = [];
  for (const { text } of inOrder.sorted()) {
    const each = JSON.parse(text) as VersionedEvent;
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
