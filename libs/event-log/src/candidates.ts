import { hash, randomBytes } from 'node:crypto';
import { parseInstant, type Instant } from '@careledger/calendar';
import { partitionKey } from '@careledger/contract';
import { childKey, EPOCH_MICROSECONDS, eventKey, type BinaryCopy, type RowTable } from '@careledger/store';
import type { AppendOptions, LogEvent, Submission } from './event-log';
import { partitionOf } from './partition';

const SALT_BYTES = 16;

/** Where `addEventRow` rows go. */
export const EVENT_ROWS: RowTable = {
  table: 'event',
  columns: {
    partition: 'smallint',
    offset: 'bigint',
    appended_at: 'timestamptz',
    child_key: 'bigint',
    event_key: 'bigint',
    payload: 'text',
    salt: 'bytea',
    commitment: 'bytea',
    chain: 'bytea',
  },
};

/** An event on its way into the event store, with all that can be worked out about it before its place is known. */
export interface Candidate {
  readonly event: LogEvent;
  readonly payload: string;
  readonly partition: number;
  /** The event's name for ever: authority, subject, source and id. */
  readonly name: string;
  readonly childKey: Buffer;
  readonly eventKey: Buffer;
  /** Salt and payload, one after the other: what the commitment is the hash of. */
  readonly sealed: Buffer;
  readonly commitment: Buffer;
  /** Its `recordedtime` in a historical load, undefined for a live event. */
  readonly instant: Instant | undefined;
}

/** One call of `append`, ready to be written. */
export interface Preparation {
  readonly candidates: readonly Candidate[];
  readonly bytes: number;
}

export function nameOf(event: LogEvent): string {
  return `${partitionKey(event)}\0${event.source}\0${event.id}`;
}

function sha256(bytes: Uint8Array): Buffer {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
}

/** Where an event is in its partition, and since when it is there. */
export interface ChainedPlace {
  readonly offset: number;
  readonly appendedAt: Instant;
}

const linkScratch = Buffer.alloc(2 * 32 + 16);
const linkView = new DataView(linkScratch.buffer, linkScratch.byteOffset, linkScratch.byteLength);

/**
 * The chain value that follows from the one before (empty at the beginning of a partition), a commitment, and the event's place and
 * instant: sha256 of the two hashes and of the bytes that PostgreSQL sends for the columns offset and appended_at.
 */
export function link(before: Uint8Array, commitment: Uint8Array, { offset, appendedAt }: ChainedPlace): Buffer {
  linkScratch.set(before);
  let end = before.length;
  linkScratch.set(commitment, end);
  end += commitment.length;
  writeInt8(end, offset);
  writeInt8(end + 8, appendedAt - EPOCH_MICROSECONDS);
  return sha256(linkScratch.subarray(0, end + 16));
}

/** The same as it was before place and instant were part of it (`log_partition.placed_from`). */
export function plainLink(before: Uint8Array, commitment: Uint8Array): Buffer {
  linkScratch.set(before);
  linkScratch.set(commitment, before.length);
  return sha256(linkScratch.subarray(0, before.length + commitment.length));
}

function writeInt8(at: number, value: number): void {
  linkView.setInt32(at, Math.floor(value / 0x1_0000_0000));
  linkView.setInt32(at + 4, value);
}

/** Works out partition, keys and commitment of each event. Throws where a historical event has no `recordedtime`. */
export function prepare(events: readonly Submission[], options: AppendOptions, partitions: number): Preparation {
  const salts = randomBytes(SALT_BYTES * events.length);
  let bytes = 0;
  for (const { payload } of events) bytes += SALT_BYTES + Buffer.byteLength(payload, 'utf8');
  const scratch = Buffer.allocUnsafe(bytes);
  let end = 0;
  const candidates = events.map(({ event, payload }, index): Candidate => {
    const start = end;
    end += salts.copy(scratch, end, index * SALT_BYTES, (index + 1) * SALT_BYTES);
    end += scratch.write(payload, end, 'utf8');
    const sealed = scratch.subarray(start, end);
    return {
      event,
      payload,
      partition: partitionOf(partitionKey(event), partitions),
      name: nameOf(event),
      childKey: childKey(event.authority, event.subject),
      eventKey: eventKey(event.source, event.id),
      sealed,
      commitment: sha256(sealed),
      instant: options.historical ? recordedInstant(event) : undefined,
    };
  });
  return { candidates, bytes };
}

function recordedInstant(event: LogEvent): Instant {
  if (!('recordedtime' in event) || event.recordedtime === undefined) {
    throw new Error(
      `Event ${event.id} of ${event.source} has no recordedtime and so cannot be part of a historical load`,
    );
  }
  return parseInstant(event.recordedtime);
}

/** Adds the row of an event that has found its place. */
export function addEventRow(
  copy: BinaryCopy,
  candidate: Candidate,
  place: ChainedPlace & { readonly chain: Buffer },
): void {
  copy
    .row(9)
    .int2(candidate.partition)
    .int8(place.offset)
    .timestamptz(place.appendedAt)
    .int8Bytes(candidate.childKey)
    .int8Bytes(candidate.eventKey)
    .textUtf8(candidate.sealed.subarray(SALT_BYTES))
    .bytea(candidate.sealed.subarray(0, SALT_BYTES))
    .bytea(candidate.commitment)
    .bytea(place.chain);
}
