import { createHash, randomBytes } from 'node:crypto';
import { eventIn } from '@careledger/contract';
import { childKey, eventKey } from '@careledger/store';
import type { ClientBase } from 'pg';
import { asKafkaError } from './kafka-errors';
import { topicEnds } from './kafka-end';
import { kafkaClient, type KafkaSettings } from './kafka-settings';

/** The event store beside what a topic still holds of a partition. */
export interface TopicPartition {
  readonly partition: number;
  /** The offsets that both can have: from what the topic still holds on, up to, and without, what the store has come to. */
  readonly from: number;
  readonly to: number;
  readonly records: number;
  /** Records whose text is, by the store's commitment, what the store took. */
  readonly same: number;
  /** Records that are no event, or a repetition of one: the store has not taken them, and says so. */
  readonly passedOver: number;
  /** Events whose text and salt are erased in the store: nothing can be said of their records. */
  readonly erased: number;
  /** Offsets of records that the store lacks or has otherwise; the first hundred. */
  readonly different: readonly number[];
  /** Offsets of events that the store has and the topic has not; the first hundred. */
  readonly missing: readonly number[];
  /** Events of the store from before what the topic holds: it has forgotten them, as it may. */
  readonly forgotten: number;
}

export interface TopicCompared {
  readonly topic: string;
  readonly partitions: readonly TopicPartition[];
  readonly isEqual: boolean;
}

const OFFSETS_TOLD = 100;
/** A broker that gives nothing for so long gives nothing more. */
const PATIENCE_MS = 30_000;

interface TopicRecord {
  readonly offset: number;
  readonly value: Buffer | null;
}

/**
 * Compares the event store with what the topic still holds, record by record.
 * @param client a connection within the snapshot that is meant
 * @throws LogUnavailable where the brokers cannot be reached, or give nothing
 */
