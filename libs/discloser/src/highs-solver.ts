import type { Solver } from '@careledger/disclosure';
import loadHighs from 'highs';

/** Sums and differences of figures mostly have whole solutions by themselves; those are found in a tenth of the time. */
const ANY_NUMBERS = { output_flag: false, solve_relaxation: true, presolve: 'off' } as const;
/**
 * Where they do not, whole ones are searched. A number of branches and not a time, so that the same problem has the same
 * answer on every machine; half as much again as the cheapest is cheap enough.
 */
const WHOLE_NUMBERS = { output_flag: false, mip_max_nodes: 200, mip_rel_gap: 0.5 } as const;
const TINY = 1e-6;

/**
 * Loads HiGHS: some 3 MB of WebAssembly. Solving keeps the processor for as long as it takes, so it belongs into a thread that
 * nobody waits for. Its numbers are rounded here and checked where they are used.
 */
export async function loadSolver(): Promise<Solver> {
  const highs = await loadHighs();
  const solved = (problem: string, options: typeof ANY_NUMBERS | typeof WHOLE_NUMBERS) => {
    const { Status: status, Columns } = highs.solve(problem, options);
    const columns: Readonly<Record<string, object>> = Columns;
    const found = new Map<string, number>();
    for (const [name, column] of Object.entries(columns)) {
      const value = 'Primal' in column ? column.Primal : undefined;
      if (typeof value !== 'number' || !Number.isFinite(value)) return { status, found: undefined };
      found.set(name, value);
    }
    return { status, found };
  };
  return {
    solve(problem) {
      const { status, found } = solved(problem, ANY_NUMBERS);
      if (status === 'Infeasible') return undefined;
      const isWhole =
        found !== undefined && [...found.values()].every((value) => Math.abs(value - Math.round(value)) < TINY);
      const best = isWhole ? found : solved(problem, WHOLE_NUMBERS).found;
      return best && new Map([...best].map(([name, value]) => [name, Math.round(value)]));
    },
  };
}
