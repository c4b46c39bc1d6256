/**
 * The tables that are derived from the event store, in an order in which they can be locked: all that a rebuild makes anew
 * and that emptying the ledger empties. The position comes first: who reads figures reads it first. Accounts, cells and
 * breakdown groups are names for numbers and only ever added to; all generations share them.
 */
export const LEDGER_TABLES = [
  'projector_position',
  'child',
  'posting',
  'posting_seal',
  'balance',
  'posting_span',
  'parked_child',
] as const;
