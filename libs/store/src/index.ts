export { int8Array } from './binary-array';
export { BinaryCopy, writeRows } from './copy-binary';
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
export { anyErased, ERASED, ErasedChildren, isErased } from './erased-children';
export { childKey, controlsOf, eventKey, eventsOfChildren } from './event-store';
export type { Logged, LoggedControl, LoggedEvent } from '@careledger/record';
export type { Positions } from './event-store';
export { columnTypes } from './column-types';
export { createPool, openDatabase, type DatabaseOptions, type PoolOptions } from './database';
export { Gathering, type GatheringOptions } from './gathering';
export { LedgerDirectory, type StoredCell } from './directories';
export { emptyLedger, ledgerRules, rulesOfFigures, type LedgerRules } from './ledger-rules';
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
  type CauseOfPosting,
  type ChildName,
  type LedgerPosition,
  type NewChild,
  type ParkedChild,
} from './ledger-writer';
export { derivedTransaction, transaction } from './transaction';
export { withClient } from './with-client';
