import type { ReturnYear } from './return-year';

/** Where a row stands. */
export interface Origin {
  readonly file: string;
  readonly line: number;
}

/** A row that a return has; null where the child and the key can be read and the rest makes no sense. */
export interface Kept<R = unknown> {
  readonly row: R | null;
  readonly origin: Origin;
}

/** The rows of a child in one table, by natural key: '' where a child has one row. */
export type Table<R = unknown> = Map<string, Kept<R>>;

/** The tables of a source by name, with the rows that each has. */
export type RowsByTable = Readonly<Record<string, unknown>>;

/** The rows of one child in one year's return, by table. */
export type ChildReturn<T = RowsByTable> = { readonly [K in keyof T]: Table<T[K]> };

/** The returns of one child by year. */
export type ChildReturns<T = RowsByTable> = Map<ReturnYear, ChildReturn<T>>;

/** A row that was left out, or one that was taken with something in it set aside. */
export interface Finding {
  readonly origin: Origin;
  readonly outcome: 'left-out' | 'remark';
  readonly reason: string;
}

/** Told of a row that was taken with something in it set aside. */
export type Remark = (origin: Origin, reason: string) => void;

/** The child's return of a year; an empty one is put there where there is none. */
export function returnIn<T>(returns: ChildReturns<T>, year: ReturnYear, tables: readonly (keyof T)[]): ChildReturn<T> {
  let found = returns.get(year);
  if (found === undefined) {
    found = Object.fromEntries(tables.map((table) => [table, new Map()])) as unknown as ChildReturn<T>;
    returns.set(year, found);
  }
  return found;
}

/** A row as it stands over several years' returns. */
export interface StandingRow<R> {
  readonly key: string;
  readonly row: R;
  readonly origin: Origin;
  /** The years whose file has the row. */
  readonly listedIn: readonly ReturnYear[];
  /** The last year whose file has the key at all. */
  readonly lastSeen: ReturnYear;
}

/** For every key the last row that makes sense, the years that have such a row, and the last that has the key at all. */
export function lastRows<T, K extends keyof T>(
  returns: ChildReturns<T>,
  years: readonly ReturnYear[],
  table: K,
): StandingRow<T[K]>[] {
  const last = new Map<string, StandingRow<T[K]>>();
  for (const year of years) {
    for (const [key, { row, origin }] of returns.get(year)?.[table] ?? []) {
      const before = last.get(key);
      if (row !== null)
        last.set(key, { key, row, origin, listedIn: [...(before?.listedIn ?? []), year], lastSeen: year });
      else if (before !== undefined) last.set(key, { ...before, lastSeen: year });
    }
  }
  return [...last.values()];
}
