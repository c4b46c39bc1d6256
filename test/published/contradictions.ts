/** Published cells that no history can meet beside the others, with the arithmetic that proves it. */
import type { Cell } from './cells';
import { dentalContradictions } from './contradictions-dental';
import { durhamContradictions } from './contradictions-durham';

export interface Contradiction {
  readonly title: string;
  /** How many of its cells cannot be met: no more than these are excused. */
  readonly cells: number;
  /** Whether a cell that is not met is one of those that cannot all be met. */
  readonly of: (cell: Cell) => boolean;
  /** The arithmetic, line by line. */
  readonly proof: readonly string[];
}

/** The contradictions among these cells: each is derived from the printed numbers, none is taken for granted. */
export function contradictionsOf(cells: readonly Cell[]): Contradiction[] {
  return [...dentalContradictions(cells), ...durhamContradictions(cells)];
}
