export * from './balances';
export * from './child-book';
