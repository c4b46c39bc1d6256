import { join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { dayOf, type Instant } from '@careledger/calendar';
import { eventTypeOf, type CaseEvent } from '@careledger/contract';
import type { VersionedEvent } from './engine/case-events';
import { planChild, type Planning } from './engine/plan-child';
import type { ReadFile, Reader } from './engine/read-file';
import type { ReturnYear } from './engine/return-year';
import type { Finding } from './engine/rows';
import type { Source } from './engine/source';
import { NotTheTable } from './engine/table';
import { ImportError } from './import-error';
import { fileKey, JournalFile, newJournal, type ImportJournal } from './import-journal';
import { summaryOf, type FileSummary, type ImportSummary, type RefusedEvent } from './import-summary';
import { EVENTS_A_REQUEST, type Answer, type EventSink } from './intake-client';
import { pseudonymKey, pseudonymsUnder } from './pseudonyms';

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
 * of it. The one way in, from the command line and by upload. Resolves with what became of every file; throws an
 * ImportError, with words for the person who started it, where it cannot be done.
 */
export async function importFiles(
  source: Source,
  filesOf: (reader: Reader) => AsyncIterable<ReadFile>,
  { authority, dryRun, keep, journalLost }: Keeping,
  around: Surroundings,
  sink: EventSink,
): Promise<ImportSummary> {
  const key = pseudonymKey(keep, authority, !dryRun);
  if (key.isNew) {
    around.say(
      key.path === null
        ? 'There is no key yet: this dry run uses one of its own and throws it away.'
        : `A new key was made: ${key.path}. Children are named by it for ever: keep it, back it up, show it to nobody. If this authority was imported before, stop here and bring the key and the journals of that time.`,
    );
  }
  const journalFile = new JournalFile(join(keep, `${authority}.${source.name}.journal`), source);
  const kept = key.path === null ? null : await journalFile.read(authority, key.fingerprint);
  const now = around.now();
  const journal = startingFrom(kept, journalLost, authority, key.fingerprint, now);

  const findings: Finding[] = [];
  const rowsRead = new Map<string, number>();
  const reader = { pseudonyms: pseudonymsUnder(key, authority), firstVersion: journal.firstVersion, now };
  for await (const file of orImportError(filesOf(reader))) {
    findings.push(...file.findings);
    rowsRead.set(file.name, file.read);
    file.takeIn(journal);
  }

  const made = await plan(source, journal, now, findings, new Set(rowsRead.keys()));
  findings.sort((a, b) => compare(a.origin.file, b.origin.file) || a.origin.line - b.origin.line);
  const summaries = [...rowsRead].map(([name, read]) => summaryOf(name, read, ofFile(findings, name)));
  const summary: ImportSummary = { dryRun, files: summaries, findings, refused: [] };
  for (const { origin } of made) summaryFor(summary, origin.file).made += 1;
  if (dryRun) return summary;

  journalFile.write(journal);
  for (const batch of batchesOf(source, journal)) {
    const answer = await sink.post(batch.map(({ event }) => event));
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

async function* orImportError(files: AsyncIterable<ReadFile>): AsyncGenerator<ReadFile> {
  try {
    yield* files;
  } catch (error) {
    if (error instanceof NotTheTable) throw new ImportError(`${error.message}. Nothing was sent.`);
    throw error;
  }
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

/** Plans every child; adds the events to the journal, the findings on files of this import to `findings`. */
async function plan(
  source: Source,
  journal: ImportJournal,
  now: Instant,
  findings: Finding[],
  filesRead: ReadonlySet<string>,
): Promise<VersionedEvent[]> {
  const years = new Set<ReturnYear>();
  for (const returns of journal.children.values()) for (const year of returns.keys()) years.add(year);
  for (const file of journal.files) years.add(Number.parseInt(file, 10));
  for (const made of journal.events.values()) for (const { year } of made) years.add(year);
  const planning: Planning = {
    source,
    authority: journal.authority,
    now,
    years: [...years].sort((a, b) => a - b),
    there: (year, table) => journal.files.has(fileKey(year, table)),
    firstVersion: journal.firstVersion,
  };
  const made: VersionedEvent[] = [];
  let turn = 0;
  for (const [subject, returns] of journal.children) {
    // An upload is planned in the process that answers everybody else.
    if (++turn % CHILDREN_A_TURN === 0) await breath();
    const before = journal.events.get(subject) ?? [];
    const planned = planChild(planning, subject, returns, before);
    if (planned.events.length > 0) journal.events.set(subject, [...before, ...planned.events]);
    made.push(...planned.events);
    const seen = new Set<string>();
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
function* batchesOf(source: Source, journal: ImportJournal): Generator<VersionedEvent[]> {
  const events = [...journal.events.values()].flat();
  const rank = (file: string): number => source.tables.findIndex((table) => file.toLowerCase().includes(table));
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
