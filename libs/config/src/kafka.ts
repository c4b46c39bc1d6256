import { readFileSync } from 'node:fs';
import type { KafkaSasl, KafkaSettings, KafkaTls } from '@careledger/event-log';
import type { Reading, Settings } from './settings';
import { isLoopback } from './values';

const DEFAULT_TOPIC = 'case-events';
const MECHANISMS: readonly KafkaSasl['mechanism'][] = ['scram-sha-512', 'scram-sha-256', 'plain'];
const LEAST_KEY_LENGTH = 32;

/** Everything that says how to reach Kafka, and means nothing where no brokers are named. */
const BESIDE_BROKERS = [
  ...['KAFKA_TOPIC', 'KAFKA_PARTITIONS', 'KAFKA_TLS', 'KAFKA_TLS_CA', 'KAFKA_TLS_CERT', 'KAFKA_TLS_KEY'],
  ...['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD', 'KAFKA_SASL_PASSWORD_FILE'],
  ...['HISTORICAL_KEY', 'HISTORICAL_KEY_FILE'],
];

/** Reads where the cluster is and how to get in; undefined where no brokers are named. */
export function readKafka(settings: Settings): KafkaSettings | undefined {
  if (!settings.isSet('KAFKA_BROKERS')) {
    for (const name of BESIDE_BROKERS.filter((each) => settings.isSet(each))) {
      settings.refuse(name, 'means nothing without KAFKA_BROKERS. Name the brokers, or leave it out.');
    }
    return undefined;
  }
  const brokers = settings.read('KAFKA_BROKERS', brokerList) ?? [];
  const topic = settings.read('KAFKA_TOPIC', topicName) ?? DEFAULT_TOPIC;
  const partitions = settings.read('KAFKA_PARTITIONS', partitionCount);
  const tls = readTls(settings);
  const sasl = readSasl(settings);
  const markSecret = secret(settings, 'HISTORICAL_KEY');
  if (markSecret !== undefined && markSecret.length < LEAST_KEY_LENGTH) {
    settings.refuse(
      settings.isSet('HISTORICAL_KEY') ? 'HISTORICAL_KEY' : 'HISTORICAL_KEY_FILE',
      `has fewer than ${LEAST_KEY_LENGTH} characters: it could be guessed. Make one with "openssl rand -hex 32".`,
    );
  }
  if (sasl?.mechanism === 'plain' && tls === undefined && !brokers.every(isNear)) {
    settings.refuse(
      'KAFKA_SASL_MECHANISM',
      'is "plain" without TLS: the password would travel readably. Set KAFKA_TLS=true, or use scram-sha-512.',
    );
  }
  return {
    brokers,
    topic,
    ...(partitions !== undefined && { partitions }),
    ...(tls && { tls }),
    ...(sasl && { sasl }),
    ...(markSecret !== undefined && { markSecret }),
  };
}

/** What the operator should know of a cluster that is used as configured. */
export function kafkaWarnings(kafka: KafkaSettings | undefined): string[] {
  if (kafka === undefined || kafka.tls !== undefined || kafka.brokers.every(isNear)) return [];
  return [
    'KAFKA_TLS is not set: case data travel to the brokers readably. Set KAFKA_TLS=true where others share the network.',
  ];
}

