import { createHash } from 'node:crypto';
import { formatInstant, type Instant } from '@careledger/calendar';
import { entityOf, validateEvent, type CaseEvent, type EntityKind, type Refusal } from '@careledger/contract';
import { yearLabel, type ReturnYear } from './return-year';
import type { Origin } from './rows';
import type { Fact, Source } from './source';

/** An event with its place among the versions of what it tells of. */
export interface VersionedEvent {
  readonly event: CaseEvent;
  readonly year: ReturnYear;
  /** 0 for what a year's return says at first; one more for each later version of the entity in the same year's return. */
  readonly version: number;
  /** The row that says so; for a retraction the one that said so before. */
  readonly origin: Origin;
}

/** Whose events are made, and the clock against which the contract checks them. */
export interface Emitter {
  readonly source: Source;
  readonly authority: string;
  /** Where the versions begin: 0, or higher when the memory of earlier imports was lost. */
  readonly firstVersion: number;
  readonly now: Instant;
}

/** What is said of an entity: a fact, or that it is retracted. */
export type Statement =
  | Pick<Fact, 'type' | 'data'>
  | { readonly type: 'record.retracted'; readonly data: { readonly entity: EntityKind; readonly id: string } };

/**
 * Makes the event that says something of a child in a year's return. Its id is made from the child, type, content, year and
 * version, so that the same import makes the same ids wherever it runs, and a return to an earlier content has one of its own.
 */
export function caseEvent(
  emitter: Emitter,
  subject: string,
  { type, data }: Statement,
  year: ReturnYear,
  version: number,
): { readonly event: CaseEvent } | { readonly refusal: Refusal } {
  const { authority, source, firstVersion, now } = emitter;
  const content = canonical([authority, subject, type, data, year, version]);
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return validateEvent(
    {
      specversion: '1.0',
      id: `${source.name}:${yearLabel(year)}:${type}:${digest}`,
      source: `/authority/${authority}/${source.system}`,
      type: `csc.${type}`,
      subject,
      authority,
      recordedtime: formatInstant(source.recordedAt(year, version, firstVersion, now)),
      data,
    },
    { now },
  );
}

/** JSON with the fields of objects in order: the same text for the same value. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Names an entity within its child. */
export function entityKey(kind: string, id: string): string {
  return `${kind} ${id}`;
}

export function entityKeyOf(event: CaseEvent): string {
  const { kind, id } = entityOf(event);
  return entityKey(kind, id);
}