export async function compareTopic(settings: KafkaSettings, client: ClientBase): Promise<TopicCompared> {
  const { topic } = settings;
  const kafka = kafkaClient(settings, 'audit');
  const admin = kafka.admin();
  const groupId = `careledger-audit-${randomBytes(8).toString('hex')}`;
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false });
  try {
    await admin.connect();
    const ends = await topicEnds(admin, topic);
    const { rows } = await client.query<{ partition: number; stored: number }>(
      'SELECT partition, next_offset AS stored FROM log_partition ORDER BY partition',
    );
    const sides = new Map<number, PartitionSides>();
    for (const { partition, stored } of rows) {
      const { first = 0, next = 0 } = ends.get(partition) ?? {};
      sides.set(partition, new PartitionSides(client, partition, first, Math.max(first, Math.min(next, stored))));
    }
    const open = new Set([...sides].filter(([, side]) => !side.isDone).map(([partition]) => partition));
    if (open.size > 0) {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${topic} gives no records`)), PATIENCE_MS);
        const done = (partition: number): void => {
          late.refresh();
          if (sides.get(partition)?.isDone === true) open.delete(partition);
          if (open.size > 0) return;
          clearTimeout(late);
          resolve();
        };
        const fail = (error: unknown): void => {
          clearTimeout(late);
          reject(error instanceof Error ? error : new Error('unknown fault'));
        };
        // Where a fetch brought nothing but marks of transactions, no batch comes.
        consumer.on('consumer.end_batch_process', ({ payload: { partition, batchSize, lastOffset } }) => {
          if (batchSize > 0) return;
          void sides
            .get(partition)
            ?.take([], Number(lastOffset) + 1)
            .then(() => done(partition), fail);
        });
        consumer.on('consumer.crash', ({ payload }) => fail(payload.error));
        consumer
          .run({
            autoCommit: false,
            eachBatch: async ({ batch }) => {
              const records = batch.messages.map(({ offset, value }) => ({ offset: Number(offset), value }));
              await sides.get(batch.partition)?.take(records, Number(batch.lastOffset()) + 1);
              done(batch.partition);
            },
          })
          .catch(fail);
      });
    }
    const partitions = [...sides.values()].map((side) => side.compared);
    const isEqual = partitions.every(({ different, missing }) => different.length + missing.length === 0);
    return { topic, partitions, isEqual };
  } catch (error) {
    throw asKafkaError(error);
  } finally {
    await consumer.disconnect().catch(() => undefined);
    // Nobody joins it again.
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect().catch(() => undefined);
  }
}

/** A partition of the topic beside the same of the store, as far as it has been read. */
class PartitionSides {
  private next: number;
  private readonly counts = { records: 0, same: 0, passedOver: 0, erased: 0, forgotten: 0 };
  private readonly different: number[] = [];
  private readonly missing: number[] = [];

  constructor(
    private readonly client: ClientBase,
    private readonly partition: number,
    private readonly from: number,
    private readonly to: number,
  ) {
    this.next = from;
  }

  get isDone(): boolean {
    return this.next >= this.to;
  }

  get compared(): TopicPartition {
    const { partition, from, to, counts, different, missing } = this;
    return { partition, from, to, ...counts, different, missing };
  }

  /** Takes the records that follow. @param upTo the offset that follows them */
  async take(records: readonly TopicRecord[], upTo: number): Promise<void> {
    if (this.next === this.from) await this.countForgotten();
    const end = Math.min(upTo, this.to);
    if (end <= this.next) return;
    const { rows } = await this.client.query<StoredRow>(
      'SELECT "offset", salt, commitment FROM event WHERE partition = $1 AND "offset" >= $2 AND "offset" < $3',
      [this.partition, this.next, end],
    );
    const stored = new Map(rows.map((row) => [row.offset, row]));
    for (const record of records) {
      if (record.offset < this.next || record.offset >= end) continue;
      this.counts.records++;
      const row = stored.get(record.offset);
      stored.delete(record.offset);
      if (row === undefined) {
        if (await this.mayBePassedOver(record)) this.counts.passedOver++;
        else note(this.different, record.offset);
      } else if (row.salt === null) this.counts.erased++;
      else if (isCommitted(row.salt, record.value, row.commitment)) this.counts.same++;
      else note(this.different, record.offset);
    }
    for (const offset of stored.keys()) note(this.missing, offset);
    this.next = end;
  }

  private async countForgotten(): Promise<void> {
    const { rows } = await this.client.query<{ count: number }>(
      'SELECT count(*) AS count FROM event WHERE partition = $1 AND "offset" < $2',
      [this.partition, this.from],
    );
    this.counts.forgotten = rows[0]?.count ?? 0;
  }

  /** Whether a record is rightly not in the store: it is among the dead letters, or its event came before. */
  private async mayBePassedOver({ offset, value }: TopicRecord): Promise<boolean> {
    const { rowCount } = await this.client.query('SELECT FROM dead_letter WHERE partition = $1 AND "offset" = $2', [
      this.partition,
      offset,
    ]);
    if (rowCount === 1) return true;
    try {
      const { authority, subject, source, id } = eventIn((value ?? Buffer.alloc(0)).toString('utf8'));
      const { rowCount: before } = await this.client.query(
        'SELECT FROM event WHERE child_key = $1 AND event_key = $2 AND partition = $3 AND "offset" < $4 LIMIT 1',
        [
          childKey(authority, subject).readBigInt64BE().toString(),
          eventKey(source, id).readBigInt64BE().toString(),
          this.partition,
          offset,
        ],
      );
      return before === 1;
    } catch {
      return false; // no event, and not among the dead letters
    }
  }
}

interface StoredRow {
  readonly offset: number;
  readonly salt: Buffer | null;
  readonly commitment: Buffer;
}

function isCommitted(salt: Buffer, value: Buffer | null, commitment: Buffer): boolean {
  return createHash('sha256')
    .update(salt)
    .update(value ?? Buffer.alloc(0))
    .digest()
    .equals(commitment);
}

function note(offsets: number[], offset: number): void {
  if (offsets.length < OFFSETS_TOLD) offsets.push(offset);
}
