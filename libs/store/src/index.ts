export { int8Array } from './binary-array';
export { BinaryCopy, EPOCH_MICROSECONDS, writeRows } from './copy-binary';
export { childKey, controlsOf, eventKey, eventsOfChildren } from './event-store';
export type { Logged, LoggedControl, LoggedEvent } from '@careledger/record';
export type { Positions } from './event-store';
export { columnTypes } from './column-types';
export { createPool, openDatabase, type DatabaseOptions, type PoolOptions } from './database';
export { Gathering, type GatheringOptions } from './gathering';
export { LedgerDirectory, type StoredCell } from './directories';
export { BEGUN_UNDER, emptyLedger, ledgerRules, rulesOfFigures, type LedgerRules } from './ledger-rules';
export {
  LEDGER_CHANNEL,
  LEDGER_CONSUMER,
  lockPosition,
  lockPositions,
  POSTING_COLUMNS,
  traceOf,
  writeEffects,
  writePosting,
  type BatchEffects,
  type ChildName,
  type LedgerPosition,
  type LockedPosition,
  type NewChild,
  type ParkedChild,
} from './ledger-writer';
export { openPostingChain, SEALED_COLUMNS, StoredPosting, type Meanings } from './posting-chain';
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
  type CauseOfPosting,
  type Meaning,
  type PostingSeal,
} from './posting-seals';
export { readRows, type ReadRow } from './read-rows';
export { derivedTransaction, transaction } from './transaction';
export { withClient } from './with-client';
