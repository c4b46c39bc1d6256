import type { Day } from '@careledger/calendar';
import type { Cell } from './cells';

/**
 * What one child contributes to one account: dated amounts, at most one for each (day, cell), none of them zero,
 * ordered by day and cell. Kept flat — day, cell, numerator, denominator, day, cell, … — because there are very many.
 */
export type Entries = readonly number[];

/** Numbers an entry takes up. */
export const ENTRY = 4;

/** Nothing is contributed. */
export const NO_ENTRIES: Entries = [];

/** Gathers amounts and settles them into entries: same day and cell added up, zeros dropped, in order. */
export class EntrySheet {
  private readonly lines: number[] = [];

  add(day: Day, cell: Cell, numerator: number, denominator: number): void {
    const { lines } = this;
    // Amounts come nearly in order, so that an insertion from the end is short.
    let at = lines.length;
    while (at > 0 && comesBefore(day, cell, lines[at - ENTRY] as number, lines[at - ENTRY + 1] as number)) at -= ENTRY;
    if (at > 0 && lines[at - ENTRY] === day && lines[at - ENTRY + 1] === cell) {
      (lines[at - 2] as number) += numerator;
      (lines[at - 1] as number) += denominator;
    } else if (at === lines.length) {
      lines.push(day, cell, numerator, denominator);
    } else {
      lines.splice(at, 0, day, cell, numerator, denominator);
    }
  }

  settle(): Entries {
    const { lines } = this;
    let kept = 0;
    for (let i = 0; i < lines.length; i += ENTRY) {
      if (lines[i + 2] === 0 && lines[i + 3] === 0) continue;
      if (kept !== i) for (let k = 0; k < ENTRY; k++) lines[kept + k] = lines[i + k] as number;
      kept += ENTRY;
    }
    if (kept === 0) return NO_ENTRIES;
    lines.length = kept;
    return lines;
  }
}

function comesBefore(day: Day, cell: Cell, otherDay: Day, otherCell: Cell): boolean {
  return day < otherDay || (day === otherDay && cell < otherCell);
}

/**
 * The difference between what a child contributed and what it contributes now: what must be posted so that the old
 * entries become the new. Calls `post` for each amount that is not zero, in order of day and cell.
 */
export function difference(
  before: Entries,
  after: Entries,
  post: (day: Day, cell: Cell, numerator: number, denominator: number) => void,
): void {
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const onlyBefore = j >= after.length || (i < before.length && isBefore(before, i, after, j));
    const onlyAfter = !onlyBefore && (i >= before.length || isBefore(after, j, before, i));
    const sign = onlyAfter ? 0 : -1;
    const from = onlyAfter ? j : i;
    const source = onlyAfter ? after : before;
    let numerator = sign * (onlyAfter ? 0 : (before[i + 2] as number));
    let denominator = sign * (onlyAfter ? 0 : (before[i + 3] as number));
    if (!onlyBefore) {
      numerator += after[j + 2] as number;
      denominator += after[j + 3] as number;
    }
    if (numerator !== 0 || denominator !== 0) {
      post(source[from] as number, source[from + 1] as number, numerator, denominator);
    }
    if (!onlyAfter) i += ENTRY;
    if (!onlyBefore) j += ENTRY;
  }
}

function isBefore(a: Entries, i: number, b: Entries, j: number): boolean {
  return comesBefore(a[i] as number, a[i + 1] as number, b[j] as number, b[j + 1] as number);
}
