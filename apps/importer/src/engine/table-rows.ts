import type { Finding, Kept, Table } from './rows';

/** What a row's text means: its natural key within the child, and the row or why it is left out; remarks on what was set aside. */
export interface Reading<R> {
  /** Null where not even the key can be read. */
  readonly key: string | null;
  readonly row: R | null;
  readonly leftOut?: string;
  readonly remarks: readonly string[];
}

/** Gathers the rows that one table of a file has of one child, by natural key. What makes no sense becomes a finding. */
export class TableRows<R = unknown> {
  readonly rows: Table<R> = new Map<string, Kept<R>>();

  /** @param naturalKey what makes a row of a child one row, in words */
  constructor(
    private readonly file: string,
    private readonly naturalKey: string,
    private readonly findings: Finding[],
  ) {}

  /** Of rows with one key the first that makes sense counts. */
  take(line: number, reading: Reading<R>): void {
    const { rows } = this;
    const origin = { file: this.file, line };
    if (reading.leftOut !== undefined) this.leaveOut(line, reading.leftOut);
    if (reading.key === null) {
      // The file names the child all the same: that says something too.
      if (!rows.has('')) rows.set('', { row: null, origin });
      return;
    }
    const before = rows.get(reading.key);
    if (before !== undefined && before.row !== null) {
      if (reading.row !== null) {
        this.leaveOut(line, `repeats the child and ${this.naturalKey} of line ${before.origin.line}`);
      }
      return;
    }
    rows.set(reading.key, { row: reading.row, origin });
    for (const reason of reading.remarks) this.findings.push({ origin, outcome: 'remark', reason });
  }

  private leaveOut(line: number, reason: string): void {
    this.findings.push({ origin: { file: this.file, line }, outcome: 'left-out', reason });
  }
}

/** A row that cannot be taken; `key` is null where not even that can be read. */
export function leftOut(key: string | null, reason: string): Reading<never> {
  return { key, row: null, leftOut: reason, remarks: [] };
}

/** An object with the fields that are there: a missing one is left out, not undefined. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
