export * from './cells';
export { disclose } from './disclose';
export { BALANCES, TIES, type Term, type Tie } from './ties';
