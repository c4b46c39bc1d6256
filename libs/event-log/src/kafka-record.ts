import { isUtf8 } from 'node:buffer';
import type { Instant } from '@careledger/calendar';
import {
  CONTROL_PREFIX,
  isValidControl,
  MAX_EVENT_BYTES,
  partitionKey,
  validateEvent,
  type Refusal,
} from '@careledger/contract';
import type { IHeaders } from 'kafkajs';
import type { LogEvent } from './event-log';
import type { Marks } from './kafka-marks';
import { partitionOf } from './partition';

/** A record of the topic. */
export interface KafkaRecord {
  readonly partition: number;
  readonly offset: number;
  /** When the broker took it. */
  readonly timestamp: Instant;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: IHeaders;
}

/** A record that cannot count, and why. */
export interface DeadRecord {
  readonly record: KafkaRecord;
  /** The event's id; null where it could not be read. */
  readonly id: string | null;
  readonly field: string;
  readonly rule: string;
  /** Whether it carries the intake's mark of a historical load. */
  readonly historical: boolean;
}

/** A record that is an event of the contract, in its place. */
export interface EventRecord {
  readonly record: KafkaRecord;
  readonly event: LogEvent;
  readonly payload: string;
  readonly historical: boolean;
}

/** Reads a record as anybody may have produced it: an emitter that does not go through the intake, or the intake. */
export function readRecord(record: KafkaRecord, marks: Marks, partitions: number): EventRecord | DeadRecord {
  const { key, value, headers } = record;
  const historical = value !== null && marks.carries('historical', headers, key ?? Buffer.alloc(0), value);
  const dead = (field: string, rule: string, id: string | null = null): DeadRecord => {
    return { record, id, field, rule, historical };
  };
  if (value === null) return dead('', 'must not be empty');
  if (value.length > MAX_EVENT_BYTES) return dead('', 'must not be longer than 64 KB');
  if (!isUtf8(value)) return dead('', 'must be in UTF-8');
  const payload = value.toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {
    return dead('', 'must be JSON');
  }
  const isOurs = (): boolean => marks.carries('control', headers, key ?? Buffer.alloc(0), value);
  // The clock is that of the broker at this record, so that a repeated reading says the same.
  const event = isControl(json) ? controlIn(json, isOurs) : caseEventIn(json, record.timestamp);
  if ('rule' in event) return dead(event.field, event.rule, event.id);
  const right = partitionOf(partitionKey(event), partitions);
  if (right !== record.partition) {
    return dead(
      '',
      `must lie in partition ${right}: the record's key is authority:subject, and the partitioner that of Kafka's Java client (murmur2)`,
      event.id,
    );
  }
  const isDated = 'recordedtime' in event && event.recordedtime !== undefined;
  return { record, event, payload, historical: historical && isDated };
}

function caseEventIn(json: unknown, now: Instant): LogEvent | Refusal {
  const validation = validateEvent(json, { now });
  return 'event' in validation ? validation.event : validation.refusal;
}

/** A control event counts with the mark that only who knows the secret can make. */
function controlIn(json: unknown, isOurs: () => boolean): LogEvent | Refusal {
  if (isOurs() && isValidControl(json)) return json;
  const rule = 'must be a case event: control events come from CareLedger alone';
  return { id: null, field: 'type', rule };
}

function isControl(json: unknown): boolean {
  const type = (json as { readonly type?: unknown } | null)?.type;
  return typeof type === 'string' && type.startsWith(CONTROL_PREFIX);
}
