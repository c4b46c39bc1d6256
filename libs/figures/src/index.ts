export * from './figure';
export * from './figure-json';
export * from './figure-reader';
export * from './log-ends';
export * from './monthly-sums';
export * from './periods';
export * from './population-book';
export * from './snapshot';
export type { SumRow } from './sums-statement';
