import type { Cell } from './cells';

/** Published cells that no history can meet beside the others, and why. */
export interface Contradiction {
  readonly title: string;
  /** How many of its cells cannot be met: no more than these are excused. */
  readonly cells: number;
  /** Whether a cell that is not met is one of those that cannot all be met. */
  readonly of: (cell: Cell) => boolean;
  /** The arithmetic, line by line. */
  readonly proof: readonly string[];
}
