export * from './figure';
export * from './figure-json';
export * from './figure-reader';
export * from './periods';
export * from './population-book';
export * from './position-text';
export * from './rules-in-force';
export * from './snapshot';
export { boundIn, wasKnown, type KnownThen } from './sums-at-position';