function readTls(settings: Settings): KafkaTls | undefined {
  const wanted = settings.read('KAFKA_TLS', (text) =>
    text === 'true' || text === 'false'
      ? { value: text === 'true' }
      : { problem: `is "${text}". It is true or false.` },
  );
  const ca = settings.read('KAFKA_TLS_CA', pemFile);
  const cert = settings.read('KAFKA_TLS_CERT', pemFile);
  const key = settings.read('KAFKA_TLS_KEY', pemFile);
  if (wanted !== true) {
    for (const name of ['KAFKA_TLS_CA', 'KAFKA_TLS_CERT', 'KAFKA_TLS_KEY'].filter((each) => settings.isSet(each))) {
      settings.refuse(name, 'means nothing without KAFKA_TLS=true.');
    }
    return undefined;
  }
  if (settings.isSet('KAFKA_TLS_CERT') !== settings.isSet('KAFKA_TLS_KEY')) {
    const missing = settings.isSet('KAFKA_TLS_CERT') ? 'KAFKA_TLS_KEY' : 'KAFKA_TLS_CERT';
    settings.refuse(missing, 'is missing: a client shows who it is with a certificate and its key, both.');
  }
  return { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}

function readSasl(settings: Settings): KafkaSasl | undefined {
  const mechanism = settings.read('KAFKA_SASL_MECHANISM', (text): Reading<KafkaSasl['mechanism']> => {
    const known = MECHANISMS.find((each) => each === text.toLowerCase());
    return known !== undefined ? { value: known } : { problem: `is "${text}". Use one of: ${MECHANISMS.join(', ')}.` };
  });
  const username = settings.read('KAFKA_SASL_USERNAME', (text) => ({ value: text }));
  const password = secret(settings, 'KAFKA_SASL_PASSWORD');
  const parts = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME'].filter((name) => !settings.isSet(name));
  if (!settings.isSet('KAFKA_SASL_PASSWORD') && !settings.isSet('KAFKA_SASL_PASSWORD_FILE')) {
    parts.push('KAFKA_SASL_PASSWORD');
  }
  if (parts.length === 3) return undefined;
  for (const name of parts) settings.refuse(name, 'is missing: SASL needs a mechanism, a user name and a password.');
  if (mechanism === undefined || username === undefined || password === undefined) return undefined;
  return { mechanism, username, password };
}

/** A secret, given as it is or by a file that holds it. */
function secret(settings: Settings, name: string): string | undefined {
  const file = `${name}_FILE`;
  if (settings.isSet(name) && settings.isSet(file)) {
    settings.refuse(file, `is set beside ${name}. Give one of the two.`);
    return undefined;
  }
  return settings.read(name, (text) => ({ value: text })) ?? settings.read(file, textFile);
}

function brokerList(text: string): Reading<string[]> {
  const brokers = text.split(',').map((broker) => broker.trim());
  const wrong = brokers.find((broker) => !isAddress(broker));
  if (wrong === undefined) return { value: brokers };
  return {
    problem: `names "${wrong}", which is no broker. Write host:port, several with commas between: kafka-1:9092,kafka-2:9092.`,
  };
}

function isAddress(broker: string): boolean {
  const parts = /^(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/.exec(broker);
  const port = Number(parts?.[1]);
  return port >= 1 && port <= 65_535;
}

/** Whether nothing leaves this machine on the way to the broker. */
function isNear(broker: string): boolean {
  return isLoopback(broker.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''));
}

export function topicName(text: string): Reading<string> {
  // Room for `.dead`, within Kafka's 249.
  if (/^[A-Za-z0-9._-]{1,240}$/.test(text) && !/^\.{1,2}$/.test(text)) return { value: text };
  return { problem: 'is no name of a topic. Use letters, digits, ".", "_" and "-".' };
}

function partitionCount(text: string): Reading<number> {
  const value = Number(text);
  if (/^\d{1,4}$/.test(text) && value >= 1 && value <= 1_000) return { value };
  return { problem: `is "${text}". Give a whole number from 1 to 1000.` };
}

function textFile(path: string): Reading<string> {
  try {
    const value = readFileSync(path, 'utf8').trim();
    return value === '' ? { problem: `names ${path}, which is empty.` } : { value };
  } catch (error) {
    return { problem: `names ${path}, which cannot be read: ${(error as Error).message}` };
  }
}

function pemFile(path: string): Reading<string> {
  const reading = textFile(path);
  if ('problem' in reading || reading.value.includes('-----BEGIN ')) return reading;
  return { problem: `names ${path}, which holds nothing in PEM (a text that begins with -----BEGIN).` };
}
