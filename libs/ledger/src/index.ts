export * from './balances';
export * from './child-book';
export * from './course';
