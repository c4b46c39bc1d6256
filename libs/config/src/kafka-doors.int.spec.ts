import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partitionKey } from '@careledger/contract';
import { KafkaLog } from '@careledger/event-log';
import { createPool } from '@careledger/store';
import type { Pool } from 'pg';
import { freePorts } from '../../../infra/free-ports';
import type { Listener } from '../../../infra/kafka/broker';
import {
  CertificateAuthority,
  inOneFile,
  whatIsMissingForCertificates,
  type Certificate,
} from '../../../test/support/certificates';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { describeOrSkipLoudly, describeWithOwnKafka } from '../../../test/support/kafka';
import { contacts } from '../../event-log/src/testing/case-events';
import { Received } from '../../event-log/src/testing/received';
import { readConfiguration } from './configuration';

jest.setTimeout(60_000);

const USER = 'careledger';
const PASSWORD = 'correct horse battery staple';
const MECHANISMS = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN'] as const;

let topics = 0;

/** A broker whose doors are locked as a council's would be: by user and password over TLS, and by certificates on both sides. */
describeOrSkipLoudly('a Kafka with locks on its doors', whatIsMissingForCertificates(), () => {
  const folder = mkdtempSync(join(tmpdir(), 'careledger-doors-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let doors: { readonly passwords: Listener; readonly certificates: Listener };
  let authority: CertificateAuthority;
  let other: CertificateAuthority;
  let client: Certificate;
  let stranger: Certificate;

  async function lockedBroker() {
    authority = await CertificateAuthority.make(folder, 'authority');
    other = await CertificateAuthority.make(folder, 'other');
    client = await authority.issue('client');
    stranger = await other.issue('stranger');
    const broker = await authority.issue('broker');
    const [first = 0, second = 0] = await freePorts(2);
    const passwords = { name: 'PASSWORDS', protocol: 'SASL_SSL', port: first } as const;
    const certificates = { name: 'CERTIFICATES', protocol: 'SSL', port: second } as const;
    doors = { passwords, certificates };
    const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
    const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${USER}="${PASSWORD}";`;
    const ofPasswords = 'listener.name.passwords';
    return {
      listeners: [passwords, certificates],
      scramUsers: ['SCRAM-SHA-512', 'SCRAM-SHA-256'].map((each) => `${each}=[name=${USER},password=${PASSWORD}]`),
      settings: {
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.location': inOneFile(broker),
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.location': authority.certificate,
        'listener.name.certificates.ssl.client.auth': 'required',
        [`${ofPasswords}.sasl.enabled.mechanisms`]: MECHANISMS.join(','),
        [`${ofPasswords}.scram-sha-512.sasl.jaas.config`]: scram,
        [`${ofPasswords}.scram-sha-256.sasl.jaas.config`]: scram,
        [`${ofPasswords}.plain.sasl.jaas.config`]: plain,
      },
    };
  }

  describeWithOwnKafka('lets in', lockedBroker, () => {
    let database: TestDatabase;
    let pool: Pool;

    beforeEach(async () => {
      database = await freshDatabase();
      pool = createPool(database.url, 10);
    });
    afterEach(async () => {
      await pool.end();
      await database.drop();
    });

    /** Opens the log as a program does that was given this environment. */
    function open(
      door: 'passwords' | 'certificates',
      environment: Record<string, string | undefined>,
    ): Promise<KafkaLog> {
      const env = {
        AUTH: 'none',
        KAFKA_BROKERS: `127.0.0.1:${doors[door].port}`,
        KAFKA_TOPIC: `doors-${++topics}`,
        KAFKA_TLS: 'true',
        KAFKA_TLS_CA: authority.certificate,
        ...environment,
      };
      const { kafka } = readConfiguration(env, { fixtures: ['tiny'], defaultFixture: 'tiny' });
      if (kafka === undefined) throw new Error('brokers are named');
      return KafkaLog.open({ settings: kafka, pool });
    }

    async function appendsAndConsumes(log: KafkaLog): Promise<void> {
      const received = new Received(log, { store: pool });
      const outcomes = await log.append(contacts(20), { historical: false });
      expect(outcomes.every(({ outcome }) => outcome === 'accepted')).toBe(true);
      const events = await received.count(20);
      expect(events.map(({ event }) => partitionKey(event)).sort()).toEqual(
        contacts(20)
          .map(({ event }) => partitionKey(event))
          .sort(),
      );
      await log.close();
    }

    async function refusal(opening: Promise<KafkaLog>): Promise<string> {
      const error: unknown = await opening.then(
        () => new Error('it was let in'),
        (reason: unknown) => reason,
      );
      const whole = `${String(error)} ${(error as Error).stack} ${JSON.stringify(error)}`;
      expect(whole).not.toContain(PASSWORD);
      expect(whole).not.toContain('not the password');
      return String(error);
    }

    const sasl = (mechanism: string, password = PASSWORD): Record<string, string> => ({
      ...{ KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: USER, KAFKA_SASL_PASSWORD: password },
    });
    const shown = ({ cert, key }: Certificate) => ({ KAFKA_TLS_CERT: cert, KAFKA_TLS_KEY: key });

    it.each(MECHANISMS)('who has the password: %s over TLS', async (mechanism) => {
      await appendsAndConsumes(await open('passwords', sasl(mechanism.toLowerCase())));
    });

    it('who has the password in a file', async () => {
      const { KAFKA_SASL_PASSWORD, ...rest } = sasl('scram-sha-512');
      const KAFKA_SASL_PASSWORD_FILE = join(folder, 'password');
      writeFileSync(KAFKA_SASL_PASSWORD_FILE, `${KAFKA_SASL_PASSWORD}\n`);
      await appendsAndConsumes(await open('passwords', { ...rest, KAFKA_SASL_PASSWORD_FILE }));
    });

    it('who has a certificate of an authority that the brokers trust', async () => {
      await appendsAndConsumes(await open('certificates', shown(client)));
    });

    it.each(MECHANISMS)('nobody with another password (%s), and says which settings to look at', async (mechanism) => {
      expect(await refusal(open('passwords', sasl(mechanism.toLowerCase(), 'not the password')))).toMatch(
        /KAFKA_SASL_USERNAME.*KAFKA_SASL_PASSWORD/,
      );
    });

    it('nobody without a password', async () => {
      expect(await refusal(open('passwords', {}))).toContain('KAFKA_SASL_MECHANISM');
    });

    it('nobody who does not trust its certificate', async () => {
      const strange = { ...sasl('scram-sha-512'), KAFKA_TLS_CA: other.certificate };
      expect(await refusal(open('passwords', strange))).toContain('KAFKA_TLS_CA');
    });

    it('nobody who lacks a certificate where it asks for one, or has one that it does not trust', async () => {
      expect(await refusal(open('certificates', {}))).toContain('KAFKA_TLS_CERT');
      expect(await refusal(open('certificates', shown(stranger)))).toContain('KAFKA_TLS_CERT');
    });

    it('nobody who comes without TLS', async () => {
      const plain = { ...sasl('scram-sha-512'), KAFKA_TLS: 'false', KAFKA_TLS_CA: undefined };
      expect(await refusal(open('passwords', plain))).toContain('KAFKA_TLS');
    });
  });
});
