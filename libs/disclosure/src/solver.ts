/** Who solves linear programmes in whole numbers; the one that there is: libs/discloser. */
export interface Solver {
  /**
   * @param problem in the LP format
   * @returns what each variable is in the cheapest solution that was found; undefined where there is none
   */
  solve(problem: string): ReadonlyMap<string, number> | undefined;
}
