import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { validateEvent } from '@careledger/contract';
import type { VersionedEvent } from './engine/case-events';
import type { ReturnYear } from './engine/return-year';
import { returnIn, type ChildReturns } from './engine/rows';
import type { Source } from './engine/source';
import { ImportError } from './import-error';
import { makePrivateFolder } from './pseudonyms';

/**
 * What the importer remembers of an authority and a source: the rows of every year as they were last imported (under pseudonyms, without
 * what the events do not need), and every event that it ever made. It is written before anything is sent, and all events are
 * sent each time, so that a system that missed some gets them.
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
  readonly children: Map<string, ChildReturns>;
  readonly events: Map<string, VersionedEvent[]>;
}

export function newJournal(authority: string, keyFingerprint: string, firstVersion: number): ImportJournal {
  return {
    authority,
    keyFingerprint,
    firstVersion,
    proven: false,
    files: new Set(),
    children: new Map(),
    events: new Map(),
  };
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

  /** The journal, or null where there is none. Throws an ImportError where it is damaged or of another authority or key. */
  async read(authority: string, keyFingerprint: string): Promise<ImportJournal | null> {
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
      else this.take(journal, line);
      count += 1;
    }
    if (journal === undefined || !ended) throw this.damaged();
    return journal;
  }

  /** Replaces the journal in one step, on the disk when this returns. Throws where another import wrote it meanwhile. */
  write(journal: ImportJournal): void {
    if (this.state() !== this.seen) {
      throw new ImportError(`another import wrote ${this.path} while this one ran. Nothing was sent; start it again.`);
    }
    makePrivateFolder(dirname(this.path));
    const beside = `${this.path}.new`;
    const file = openSync(beside, 'w', 0o600);
    try {
      let part = '';
      let count = 0;
      for (const line of linesOf(journal, this.source, this.format)) {
        part += `${JSON.stringify(line)}\n`;
        count += 1;
        if (part.length > 1 << 20) {
          writeSync(file, part);
          part = '';
        }
      }
      writeSync(file, `${part}${JSON.stringify({ end: count } satisfies Line)}\n`);
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

  private take(journal: ImportJournal, line: Line): void {
    if ('file' in line) journal.files.add(line.file);
    else if ('child' in line) {
      const returns = journal.children.get(line.child) ?? (new Map() as ChildReturns);
      journal.children.set(line.child, returns);
      const rows = returnIn(returns, line.year, this.source.tables)[line.kind];
      if (rows === undefined) throw this.damaged();
      for (const [key, row, file, at] of line.rows) rows.set(key, { row, origin: { file, line: at } });
    } else if ('event' in line) {
      // What was made is valid for ever: against its own time no clock can be behind.
      const checked = validateEvent(line.event, { now: Number.MAX_SAFE_INTEGER });
      if ('refusal' in checked) throw this.damaged();
      const { event } = checked;
      const made = journal.events.get(event.subject) ?? [];
      journal.events.set(event.subject, made);
      made.push({ event, year: line.year, version: line.version, origin: { file: line.from[0], line: line.from[1] } });
    }
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

function* linesOf(journal: ImportJournal, source: Source, format: string): Generator<Line> {
  const { authority, keyFingerprint, firstVersion, proven } = journal;
  yield { journal: format, authority, key: keyFingerprint, firstVersion, proven };
  for (const file of journal.files) yield { file };
  for (const [child, returns] of journal.children) {
    for (const [year, inYear] of returns) {
      for (const kind of source.tables) {
        const kept = inYear[kind];
        if (kept === undefined || kept.size === 0) continue;
        yield {
          child,
          year,
          kind,
          rows: [...kept].map(([key, { row, origin }]) => [key, row, origin.file, origin.line]),
        };
      }
    }
  }
  for (const made of journal.events.values()) {
    for (const { event, year, version, origin } of made)
      yield { event, year, version, from: [origin.file, origin.line] };
  }
}
