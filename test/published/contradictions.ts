/** Published cells that no history can meet beside the others, with the arithmetic that proves it. */
import type { Cell } from './cells';
import type { Contradiction } from './contradiction';
import { dentalContradictions } from './contradictions-dental';
import { durhamContradictions } from './contradictions-durham';

/** The contradictions among these cells: each is derived from the printed numbers, none is taken for granted. */
export function contradictionsOf(cells: readonly Cell[]): Contradiction[] {
  return [...dentalContradictions(cells), ...durhamContradictions(cells)];
}
