export * from './balances';
export * from './child-book';
export { changedAccounts, type ChangedAccount } from './rulebook-desk';
export * from './course';
export * from './rules-course';
