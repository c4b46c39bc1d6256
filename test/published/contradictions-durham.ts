import type { Cell } from './cells';
import type { Contradiction } from './contradictions';

export function durhamContradictions(_cells: readonly Cell[]): Contradiction[] {
  return [];
}
