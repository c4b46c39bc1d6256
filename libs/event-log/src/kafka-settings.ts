import { Kafka, logLevel, type SASLOptions } from 'kafkajs';

/** How to show a broker who one is. */
export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** TLS to the brokers; texts in PEM. Without `ca` the authorities that Node trusts. */
export interface KafkaTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Where the cluster is and how to get in. Plain values, so that a thread can be given them. */
export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly tls?: KafkaTls;
  readonly sasl?: KafkaSasl;
  /** Topic of the events; `.dead` behind it names that of the dead letters. */
  readonly topic: string;
  /** How many partitions a topic is made with that is not there yet. */
  readonly partitions?: number;
  /** Secret of the marks of historical loads; without it the one that is kept in the database. */
  readonly markSecret?: string;
}

export function deadTopicOf(topic: string): string {
  return `${topic}.dead`;
}

/** A client of the cluster. It logs nothing by itself: what goes wrong reaches whoever waits for it. */
export function kafkaClient({ brokers, tls, sasl }: KafkaSettings, name: string): Kafka {
  return new Kafka({
    clientId: `careledger-${name}`,
    brokers: [...brokers],
    ...(tls && { ssl: { ...tls } }),
    ...(sasl && { sasl: sasl as SASLOptions }),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 4 },
  });
}
