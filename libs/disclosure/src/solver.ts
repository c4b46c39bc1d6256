import loadHighs from 'highs';

/** A solver of integer programmes (HiGHS): a problem in the LP format in, the best whole numbers out. */
export interface Solver {
  /** @returns what each variable is; undefined where there is no solution, or none was found in reasonable time */
  solve(problem: string): ReadonlyMap<string, number> | undefined;
}

/** So many branches are looked at. A number of steps and not a time, so that the same problem has the same answer on any machine. */
const MOST_NODES = 200;
/** Half as much again as the cheapest is cheap enough. */
const GOOD_ENOUGH = 0.5;

/** Loads the solver: some 3 MB of WebAssembly. Solving keeps the processor, so it belongs into a thread that nobody waits for. */
export async function loadSolver(): Promise<Solver> {
  const highs = await loadHighs();
  const options = { output_flag: false, mip_max_nodes: MOST_NODES, mip_rel_gap: GOOD_ENOUGH, random_seed: 1 };
  return {
    solve(problem) {
      const { Columns: columns } = highs.solve(problem, options);
      const found = new Map<string, number>();
      for (const [name, column] of Object.entries(columns)) {
        const value = 'Primal' in column ? column.Primal : undefined;
        if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
        found.set(name, Math.round(value));
      }
      return found;
    },
  };
}
