import type { Cell } from './cells';

/** A published cell that no history can meet beside the others, and why. */
export interface Contradiction {
  readonly title: string;
  readonly of: (cell: Cell) => boolean;
  /** The arithmetic, line by line. */
  readonly proof: readonly string[];
}

export function contradictionsOf(_cells: readonly Cell[]): Contradiction[] {
  return [];
}
