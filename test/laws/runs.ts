/** How often and how hard the laws are tried: the short form is for every test run, the long one for before a release. */
export const LONG = process.env['LAWS'] === 'long';

/** The seed of all laws of a run: given, or a new one each time. It is printed with whatever is found. */
export const SEED = Number(process.env['LAWS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

export interface Extent {
  /** Histories for one law. */
  readonly histories: number;
  /** Children in a history, at most. */
  readonly children: number;
  /** Years of a history. */
  readonly years: number;
}

/** The extent of a law's runs; `share` is for laws that cost more (below 1) or less than the others. */
export function extentOf(share: number): Extent {
  const whole = LONG ? { histories: 600, children: 4, years: 6 } : { histories: 24, children: 2, years: 5 };
  return { ...whole, histories: Math.max(1, Math.round(whole.histories * share)) };
}

/** For how long a failing history is made smaller, in milliseconds. */
export const SHRINK_FOR = 30_000;

/** How many histories a seeded fault is tried on before it counts as not found. */
export const HISTORIES_FOR_A_FAULT = 60;
