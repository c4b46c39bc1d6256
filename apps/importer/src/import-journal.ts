import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { validateEvent } from '@careledger/contract';
import type { VersionedEvent } from './engine/case-events';
import { NamelessFile } from './engine/nameless-file';
import type { ReturnYear } from './engine/return-year';
import { returnIn, type ChildReturns } from './engine/rows';
import type { Source } from './engine/source';
import { ImportError } from './import-error';
import { makePrivateFolder } from './pseudonyms';

/**
 * What the importer remembers of an authority and a source beside its children. The journal holds as well the rows of every year as
 * they were last imported (under pseudonyms, without what the events do not need), and every event that was ever made. It is written
 * before anything is sent, and all events are sent each time, so that a system that missed some gets them.
 */
export interface ImportJournal {
  readonly authority: string;
  readonly keyFingerprint: string;
  /** Where the versions of a year begin: above 0 once an earlier journal was lost. */
  readonly firstVersion: number;
  /** Whether a system has answered that it knew none of a first import's events. */
  proven: boolean;
  /** The files that were imported, as `year kind`. */
  readonly files: Set<string>;
  /** All years of which there is a row or an event. */
  readonly years: Set<ReturnYear>;
}

/** What the journal holds of one child. */
export interface KeptChild {
  readonly returns: ChildReturns;
  readonly events: VersionedEvent[];
}

export function newJournal(authority: string, keyFingerprint: string, firstVersion: number): ImportJournal {
  return { authority, keyFingerprint, firstVersion, proven: false, files: new Set(), years: new Set() };
}

export function fileKey(year: ReturnYear, kind: string): string {
  return `${year} ${kind}`;
}

type Line =
  | {
      readonly journal: string;
      readonly authority: string;
      readonly key: string;
      readonly firstVersion: number;
      readonly proven: boolean;
    }
  | { readonly file: string }
  | { readonly child: string; readonly year: ReturnYear; readonly kind: string; readonly rows: readonly KeptLine[] }
  | {
      readonly event: unknown;
      readonly year: ReturnYear;
      readonly version: number;
      readonly from: readonly [string, number];
    }
  | { readonly end: number };
type KeptLine = readonly [key: string, row: unknown, file: string, line: number];

/** A journal on disk: one JSON document a line, replaced as a whole. */
export class JournalFile {
  private seen: string;
  private readonly format: string;

  constructor(
    readonly path: string,
    private readonly source: Source,
  ) {
    this.format = `${source.name} import journal 1`;
    this.seen = this.state();
  }

  /**
   * The journal, or null where there is none. Its lines on children are handed over as they are read, each with whom it is of. Throws an
   * ImportError where it is damaged or of another authority or key.
   */
  async read(
    authority: string,
    keyFingerprint: string,
    take: (subject: string, line: string) => void,
  ): Promise<ImportJournal | null> {
    this.seen = this.state();
    if (!existsSync(this.path)) return null;
    let journal: ImportJournal | undefined;
    let count = 0;
    let ended = false;
    for await (const text of createInterface({ input: createReadStream(this.path, 'utf8'), crlfDelay: Infinity })) {
      const line = this.parsed(text);
      if (journal === undefined) {
        if (!('journal' in line) || line.journal !== this.format) throw this.damaged();
        if (line.authority !== authority || line.key !== keyFingerprint) {
          throw new ImportError(
            `${this.path} was written for another authority or with another key. A journal and its key belong together: restore the key from a backup.`,
          );
        }
        journal = { ...newJournal(authority, line.key, line.firstVersion), proven: line.proven };
      } else if ('end' in line) ended = line.end === count;
      else if ('file' in line) {
        journal.files.add(line.file);
        journal.years.add(Number.parseInt(line.file, 10));
      } else if ('child' in line || 'event' in line) {
        const subject = 'child' in line ? line.child : (line.event as { subject?: unknown } | null)?.subject;
        if (typeof subject !== 'string') throw this.damaged();
        journal.years.add(line.year);
        take(subject, text);
      }
      count += 1;
    }
    if (journal === undefined || !ended) throw this.damaged();
    return journal;
  }

  /** Puts what a line says into what is kept of its child. */
  remember(child: KeptChild, text: string): void {
    const line = this.parsed(text);
    if ('child' in line) {
      const rows = returnIn(child.returns, line.year, this.source.tables)[line.kind];
      if (rows === undefined) throw this.damaged();
      for (const [key, row, file, at] of line.rows) rows.set(key, { row, origin: { file, line: at } });
    } else if ('event' in line) {
      // What was made is valid for ever: against its own time no clock can be behind.
      const checked = validateEvent(line.event, { now: Number.MAX_SAFE_INTEGER });
      if ('refusal' in checked) throw this.damaged();
      const [file, at] = line.from;
      child.events.push({ event: checked.event, year: line.year, version: line.version, origin: { file, line: at } });
    }
  }

  /** Replaces the journal in one step, on the disk when this returns. Throws where another import wrote it meanwhile. */
  write(journal: ImportJournal, children: JournalDraft): void {
    if (this.state() !== this.seen) {
      throw new ImportError(`another import wrote ${this.path} while this one ran. Nothing was sent; start it again.`);
    }
    makePrivateFolder(dirname(this.path));
    const beside = `${this.path}.new`;
    const file = openSync(beside, 'w', 0o600);
    try {
      const { authority, keyFingerprint, firstVersion, proven, files } = journal;
      const head: Line[] = [{ journal: this.format, authority, key: keyFingerprint, firstVersion, proven }];
      for (const each of files) head.push({ file: each });
      writeFileSync(file, head.map((line) => `${JSON.stringify(line)}\n`).join(''));
      for (const part of children.parts()) writeFileSync(file, part);
      writeFileSync(file, `${JSON.stringify({ end: head.length + children.lines } satisfies Line)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, this.path);
    this.seen = this.state();
  }

  remove(): void {
    rmSync(this.path, { force: true });
    this.seen = this.state();
  }

  private parsed(text: string): Line {
    try {
      return JSON.parse(text) as Line;
    } catch {
      throw this.damaged();
    }
  }

  private damaged(): ImportError {
    return new ImportError(
      `${this.path} is damaged: it does not end as the importer ended it. Restore it from a backup; if there is none, move it away and run with --journal-lost.`,
    );
  }

  private state(): string {
    if (!existsSync(this.path)) return 'none';
    const { ino, size, mtimeMs } = statSync(this.path);
    return `${ino} ${size} ${mtimeMs}`;
  }
}

/** What a journal is to hold of its children, set aside on the disk child by child until it is written. */
export class JournalDraft {
  lines = 0;
  private readonly text: NamelessFile;

  /** @param folder that of the journal */
  constructor(
    folder: string,
    private readonly source: Source,
  ) {
    this.text = new NamelessFile(folder);
  }

  add(subject: string, { returns, events }: KeptChild): void {
    for (const [year, inYear] of returns) {
      for (const kind of this.source.tables) {
        const kept = inYear[kind];
        if (kept === undefined || kept.size === 0) continue;
        const rows = [...kept].map(([key, { row, origin }]): KeptLine => [key, row, origin.file, origin.line]);
        this.addLine({ child: subject, year, kind, rows });
      }
    }
    for (const { event, year, version, origin } of events) {
      this.addLine({ event, year, version, from: [origin.file, origin.line] });
    }
  }

  parts(): Iterable<Buffer> {
    return this.text.parts();
  }

  close(): void {
    this.text.close();
  }

  private addLine(line: Line): void {
    this.text.addLine(JSON.stringify(line));
    this.lines += 1;
  }
}
