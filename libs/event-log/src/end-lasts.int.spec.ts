import { join } from 'node:path';
import type { Instant } from '@careledger/calendar';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@careledger/embedded-postgres';
import { createPool, openDatabase } from '@careledger/store';
import type { Pool } from 'pg';
import { ended, signalPostmaster } from '../../embedded-postgres/src/postmaster';
import { DataFolder } from '../../../test/support/data-folder';
import { describeWithKafka } from '../../../test/support/kafka';
import type { EventLog, LogEnd } from './event-log';
import { JournalLog } from './journal-log';
import { KafkaLog } from './kafka-log';

jest.setTimeout(120_000);

const PARTITIONS = 3;
/** What no commit waits for stays in memory for as long as PostgreSQL can be made to leave it there. */
const SLOW_WRITER = { wal_writer_delay: '10s', wal_writer_flush_after: '1GB' };

interface Promised {
  readonly partition: number;
  readonly instant: Instant;
}

describeWithKafka('the end of the log, once it is said', (kafka) => {
  let folder: DataFolder;
  let server: EmbeddedPostgres;
  let pool: Pool;

  beforeEach(async () => {
    folder = DataFolder.make();
    await begin();
    await (await openDatabase(server.url)).destroy();
  });
  afterEach(async () => {
    await pool.end();
    await folder.remove();
  });

  async function begin(): Promise<void> {
    server = await startEmbeddedPostgres({ dataDir: join(folder.dataDir, 'server'), settings: SLOW_WRITER });
    pool = createPool(server.url, 4);
    pool.on('error', () => undefined); // its connections die with the server
  }

  /** Asks for the end and kills the database at once; gives what was said, and what the database then has. */
  async function sayAndDie(open: () => Promise<EventLog>, floors: string): Promise<[LogEnd, Promised[]]> {
    const log = await open();
    const end = await log.end();
    signalPostmaster(server.pid, 'SIGKILL');
    await ended(server.pid, 20_000);
    await log.close();
    await pool.end();
    await begin();
    const { rows } = await pool.query<Promised>(floors);
    return [end, rows];
  }

  it('outlives a crash of the database: Kafka', async () => {
    const settings = { brokers: kafka().brokers, topic: `end-${Date.now()}`, partitions: PARTITIONS };
    const [{ at }, promised] = await sayAndDie(
      () => KafkaLog.open({ settings, pool }),
      'SELECT partition, instant FROM log_floor ORDER BY partition',
    );
    expect(promised).toEqual([0, 1, 2].map((partition) => ({ partition, instant: at })));
  });

  it('outlives a crash of the database: journal', async () => {
    const [{ at }, promised] = await sayAndDie(
      () => JournalLog.open({ pool, partitions: PARTITIONS }),
      'SELECT partition, last_instant AS instant FROM log_partition ORDER BY partition',
    );
    expect(promised).toEqual([0, 1, 2].map((partition) => ({ partition, instant: at })));
  });
});
