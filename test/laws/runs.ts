/** How often and how hard the laws are tried: the short form is for every test run, the long one for before a release. */
export const LONG = process.env['LAWS'] === 'long';

/** The seed of all laws of a run: given, or a new one each time. It is printed with whatever is found. */
export const SEED = Number(process.env['LAWS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** How many histories of which size. */
export interface Extent {
  readonly histories: number;
  /** Children in a history: at least and at most. */
  readonly children: readonly [number, number];
  readonly years: number;
  /** No further history is begun after so many milliseconds. */
  readonly within: number;
}

/** What each law is tried on. Small histories find most: the hard edges lie in the life of one child. */
export const EXTENTS: readonly Extent[] = LONG
  ? [
      { histories: 2_000, children: [1, 2], years: 6, within: 18_000 },
      { histories: 20, children: [10, 20], years: 6, within: 6_000 },
    ]
  : [{ histories: 14, children: [1, 2], years: 5, within: 60_000 }];

/** For how long a failing history is made smaller, in milliseconds. */
export const SHRINK_FOR = 30_000;

/** How many histories a seeded fault is tried on before it counts as not found. */
export const HISTORIES_FOR_A_FAULT = 100;
