export * from './cells';
export { disclose } from './disclose';
export type { Solver } from './solver';
export { BALANCES, TIES, type Term, type Tie } from './ties';
export { smallNumbersIn, type SmallInWords } from './small-in-words';
