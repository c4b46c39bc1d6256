import type { Instant } from '@careledger/calendar';
import type { DataOf, EntityKind, EventType } from '@careledger/contract';
import type { ReturnYear } from './return-year';
import type { ChildReturns, Finding, Origin, RowsByTable } from './rows';

/** What an event is to say: the entity, the type, the data, and the row that says so. */
export type Fact = {
  readonly [K in EventType]: {
    readonly entity: EntityKind | 'child';
    /** '' for the child itself. */
    readonly entityId: string;
    readonly type: K;
    readonly data: DataOf<K>;
    readonly origin: Origin;
  };
}[EventType];

/** Whether a table of a year was ever imported: only then does what it does not list say something. */
export type FilesThere = (year: ReturnYear, table: string) => boolean;

/** What is asked of a source beside the child's own rows. */
export interface Question {
  readonly year: ReturnYear;
  readonly there: FilesThere;
  readonly authority: string;
}

/** A kind of return or list that becomes events: its tables, and what their rows say of a child. */
export interface Source<T = RowsByTable> {
  /** In the ids of entities and events, and in the journal's name. */
  readonly name: string;
  /** The last part of the events' `source`. */
  readonly system: string;
  /** The tables, in the order in which their events are sent. */
  readonly tables: readonly (keyof T & string)[];
  /** What makes a row of a child one row in a table, in words. */
  readonly naturalKeys: Readonly<Record<keyof T & string, string>>;
  /** When what a year's return says was recorded. */
  recordedAt(year: ReturnYear, version: number, firstVersion: number, now: Instant): Instant;
  /** Takes out the rows that contradict one another across tables and years. */
  sound(returns: ChildReturns<T>): { returns: ChildReturns<T>; findings: Finding[] };
  /** All that the returns up to a year say of a child; of `returns` only rows that are sound. */
  factsAsOf(returns: ChildReturns<T>, question: Question): { facts: Fact[]; findings: Finding[] };
}
