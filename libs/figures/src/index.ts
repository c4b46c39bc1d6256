export * from './figure';
export * from './figure-json';
export * from './figure-reader';
export * from './periods';
export * from './population-book';
export * from './snapshot';
