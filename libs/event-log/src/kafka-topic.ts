import { setTimeout as pause } from 'node:timers/promises';
import { type Admin, ConfigResourceTypes, KafkaJSProtocolError, type PartitionMetadata } from 'kafkajs';
import { LogUnavailable } from './event-log';
import { deadTopicOf } from './kafka-settings';

const DEFAULT_PARTITIONS = 8;
const DAY_MS = 86_400_000;
/** The event store keeps all events; the topic has to last for as long as a projector may be away. */
const RETENTION_MS = 30 * DAY_MS;
const LEAST_RETENTION_MS = DAY_MS;
/** A case event has 64 KB at most, and what is no case event should still be told apart from one. */
const LEAST_MESSAGE_BYTES = 131_072;
/** So long a new topic may take to be known to all brokers and to have leaders. */
const KNOWN_WITHIN_MS = 15_000;
const LOOK_AGAIN_MS = 50;

/** What is wrong with a topic that is there, and what to do: each a sentence. */
export class TopicRefused extends Error {
  override readonly name = 'TopicRefused';

  constructor(topic: string, problems: readonly string[]) {
    super(`The topic ${topic} cannot serve as the event log:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}

/**
 * Makes the topic of the events and that of the dead letters where they are not there, and checks what is.
 * @param wanted partitions of a topic that is to be made
 * @returns how many partitions the topic of the events has
 * @throws TopicRefused
 */
export async function ensureTopics(admin: Admin, topic: string, wanted: number | undefined): Promise<number> {
  const { brokers } = await admin.describeCluster();
  const replicas = Math.min(3, brokers.length);
  const safety = [
    { name: 'min.insync.replicas', value: String(replicas >= 3 ? 2 : 1) },
    { name: 'unclean.leader.election.enable', value: 'false' },
    { name: 'cleanup.policy', value: 'delete' },
  ];
  const there = await admin.listTopics();
  const missing = [
    {
      topic,
      numPartitions: wanted ?? DEFAULT_PARTITIONS,
      replicationFactor: replicas,
      configEntries: [
        ...safety,
        { name: 'message.timestamp.type', value: 'LogAppendTime' },
        { name: 'retention.ms', value: String(RETENTION_MS) },
        { name: 'retention.bytes', value: '-1' },
      ],
    },
    {
      topic: deadTopicOf(topic),
      numPartitions: 1,
      replicationFactor: replicas,
      configEntries: [...safety, { name: 'retention.ms', value: String(RETENTION_MS) }],
    },
  ].filter((each) => !there.includes(each.topic));
  // False where another process made them just now: they are checked like any other.
  if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: false });
  await leadersOf(admin, deadTopicOf(topic));
  return check(admin, topic);
}

/**
 * The partitions of a topic, once all have a leader. The broker that is asked may not have heard yet of a topic that was made just now, by us
 * or by another process: kafkajs waits for leaders, but not for that.
 */
async function leadersOf(admin: Admin, topic: string): Promise<readonly PartitionMetadata[]> {
  for (const deadline = Date.now() + KNOWN_WITHIN_MS; ; await pause(LOOK_AGAIN_MS)) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const partitions = topics[0]?.partitions ?? [];
      if (partitions.length > 0 && partitions.every(({ leader }) => leader >= 0)) return partitions;
      if (Date.now() > deadline) throw new LogUnavailable(`the topic ${topic} has partitions without a leader`);
    } catch (error) {
      if (!isNotKnownYet(error) || Date.now() > deadline) throw error;
    }
  }
}

const isNotKnownYet = (error: unknown): boolean =>
  error instanceof KafkaJSProtocolError && ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'].includes(error.type);

async function check(admin: Admin, topic: string): Promise<number> {
  const partitions = await leadersOf(admin, topic);
  const { resources } = await admin.describeConfigs({
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
    includeSynonyms: false,
  });
  const entries = new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]));
  const replicas = Math.min(...partitions.map((partition) => partition.replicas.length));
  const problems = problemsOf((name) => entries.get(name) ?? '', replicas);
  if (problems.length > 0) throw new TopicRefused(topic, problems);
  return partitions.length;
}

/** What is wrong with a topic's settings. */
export function problemsOf(setting: (name: string) => string, replicas: number): string[] {
  const problems: string[] = [];
  const number = (name: string): number => Number(setting(name));
  if (setting('message.timestamp.type') !== 'LogAppendTime') {
    problems.push(
      `message.timestamp.type is ${setting('message.timestamp.type')}: when an event became known would be what its emitter says. Set it to LogAppendTime.`,
    );
  }
  if (setting('cleanup.policy') !== 'delete') {
    problems.push(
      `cleanup.policy is ${setting('cleanup.policy')}: compaction throws away a child's earlier events. Set it to delete.`,
    );
  }
  const retention = number('retention.ms');
  if (retention !== -1 && retention < LEAST_RETENTION_MS) {
    problems.push(
      `retention.ms is ${retention}: events would be gone before a projector that was away has read them. Set it to ${LEAST_RETENTION_MS} (a day) at least; ${RETENTION_MS} is advised.`,
    );
  }
  if (number('retention.bytes') !== -1) {
    problems.push(
      `retention.bytes is ${setting('retention.bytes')}: a rush of events would push out ones that were not read. Set it to -1.`,
    );
  }
  if (replicas >= 3 && number('min.insync.replicas') < 2) {
    problems.push(
      `min.insync.replicas is ${setting('min.insync.replicas')} with ${replicas} replicas: an acknowledged event could be on one disk alone. Set it to 2.`,
    );
  }
  if (setting('unclean.leader.election.enable') !== 'false') {
    problems.push(
      'unclean.leader.election.enable is true: a replica that lacks acknowledged events could take over. Set it to false.',
    );
  }
  if (number('max.message.bytes') < LEAST_MESSAGE_BYTES) {
    problems.push(
      `max.message.bytes is ${setting('max.message.bytes')}: an event of 64 KB would not fit. Set it to ${LEAST_MESSAGE_BYTES} at least.`,
    );
  }
  return problems;
}
