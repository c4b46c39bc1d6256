import { setTimeout as pause } from 'node:timers/promises';
import { formatInstant, type Instant } from '@careledger/calendar';
import { ConfigResourceTypes, KafkaJSProtocolError, type Admin } from 'kafkajs';
import type { ClientBase } from 'pg';
import type { LogEnd } from './event-log';

const ATTEMPTS = 6;
const PAUSE_MS = 100;

/** What a partition of the topic has: the first offset, and the one that comes next. */
export interface TopicEnd {
  readonly first: number;
  readonly next: number;
}

export async function topicEnds(admin: Admin, topic: string): Promise<ReadonlyMap<number, TopicEnd>> {
  for (let attempts = 1; ; attempts++) {
    try {
      const ends = await admin.fetchTopicOffsets(topic);
      return new Map(ends.map(({ partition, low, high }) => [partition, { first: Number(low), next: Number(high) }]));
    } catch (error) {
      if (!hasOtherLeader(error) || attempts === ATTEMPTS) throw error;
      await pause(attempts * PAUSE_MS);
      await askForLeaders(admin, topic);
    }
  }
}

/** Whether a partition's leader is another than the one that was asked, or does not know it yet. */
const hasOtherLeader = (error: unknown): boolean =>
  error instanceof KafkaJSProtocolError && ['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE'].includes(error.type);

/** kafkajs goes on with the leaders that it knows until that is five minutes old; before it describes settings it asks anew. */
async function askForLeaders(admin: Admin, topic: string): Promise<void> {
  const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms'] }];
  await admin.describeConfigs({ resources, includeSynonyms: false });
}

/**
 * Says the end of the log, and sees to it that what is said stays true: brokers give records their instants and have clocks of
 * their own, so that each partition gets a floor (table `log_floor`), below which no later event is known. The transaction is to
 * be one that waits for the disk: what a crash of the database takes back was no promise.
 * @param now an instant from before the ends were read
 */
export async function promiseEnd(
  client: ClientBase,
  ends: ReadonlyMap<number, TopicEnd>,
  now: Instant,
): Promise<LogEnd> {
  const { rows } = await client.query<{ partition: number; next_offset: number; last_instant: Instant }>(
    'SELECT partition, next_offset, last_instant FROM log_partition ORDER BY partition FOR UPDATE',
  );
  const at = Math.max(now, Math.min(...rows.map(({ last_instant: instant }) => instant)));
  const positions: Record<number, number> = {};
  const floors: string[] = [];
  for (const { partition, next_offset: stored, last_instant: instant } of rows) {
    // Records that were projected since the ends were read have their instants already.
    const next = Math.max(ends.get(partition)?.next ?? 0, stored);
    positions[partition] = next;
    if (next === stored && instant >= at) continue;
    floors.push(`(${partition}, ${next}, timestamptz '${formatInstant(at)}')`);
  }
  if (floors.length > 0) {
    await client.query(
      `INSERT INTO log_floor AS f (partition, "offset", instant) VALUES ${floors.join(', ')}
       ON CONFLICT (partition, "offset") DO UPDATE SET instant = greatest(f.instant, excluded.instant)`,
    );
  }
  return { positions, at };
}
