import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, closeSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { classPath } from './libraries';

/** A place in the cluster: node number, port of the clients, port of the controllers among themselves. */
export interface Seat {
  readonly node: number;
  readonly port: number;
  readonly controllerPort: number;
}

/** A door beside the one that needs neither password nor certificate, as a real cluster has it. */
export interface Listener {
  /** In capital letters: settings of its own begin with `listener.name.` and the name in small ones. */
  readonly name: string;
  readonly protocol: 'SSL' | 'SASL_SSL' | 'SASL_PLAINTEXT';
  readonly port: number;
}

/** What a broker is to be beside what all are. */
export interface BrokerExtras {
  /** Settings beside ours, or in their place. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Doors beside the plain one; their ports are on one machine, so of one broker. */
  readonly listeners?: readonly Listener[];
  /** Users that the storage is made with: what `--add-scram` of Kafka's storage tool takes, each with its password. */
  readonly scramUsers?: readonly string[];
  /** Told of each process, for whoever sees to it that none stays behind. */
  readonly watch?: (child: ChildProcess) => void;
}

/** Small and quick to start: what a development or test broker does is over before a better compiler pays. */
const JVM = [
  '-Xms128m',
  '-Xmx512m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xshare:auto',
  '-Djava.awt.headless=true',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
];
const STOP_MS = 20_000;

/** One Kafka broker that is also a controller (KRaft): a Java process with its data in a folder. */
export class Broker {
  private child: ChildProcess | undefined;

  /**
   * @param folder where data and log of this broker go
   * @param seats the whole cluster, this broker among it
   */
  constructor(
    private readonly folder: string,
    readonly seat: Seat,
    private readonly clusterId: string,
    private readonly seats: readonly Seat[],
    private readonly extras: BrokerExtras = {},
  ) {}

  get address(): string {
    return `127.0.0.1:${this.seat.port}`;
  }

  /** The Java process; undefined where it does not run. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts the process; the first time it makes the storage. The broker is not ready yet then: `Cluster` waits for that. */
  async start(): Promise<void> {
    if (this.child !== undefined) throw new Error(`Broker ${this.seat.node} is running already`);
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(this.properties, this.settings());
    if (!existsSync(join(this.folder, 'data', 'meta.properties'))) await this.format();
    const log = openSync(join(this.folder, 'broker.log'), 'a');
    // In a group of its own: Ctrl-C is for whoever started it to pass on, when the clients are done.
    const child = spawn('java', [...JVM, '-cp', classPath, 'kafka.Kafka', this.properties], {
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    this.child = child;
    child.once('exit', () => (this.child = undefined));
    await once(child, 'spawn');
    this.extras.watch?.(child);
  }

  /** Asks it to stop, and waits for its end; it hands its partitions over and closes its files. */
  async stop(): Promise<void> {
    const patience = setTimeout(() => this.signal('SIGKILL'), STOP_MS);
    await this.end('SIGTERM');
    clearTimeout(patience);
  }

  /** Kills it, as a power cut would, and waits for its end. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** The end of its own log: what to show where it did not start. */
  lastWords(): string {
    const file = join(this.folder, 'broker.log');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-15).join('\n') : '';
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  private get properties(): string {
    return join(this.folder, 'server.properties');
  }

  private async format(): Promise<void> {
    const users = (this.extras.scramUsers ?? []).flatMap((user) => ['--add-scram', user]);
    const tool = ['kafka.tools.StorageTool', 'format', '--cluster-id', this.clusterId, '--config', this.properties];
    await promisify(execFile)('java', [...JVM, '-cp', classPath, ...tool, ...users], { timeout: 60_000 });
  }

  private settings(): string {
    const { node, port, controllerPort } = this.seat;
    const voters = this.seats.map((seat) => `${seat.node}@127.0.0.1:${seat.controllerPort}`).join(',');
    const replicas = Math.min(3, this.seats.length);
    const doors = [{ name: 'CLIENT', protocol: 'PLAINTEXT', port }, ...(this.extras.listeners ?? [])];
    const places = doors.map((door) => `${door.name}://127.0.0.1:${door.port}`).join(',');
    const protocols = doors.map(({ name, protocol }) => `${name}:${protocol}`).join(',');
    const settings: Record<string, string | number> = {
      'process.roles': 'broker,controller',
      'node.id': node,
      'controller.quorum.voters': voters,
      listeners: `${places},CONTROLLER://127.0.0.1:${controllerPort}`,
      'advertised.listeners': places,
      'listener.security.protocol.map': `${protocols},CONTROLLER:PLAINTEXT`,
      'inter.broker.listener.name': 'CLIENT',
      'controller.listener.names': 'CONTROLLER',
      'log.dirs': join(this.folder, 'data'),
      // A topic that nobody made with care is refused, not made up.
      'auto.create.topics.enable': 'false',
      'offsets.topic.replication.factor': replicas,
      'offsets.topic.num.partitions': 4,
      'transaction.state.log.replication.factor': replicas,
      'transaction.state.log.min.isr': Math.max(1, replicas - 1),
      'transaction.state.log.num.partitions': 4,
      'share.coordinator.state.topic.replication.factor': replicas,
      'share.coordinator.state.topic.min.isr': Math.max(1, replicas - 1),
      // The first consumer of a group need not wait for others.
      'group.initial.rebalance.delay.ms': 0,
      'num.network.threads': 2,
      'num.io.threads': 4,
      'log.cleaner.dedupe.buffer.size': 16 << 20,
      ...this.extras.settings,
    };
    return Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('');
  }
}
