import { randomBytes } from 'node:crypto';
import { asKafkaError } from './kafka-errors';
import { RecordProducer } from './kafka-producer';
import { kafkaClient, type KafkaSettings } from './kafka-settings';

/** So long a reader waits for the brokers. */
const PATIENCE_MS = 30_000;

/** A line of a topic, with its place there. */
export interface TopicLine {
  readonly line: string;
  readonly offset: number;
}

/** A topic of one partition that keeps lines for ever, such as anchors; not the log. */
export class LineTopic {
  private readonly producer: RecordProducer;
  private isThere = false;

  constructor(
    private readonly settings: KafkaSettings,
    readonly topic: string,
  ) {
    this.producer = new RecordProducer(kafkaClient(settings, 'anchors'), topic);
  }

  /** Adds a line; the topic is made where it is missing. @throws LogUnavailable where the line may not be there */
  async append(line: string): Promise<void> {
    await this.ensure();
    await this.producer.send([{ key: null, value: line, partition: 0 }]);
  }

  /** All lines that are there, the oldest first; none where there is no such topic. @throws LogUnavailable */
  async read(): Promise<TopicLine[]> {
    const kafka = kafkaClient(this.settings, 'anchors');
    const admin = kafka.admin();
    const groupId = `careledger-anchors-${randomBytes(6).toString('hex')}`;
    try {
      await admin.connect();
      if (!(await admin.listTopics()).includes(this.topic)) return [];
      const [ends] = await admin.fetchTopicOffsets(this.topic);
      const end = Number(ends?.high ?? 0);
      if (end <= Number(ends?.low ?? 0)) return [];
      const consumer = kafka.consumer({ groupId });
      const lines: TopicLine[] = [];
      await consumer.connect();
      try {
        await consumer.subscribe({ topic: this.topic, fromBeginning: true });
        await new Promise<void>((resolve, reject) => {
          const late = setTimeout(
            () => reject(new Error(`the topic ${this.topic} cannot be read to its end`)),
            PATIENCE_MS,
          );
          const eachMessage = ({ message }: { message: { offset: string; value: Buffer | null } }): Promise<void> => {
            const offset = Number(message.offset);
            lines.push({ line: message.value?.toString('utf8') ?? '', offset });
            if (offset >= end - 1) {
              clearTimeout(late);
              resolve();
            }
            return Promise.resolve();
          };
          consumer.run({ autoCommit: false, eachMessage }).catch(reject);
        });
      } finally {
        await consumer.disconnect();
      }
      await admin.deleteGroups([groupId]).catch(() => undefined);
      return lines.filter(({ offset }) => offset < end);
    } catch (error) {
      throw asKafkaError(error);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  close(): Promise<void> {
    return this.producer.close();
  }

  private async ensure(): Promise<void> {
    if (this.isThere) return;
    const admin = kafkaClient(this.settings, 'anchors').admin();
    try {
      await admin.connect();
      if (!(await admin.listTopics()).includes(this.topic)) {
        const { brokers } = await admin.describeCluster();
        const replicas = Math.min(3, brokers.length);
        await admin.createTopics({
          waitForLeaders: true,
          topics: [
            {
              topic: this.topic,
              numPartitions: 1,
              replicationFactor: replicas,
              configEntries: [
                { name: 'retention.ms', value: '-1' },
                { name: 'retention.bytes', value: '-1' },
                { name: 'cleanup.policy', value: 'delete' },
                { name: 'min.insync.replicas', value: String(replicas >= 3 ? 2 : 1) },
                { name: 'unclean.leader.election.enable', value: 'false' },
              ],
            },
          ],
        });
      }
      this.isThere = true;
    } catch (error) {
      throw asKafkaError(error);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}
