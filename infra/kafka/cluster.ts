import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { freePorts } from '../free-ports';
import { Broker, type BrokerExtras, type Seat } from './broker';
import { fetchLibraries } from './libraries';

const READY_MS = 60_000;
const LOOK_AGAIN_MS = 100;

export interface ClusterOptions extends BrokerExtras {
  /** Where data and logs go. What is there is gone on with: then the cluster is what it was. */
  readonly folder: string;
  /** How many brokers; one where nothing is said. */
  readonly brokers?: number;
  /** Port of the first broker, the next ones follow; free ones where nothing is said. */
  readonly port?: number;
  readonly progress?: (message: string) => void;
}

/** What is kept in the folder, so that a cluster is found again as it was. */
interface Plan {
  readonly clusterId: string;
  readonly seats: readonly Seat[];
}

/** Kafka brokers on loopback. */
export class Cluster {
  private constructor(readonly brokers: readonly Broker[]) {}

  /** Starts a cluster, fulfilled when all brokers answer. Where that fails, what was started is stopped again. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    await fetchLibraries(options.progress);
    const { clusterId, seats } = await planFor(options);
    const brokers = seats.map(
      (seat) => new Broker(join(options.folder, `broker-${seat.node}`), seat, clusterId, seats, options),
    );
    const cluster = new Cluster(brokers);
    try {
      await Promise.all(brokers.map((broker) => broker.start()));
      await cluster.ready();
    } catch (error) {
      await Promise.all(brokers.map((broker) => broker.kill()));
      throw error;
    }
    return cluster;
  }

  /** As `KAFKA_BROKERS` has it. */
  get addresses(): string {
    return this.brokers.map(({ address }) => address).join(',');
  }

  /** Fulfilled when as many brokers answer as run. @throws Error with a broker's last words where one has ended */
  async ready(): Promise<void> {
    const running = this.brokers.filter(({ pid }) => pid !== undefined);
    const deadline = Date.now() + READY_MS;
    for (const broker of running) {
      while (!(await answers(broker.address, running.length))) {
        if (broker.pid === undefined || Date.now() > deadline) {
          throw new Error(`Broker ${broker.seat.node} did not start. Its last words:\n${broker.lastWords()}`);
        }
        await pause(LOOK_AGAIN_MS);
      }
    }
  }

  /** Stops the brokers, each handing over to those that are left. */
  async stop(): Promise<void> {
    // The last of several cannot reach a majority of controllers any more: side by side they need not wait for it.
    await Promise.all(this.brokers.map((broker) => broker.stop()));
  }

  /** Kills all brokers. */
  async kill(): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.kill()));
  }
}

async function planFor({ folder, brokers = 1, port }: ClusterOptions): Promise<Plan> {
  const file = join(folder, 'cluster.json');
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Plan) : undefined;
  if (kept !== undefined && kept.seats.length !== brokers) {
    throw new Error(
      `${folder} holds a cluster of ${kept.seats.length}, not of ${brokers}. Start it with --brokers ${kept.seats.length}, or take the folder away: its topics go with it.`,
    );
  }
  // Kafka's tool takes what begins with a hyphen for an option.
  const clusterId = kept?.clusterId ?? randomBytes(16).toString('base64url').replace(/^-/, '_');
  const ports = await freePorts(2 * brokers);
  const seats = Array.from({ length: brokers }, (_, index) => ({
    node: index + 1,
    port: port === undefined ? (ports[index] as number) : port + index,
    controllerPort: kept?.seats[index]?.controllerPort ?? (ports[brokers + index] as number),
  }));
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify({ clusterId, seats } satisfies Plan));
  return { clusterId, seats };
}

/** Whether a broker answers and knows of that many. */
async function answers(address: string, brokers: number): Promise<boolean> {
  const admin = new Kafka({
    clientId: 'careledger-start',
    brokers: [address],
    connectionTimeout: 500,
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  }).admin();
  try {
    await admin.connect();
    const { brokers: known, controller } = await admin.describeCluster();
    return known.length >= brokers && controller !== null;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
