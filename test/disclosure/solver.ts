import loaded from 'highs';

/** A solver of integer programmes: a problem in, the best solution out. */
export interface Highs {
  solve(
    problem: string,
    options?: { readonly output_flag?: boolean },
  ): { readonly Status: string; readonly Columns: Readonly<Record<string, { readonly Primal?: number }>> };
}

export const loadHighs = async (): Promise<Highs> => (await loaded()) as unknown as Highs;
