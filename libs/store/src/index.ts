export { int8Array } from './binary-array';
export { BinaryCopy, EPOCH_MICROSECONDS, writeRows } from './copy-binary';
export { childKey, controlsOf, eventKey, eventsOfChildren } from './event-store';
export type { Logged, LoggedControl, LoggedEvent } from '@careledger/record';
export type { Positions } from './event-store';
export { columnTypes } from './column-types';
export { createPool, openDatabase, type DatabaseOptions, type PoolOptions } from './database';
export { LedgerDirectory, type StoredCell } from './directories';
export { BEGUN_UNDER, emptyLedger, ledgerRules, rulesOfFigures, type LedgerRules } from './ledger-rules';
export {
  LEDGER_CHANNEL,
  LEDGER_CONSUMER,
  lockPosition,
  POSTING_COLUMNS,
  traceOf,
  writeEffects,
  writePosting,
  type BatchEffects,
  type CauseOfPosting,
  type ChildName,
  type LedgerPosition,
  type LockedPosition,
  type NewChild,
  type ParkedChild,
} from './ledger-writer';
export {
  NO_MEANING,
  openPostingChain,
  readMeanings,
  SEALED_COLUMNS,
  storedPostingIn,
  type Meanings,
  type StoredPosting,
} from './posting-chain';
export {
  headOf,
  meaningOfAccount,
  meaningOfCell,
  nameOfGroups,
  NO_POSTINGS,
  POSTINGS_A_SEAL,
  PostingSealer,
  sealLink,
  SealedRows,
  type PostingChain,
  type PostingSeal,
  type SealedPosting,
} from './posting-seals';
export { readRows, type ReadRow } from './read-rows';
export { derivedTransaction, transaction } from './transaction';
export { withClient } from './with-client';
