import { LEDGER_CONSUMER } from './ledger-positions';

/** How the rows of two generations of a table are held against each other. */
export interface Comparison {
  /** Rows are compared by groups: the expressions that say which group a row is in. */
  readonly groups: readonly string[];
  /** What tells the rows of a group apart, in an order. */
  readonly order: string;
  /** What is compared of a row `r`, as text. */
  readonly row: string;
  /** Rows that count; all where nothing is said. */
  readonly where?: string;
}

/** A table that is derived from the event store. */
interface LedgerTable {
  readonly name: string;
  readonly compared: Comparison;
}

/** Rows of a group: few enough to look at one by one where a group differs. */
const ROWS = 10_000;

/**
 * The tables that are derived from the event store, in an order in which they can be locked: all that a rebuild makes anew
 * and that emptying the ledger empties. The position comes first: who reads figures reads it first. Accounts, cells and
 * breakdown groups are names for numbers and only ever added to; all generations share them.
 */
export const LEDGER_TABLES: readonly LedgerTable[] = [
  {
    name: 'projector_position',
    // Positions of others are not the ledger's; how much was sealed afterwards is the story of one generation.
    compared: {
      groups: ['partition'],
      order: 'partition',
      row: 'ROW(partition, next_offset, next_posting, posting_chain)::text',
      where: `consumer = '${LEDGER_CONSUMER}'`,
    },
  },
  {
    name: 'child',
    compared: { groups: ['partition', `child / ${ROWS}`], order: 'child', row: 'r::text' },
  },
  {
    name: 'posting',
    compared: { groups: ['partition', `number / ${ROWS}`], order: 'number', row: 'r::text' },
  },
  {
    name: 'posting_seal',
    compared: { groups: ['partition', `first_number / ${ROWS * 100}`], order: 'first_number', row: 'r::text' },
  },
  {
    name: 'balance',
    // A sum that has come back to nothing is a row in one generation and none in another.
    compared: {
      groups: ['partition', 'authority', 'account'],
      order: 'grp, known_month, month',
      row: 'r::text',
      where: '(numerator <> 0 OR denominator <> 0)',
    },
  },
  {
    name: 'posting_span',
    compared: { groups: ['partition'], order: 'known_month', row: 'r::text' },
  },
  {
    name: 'parked_child',
    // When it was noted is no part of it.
    compared: {
      groups: ['partition'],
      order: 'authority, subject',
      row: 'ROW(partition, authority, since, reason, sha256(convert_to(subject, $$UTF8$$)))::text',
    },
  },
];
