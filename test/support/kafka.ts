import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Cluster, type ClusterOptions } from '../../infra/kafka/cluster';
import { whatIsMissing } from '../../infra/kafka/libraries';
import { DataFolder } from './data-folder';

/** The first start of all may have to fetch Kafka. */
const START_MS = 10 * 60_000;

/** A Kafka that others use too. */
export interface TestKafka {
  /** As `KAFKA_BROKERS` has them. */
  readonly brokers: readonly string[];
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
  // Not switched off: this machine lacks what it takes, which the notice names. In CI it has failed above.
  describe.skip(`${name} (${missing})`, body);
}

/**
 * Describes what needs a real Kafka: the broker that all files of the run share, so that topics need names of their own; or the cluster that
 * `KAFKA_BROKERS` names. Where neither can be had the tests are left out, and loudly; with `CI=true` that is a failure.
 */
export function describeWithKafka(name: string, body: (kafka: () => TestKafka) => void): void {
  const given = process.env['KAFKA_BROKERS'];
  const missing = given === undefined ? whatIsMissing() : undefined;
  const lacking = missing === undefined ? undefined : `${missing} Or name a cluster in KAFKA_BROKERS.`;
  describeOrSkipLoudly(name, lacking, () => {
    let brokers: string | undefined;

    beforeAll(async () => {
      brokers = given ?? (await sharedBroker());
    }, START_MS);

    body(() => {
      if (brokers === undefined) throw new Error('Kafka is there from beforeAll on');
      return { brokers: brokers.split(',') };
    });
  });
}

/** What a cluster of one's own is to be like. */
export type OwnKafka = Omit<ClusterOptions, 'folder' | 'watch'>;

/**
 * Describes what needs a Kafka of its own: because it kills brokers, or because it wants them set up in its own way.
 * @param options what the cluster is to be like; its folder and its end are seen to
 */
export function describeWithOwnKafka(
  name: string,
  options: OwnKafka | (() => Promise<OwnKafka>),
  body: (cluster: () => Cluster) => void,
): void {
  describeOrSkipLoudly(name, whatIsMissing(), () => {
    let cluster: Cluster | undefined;
    let folder: DataFolder | undefined;

    beforeAll(async () => {
      const made = DataFolder.make();
      folder = made;
      const watch = made.keepWatchOver.bind(made);
      const wanted = typeof options === 'function' ? await options() : options;
      cluster = await Cluster.start({ ...wanted, folder: join(made.path, 'kafka'), watch });
    }, START_MS);

    afterAll(async () => {
      await cluster?.kill();
      await folder?.remove();
    }, 60_000);

    body(() => {
      if (cluster === undefined) throw new Error('Kafka is there from beforeAll on');
      return cluster;
    });
  });
}

/** Asks the run for its broker (offer-kafka.ts). */
async function sharedBroker(): Promise<string> {
  const answer = await text(connect(Number(process.env['TEST_KAFKA_OFFER']), '127.0.0.1'));
  const { brokers, problem } = JSON.parse(answer) as { brokers?: string; problem?: string };
  if (brokers === undefined) throw new Error(problem);
  return brokers;
}
