import { formatInstant, type Instant } from '@careledger/calendar';
import { MAX_EVENT_BYTES } from '@careledger/contract';
import { ErasedChildren, transaction } from '@careledger/store';
import type { ClientBase, Pool } from 'pg';
import type { DeadRecord } from './kafka-record';
import type { RecordProducer } from './kafka-producer';
import { backOff, Signal } from './pause';

const AT_ONCE = 200;
const LOOK_AGAIN_MS = 10_000;

/** Writes records that cannot count into the table `dead_letter`, in the transaction of the batch that they came with. */
export async function writeDeadRecords(client: ClientBase, found: readonly DeadRecord[]): Promise<void> {
  const dead = await withoutErased(client, found);
  const column = <T>(value: (dead: KeptRecord) => T): T[] => dead.map(value);
  await client.query(
    `INSERT INTO dead_letter (partition, "offset", event_id, field, rule, received_at, key, payload, bytes, historical, status)
     SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bytea[], $8::bytea[], $9::integer[], $10::boolean[], $11::text[])`,
    [
      column(({ record }) => record.partition),
      column(({ record }) => record.offset),
      column(({ id }) => id),
      column(({ field }) => field),
      column(({ rule }) => rule),
      column(({ record }) => formatInstant(record.timestamp)),
      column(({ record }) => record.key),
      column(({ record }) => record.value?.subarray(0, MAX_EVENT_BYTES) ?? null),
      column(({ record }) => record.value?.length ?? 0),
      column(({ historical }) => historical),
      column(({ isErased }) => (isErased === true ? 'discarded' : 'open')),
    ],
  );
}

interface KeptRecord extends DeadRecord {
  readonly isErased?: true;
}

/** Of the records of children who were erased nothing is kept but their place, and what was wrong: nobody is to mend them. */
async function withoutErased(client: ClientBase, dead: readonly DeadRecord[]): Promise<readonly KeptRecord[]> {
  const gone = await new ErasedChildren(client).amongMany(() => dead.flatMap(childrenIn));
  if (gone.size === 0) return dead;
  return dead.map((each) => {
    if (!childrenIn(each).some(({ authority, subject }) => gone.has(`${authority}:${subject}`))) return each;
    return { ...each, id: null, field: '', isErased: true, record: { ...each.record, key: null, value: null } };
  });
}

/** The children that a record names, by its key and in its value. */
function childrenIn({ record: { key, value } }: DeadRecord): { authority: string; subject: string }[] {
  const [authority, subject] = (key?.toString() ?? '').split(':', 2);
  const named = authority === undefined || subject === undefined ? [] : [{ authority, subject }];
  try {
    const event = JSON.parse(value?.toString() ?? '') as Partial<Record<'authority' | 'subject', unknown>> | null;
    if (typeof event?.authority === 'string' && typeof event.subject === 'string') {
      named.push({ authority: event.authority, subject: event.subject });
    }
  } catch {
    // No JSON: there is the key alone to go by.
  }
  return named;
}

interface Waiting {
  readonly partition: number;
  readonly offset: number;
  readonly field: string;
  readonly rule: string;
  readonly received_at: Instant;
  readonly key: Buffer | null;
  readonly payload: Buffer | null;
  readonly bytes: number;
}

/**
 * Puts what is in the table `dead_letter` on the topic of dead letters, and notes that it did. A crash between the two puts it
 * there twice, never not at all; position and offset in the headers tell repetitions apart.
 */
export class DeadLetterOutbox {
  private readonly wanted = new Signal();
  private stopped = false;
  private readonly running: Promise<void>;

  /**
   * @param topic the topic whose records they are
   * @param onFailure told where it does not work; it is tried again
   */
  constructor(
    private readonly pool: Pool,
    private readonly producer: RecordProducer,
    private readonly topic: string,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.running = this.run();
  }

  /** To be called when there may be new ones. */
  wake(): void {
    this.wanted.raise();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wanted.raise();
    await this.running;
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopped) {
      const seen = this.wanted.version;
      try {
        const produced = await this.produceSome();
        failures = 0;
        if (produced < AT_ONCE) await this.wanted.after(seen, LOOK_AGAIN_MS);
      } catch (error) {
        this.onFailure(error);
        failures++;
        if (!this.stopped) await this.wanted.after(this.wanted.version, backOff(failures));
      }
    }
  }

  private produceSome(): Promise<number> {
    return transaction(this.pool, async (client) => {
      const { rows } = await client.query<Waiting>(
        `SELECT partition, "offset", field, rule, received_at, key, payload, bytes FROM dead_letter
          WHERE produced_at IS NULL ORDER BY partition, "offset" LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`,
      );
      if (rows.length === 0) return 0;
      await this.producer.send(rows.map((row) => this.messageOf(row)));
      await client.query(
        `UPDATE dead_letter SET produced_at = clock_timestamp()
           FROM unnest($1::smallint[], $2::bigint[]) AS done(partition, "offset")
          WHERE dead_letter.partition = done.partition AND dead_letter."offset" = done."offset"`,
        [rows.map(({ partition }) => partition), rows.map(({ offset }) => offset)],
      );
      return rows.length;
    });
  }

  private messageOf({ partition, offset, field, rule, received_at, key, payload, bytes }: Waiting) {
    return {
      key,
      value: payload,
      partition: 0,
      headers: {
        'careledger-field': field,
        'careledger-rule': rule,
        'careledger-topic': this.topic,
        'careledger-partition': String(partition),
        'careledger-offset': String(offset),
        'careledger-received': formatInstant(received_at),
        // Where less is there than was sent.
        ...(bytes > (payload?.length ?? 0) && { 'careledger-bytes': String(bytes) }),
      },
    };
  }
}
