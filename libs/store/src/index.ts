export { exchange, type Answer, type Statement } from './exchange';
export { together, write, type Step, type Writing } from './writing';
export { intoRows, type RowTable } from './add-rows';
export { int8Array } from './binary-array';
export { BinaryCopy, EPOCH_MICROSECONDS, writeRows } from './copy-binary';
export {
  childrenToErase,
  eraseChild,
  eraseLate,
  keptOfChild,
  letGoOfErased,
  type ErasedCounts,
  type ErasureOrder,
  type LateEvent,
} from './erase-child';
export {
  addErasedChildren,
  areAsSealed,
  erasuresDone,
  hasErasedEvents,
  postingsOfErased,
  type PostingOfErased,
} from './erased-postings';
export { anyErased, ERASED, ErasedChildren, isErased } from './erased-children';
export { activationsOf, childKey, childrenAfter, controlsOf, eventKey, eventsOfChildren } from './event-store';
export type { Logged, LoggedControl, LoggedEvent } from '@careledger/record';
export type { Positions } from './event-store';
export { columnTypes } from './column-types';
export { createPool, openDatabase, type DatabaseOptions, type PoolOptions } from './database';
export { Gathering, type GatheringOptions } from './gathering';
export { LedgerDirectory, type StoredCell } from './directories';
export {
  BEGUN_UNDER,
  emptyLedger,
  ledgerRules,
  readRulebooks,
  rulesOfFigures,
  versionsInForce,
  type LedgerRulebooks,
  type LedgerRules,
} from './ledger-rules';
export { compareGenerations, type RowDifference, type Seen, type TableComparison } from './generation-differences';
export {
  beginGeneration,
  GENERATION_TOLD,
  goLive,
  holdLedger,
  ledgerPositions,
  schemaOf,
  takeRebuild,
  tidyGenerations,
} from './generations';
export { LEDGER_TABLES } from './ledger-tables';
export {
  LEDGER_CONSUMER,
  lockingPositions,
  lockPosition,
  lockPositions,
  type LedgerPosition,
  type LockedPosition,
} from './ledger-positions';
export {
  LEDGER_CHANNEL,
  traceOf,
  writingEffects,
  writePosting,
  type BatchEffects,
  type ChildName,
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
export { derivedTransaction, ledgerTransaction, transaction } from './transaction';
export { grantToReaders, READER_ROLES, rightsOf } from './views/reader-roles.sql';
export { withClient } from './with-client';
