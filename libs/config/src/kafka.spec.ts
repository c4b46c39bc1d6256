import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, readConfiguration, type Configuration } from './configuration';

const read = (env: Record<string, string>): Configuration =>
  readConfiguration({ AUTH: 'none', ...env }, { fixtures: ['tiny'], defaultFixture: 'tiny' });

function problems(env: Record<string, string>): readonly string[] {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const KAFKA_BROKERS = 'kafka-1:9092, [::1]:9093';
const PEM = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n';

describe('the configuration of Kafka', () => {
  let folder: string;
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'careledger-config-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is not there where no brokers are named', () => expect(read({}).kafka).toBeUndefined());

  it('takes a list of brokers, and no fixture then', () => {
    const { kafka, fixture } = read({ KAFKA_BROKERS });
    expect(kafka).toEqual({ brokers: ['kafka-1:9092', '[::1]:9093'], topic: 'case-events' });
    expect(fixture).toBeUndefined();
  });

  it.each(['kafka-1', 'kafka-1:0', 'kafka-1:65536', 'http://kafka-1:9092', 'kafka-1:9092,,kafka-2:9092'])(
    'refuses %s',
    (wrong) =>
      expect(problems({ KAFKA_BROKERS: wrong })).toEqual([
        expect.stringMatching(/^KAFKA_BROKERS names ".*", which is no broker/),
      ]),
  );

  it('takes TLS and a password from files', () => {
    const env = {
      KAFKA_BROKERS,
      KAFKA_TOPIC: 'council.case-events',
      KAFKA_PARTITIONS: '12',
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA: file('ca.pem', PEM),
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: 'careledger',
      KAFKA_SASL_PASSWORD_FILE: file('password', 'open sesame\n'),
      HISTORICAL_KEY: 'k'.repeat(32),
    };
    expect(read(env).kafka).toEqual({
      brokers: ['kafka-1:9092', '[::1]:9093'],
      topic: 'council.case-events',
      partitions: 12,
      tls: { ca: PEM.trim() },
      sasl: { mechanism: 'scram-sha-512', username: 'careledger', password: 'open sesame' },
      markSecret: 'k'.repeat(32),
    });
  });

  it('says what is missing of a pair', () => {
    expect(problems({ KAFKA_BROKERS, KAFKA_SASL_USERNAME: 'careledger' })).toEqual([
      'KAFKA_SASL_MECHANISM is missing: SASL needs a mechanism, a user name and a password.',
      'KAFKA_SASL_PASSWORD is missing: SASL needs a mechanism, a user name and a password.',
    ]);
    const half = { KAFKA_BROKERS, KAFKA_TLS: 'true', KAFKA_TLS_CERT: file('cert.pem', PEM) };
    expect(problems(half)).toEqual([expect.stringMatching(/^KAFKA_TLS_KEY is missing/)]);
  });

  it('refuses what would send a password readably over the network', () => {
    const sasl = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'secret-word' };
    expect(problems({ KAFKA_BROKERS, ...sasl })).toEqual([
      expect.stringMatching(/^KAFKA_SASL_MECHANISM is "plain" without TLS/),
    ]);
    expect(problems({ KAFKA_BROKERS: '127.0.0.1:9092', ...sasl })).toEqual([]);
  });

  it('refuses files that are not what they should be, a short key, and what it does not know', () => {
    const wrong = {
      KAFKA_BROKERS,
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA: file('text', 'no certificate'),
      HISTORICAL_KEY_FILE: file('key', 'short'),
      KAFKA_PARTITIONS: '0',
      KAFKA_TOPIC: 'case events',
    };
    expect(problems(wrong)).toEqual([
      'KAFKA_TOPIC is no name of a topic. Use letters, digits, ".", "_" and "-".',
      'KAFKA_PARTITIONS is "0". Give a whole number from 1 to 1000.',
      expect.stringMatching(/^KAFKA_TLS_CA names .*text, which holds nothing in PEM/),
      expect.stringMatching(/^HISTORICAL_KEY_FILE has fewer than 32 characters/),
    ]);
    expect(problems({ KAFKA_BROKERS, HISTORICAL_KEY_FILE: join(folder, 'nowhere') })).toEqual([
      expect.stringMatching(/^HISTORICAL_KEY_FILE names .*nowhere, which cannot be read/),
    ]);
  });

  it('refuses what means nothing', () => {
    expect(problems({ KAFKA_TLS: 'true' })).toEqual([
      expect.stringMatching(/^KAFKA_TLS means nothing without KAFKA_BROKERS/),
    ]);
    expect(problems({ KAFKA_BROKERS, KAFKA_TLS_CA: file('ca.pem', PEM) })).toEqual([
      'KAFKA_TLS_CA means nothing without KAFKA_TLS=true.',
    ]);
  });

  it('warns where case data travel readably over a network', () => {
    const warnings = (env: Record<string, string>): readonly string[] =>
      read(env).warnings.filter((warning) => warning.startsWith('KAFKA'));
    expect(warnings({ KAFKA_BROKERS })).toEqual([expect.stringMatching(/^KAFKA_TLS is not set/)]);
    expect(warnings({ KAFKA_BROKERS: 'localhost:9092' })).toEqual([]);
    expect(warnings({ KAFKA_BROKERS, KAFKA_TLS: 'true' })).toEqual([]);
  });

  it('repeats no secret', () => {
    const env = { KAFKA_BROKERS, HISTORICAL_KEY: 'hush-hush', KAFKA_SASL_PASSWORD: 'secret-word' };
    expect(problems(env).join()).not.toMatch(/hush-hush|secret-word/);
    expect(problems(env)).toHaveLength(3);
  });
});
