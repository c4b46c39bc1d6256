import { join } from 'node:path';
import { freePorts } from '../../infra/free-ports';
import { Cluster } from '../../infra/kafka/cluster';
import { DataFolder, typescript } from '../support/data-folder';
import type { Part } from '../support/running-parts';
import { startWords } from './built-parts';
import { DatabaseServer } from './database-server';
import type { Diary } from './diary';
import { Service } from './service';
import { SmallDisk } from './small-disk';

const READY_WITHIN_MS = 120_000;
const PARTITIONS = 4;
/** A server's settings that are made for larger machines and loads; none that has to do with durability. */
const SETTINGS = { max_connections: '100' };
/** A disk this small is full when it is to be, and not by what PostgreSQL keeps for later. */
const SMALL_DISK_MB = 300;
const ON_A_SMALL_DISK = { max_wal_size: '64MB', min_wal_size: '32MB', shared_buffers: '32MB' };

/** A broker that was killed and is begun again waits until its cluster has given the former one up: 9 s by Kafka's default. */
const QUICK_BROKERS = { 'broker.session.timeout.ms': '2000', 'broker.heartbeat.interval.ms': '500' };

export interface SiteOptions {
  readonly brokers: 1 | 3;
  readonly projectors: number;
  /** Whether a broker that was killed may come back sooner than Kafka's default has it, for want of time. */
  readonly isInHaste: boolean;
  /** The database on a small disk of its own. */
  readonly smallDisk: boolean;
  readonly diary: Diary;
}

/** An authority's site: PostgreSQL, Kafka and the parts of the system, each in processes of its own. */
export class Site {
  readonly topic = 'case-events';
  readonly partitions = PARTITIONS;
  readonly projectors: Service[] = [];
  private readonly services: Service[] = [];
  private serials = 0;

  private constructor(
    readonly folder: DataFolder,
    readonly diary: Diary,
    readonly database: DatabaseServer,
    readonly cluster: Cluster,
    readonly disk: SmallDisk | undefined,
    private readonly ports: number[],
  ) {}

  /** Starts everything; fulfilled when all parts are ready. Where that fails, what was started is ended. */
  static async start({ brokers, projectors, isInHaste, smallDisk, diary }: SiteOptions): Promise<Site> {
    const folder = DataFolder.make();
    let database: DatabaseServer | undefined;
    let site: Site | undefined;
    try {
      const dataDir = join(folder.dataDir, 'server');
      const disk = smallDisk ? SmallDisk.mount(dataDir, SMALL_DISK_MB) : undefined;
      const [port = 0, ...ports] = await freePorts(20);
      const settings = { ...SETTINGS, ...(disk && ON_A_SMALL_DISK) };
      database = await DatabaseServer.start({ dataDir, port, settings, diary });
      const cluster = await Cluster.start({
        folder: join(folder.path, 'kafka'),
        brokers,
        ...(isInHaste && { settings: QUICK_BROKERS }),
        watch: folder.keepWatchOver.bind(folder),
      });
      diary.note(`PostgreSQL and ${brokers === 1 ? 'a broker' : `${brokers} brokers`} are there.`);
      site = new Site(folder, diary, database, cluster, disk, ports);
      site.begin('intake');
      site.begin('insight');
      for (let count = 0; count < projectors; count++) site.beginProjector();
      await site.ready();
      diary.note('All parts are ready.');
      return site;
    } catch (error) {
      const said = site?.lastWords ?? '';
      for (const service of site?.services ?? []) service.leave();
      database?.leave();
      await folder.remove();
      throw new Error(`The site did not start: ${(error as Error).message}\n${said}`, { cause: error });
    }
  }

  get intake(): Service {
    return this.services[0] as Service;
  }

  get insight(): Service {
    return this.services[1] as Service;
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  get brokers(): string[] {
    return this.cluster.addresses.split(',');
  }

  /** Begins one more of a part. */
  begin(part: Part, words: readonly string[] = startWords(part)): Service {
    const serial = ++this.serials;
    const service = new Service({
      name: part === 'projector' ? `projector ${this.projectors.length + 1}` : part,
      folder: this.folder,
      diary: this.diary,
      words,
      port: this.ports[serial] as number,
      environment: {
        DATABASE_URL: this.databaseUrl,
        DATA_DIR: this.folder.dataDir,
        KAFKA_BROKERS: this.cluster.addresses,
        KAFKA_PARTITIONS: String(PARTITIONS),
      },
    });
    this.services.push(service);
    return service;
  }

  beginProjector(): Service {
    const projector = this.begin('projector');
    this.projectors.push(projector);
    return projector;
  }

  /** Begins a projector that cannot apply a poisoned event (faulty-projector.ts). */
  beginFaultyProjector(): Service {
    const projector = this.begin('projector', typescript('test/faults/faulty-projector.ts'));
    this.projectors.push(projector);
    return projector;
  }

  /** Has projectors without a fault take the place of all that run. */
  async putProjectorsRight(): Promise<void> {
    const before = [...this.projectors];
    for (let count = 0; count < before.length; count++) this.beginProjector();
    await this.ready();
    for (const projector of before) await this.dismiss(projector);
  }

  /** Asks a projector to stop, for good. */
  async dismiss(projector: Service): Promise<void> {
    await projector.stop();
    this.projectors.splice(this.projectors.indexOf(projector), 1);
  }

  /** Fulfilled when every part answers. */
  async ready(): Promise<void> {
    const running = [this.intake, this.insight, ...this.projectors];
    await Promise.all(running.map((service) => service.ready(READY_WITHIN_MS)));
  }

  /** The end of what each part said. */
  get lastWords(): string {
    return this.services.map(({ lastWords }) => lastWords).join('\n');
  }

  /** Ends everything and removes its files. */
  async remove(): Promise<void> {
    for (const service of this.services) service.leave();
    this.database.leave();
    await this.folder.remove();
  }
}
