import { join } from 'node:path';
import { Cluster } from '../../infra/kafka/cluster';
import { whatIsMissing } from '../../infra/kafka/libraries';
import { DataFolder } from './data-folder';

/** The first start of all may have to fetch Kafka. */
const START_MS = 10 * 60_000;

/** The Kafka of a test file. */
export interface TestKafka {
  /** As `KAFKA_BROKERS` has them. */
  readonly brokers: readonly string[];
  /** Its brokers, to be stopped and killed; undefined where `KAFKA_BROKERS` names a cluster that is not ours. */
  readonly cluster: Cluster | undefined;
}

/**
 * Describes what needs something that a machine may lack. Where it does the tests are left out, and loudly; with `CI=true` that is
 * a failure.
 * @param missing what is missing, as a sentence; undefined where nothing is
 */
export function describeOrSkipLoudly(name: string, missing: string | undefined, body: () => void): void {
  if (missing === undefined) return void describe(name, body);
  const notice = `SKIPPED: ${name}. ${missing}`;
  if (process.env['CI'] === 'true') {
    it(name, () => {
      throw new Error(notice);
    });
    return;
  }
  process.stderr.write(`\n${'!'.repeat(notice.length)}\n${notice}\n${'!'.repeat(notice.length)}\n\n`);
  describe.skip(`${name} (${missing})`, body);
}

/**
 * Describes what needs a real Kafka: one broker of its own for the file, or the cluster that `KAFKA_BROKERS` names. Where neither can be had the
 * tests are left out, and loudly; with `CI=true` that is a failure.
 * @param brokers how many, where it starts its own
 */
export function describeWithKafka(name: string, body: (kafka: () => TestKafka) => void, brokers = 1): void {
  const given = process.env['KAFKA_BROKERS'];
  const missing = given === undefined ? whatIsMissing() : undefined;
  const lacking = missing === undefined ? undefined : `${missing} Or name a cluster in KAFKA_BROKERS.`;
  describeOrSkipLoudly(name, lacking, () => {
    let kafka: TestKafka | undefined;
    let folder: DataFolder | undefined;

    beforeAll(async () => {
      if (given !== undefined) {
        kafka = { brokers: given.split(','), cluster: undefined };
        return;
      }
      const made = DataFolder.make();
      folder = made;
      const watch = made.keepWatchOver.bind(made);
      const cluster = await Cluster.start({ folder: join(made.path, 'kafka'), brokers, watch });
      kafka = { brokers: cluster.addresses.split(','), cluster };
    }, START_MS);

    afterAll(async () => {
      await kafka?.cluster?.kill();
      await folder?.remove();
    }, 60_000);

    body(() => {
      if (kafka === undefined) throw new Error('Kafka is there from beforeAll on');
      return kafka;
    });
  });
}
