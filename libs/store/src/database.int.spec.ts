import { Pool } from 'pg';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../../../test/support/database';
import { createPool, openDatabase } from './database';

describe('openDatabase', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await emptyDatabase();
  });
  afterEach(() => database.drop());

  it('makes the tables once, also when several start at the same time', async () => {
    const sources = await Promise.all([1, 2, 3].map(() => openDatabase(database.url)));
    const [first] = sources;
    expect(await first?.query('SELECT name FROM migration ORDER BY id')).toEqual([
      { name: 'EventLog1700000000001' },
      { name: 'Ledger1700000000002' },
      { name: 'Kafka1700000000010' },
      { name: 'Access1700000000020' },
      { name: 'ControlEvents1700000000030' },
      { name: 'Chains1700000000040' },
      { name: 'Audits1700000000050' },
      { name: 'Publication1700000000060' },
      { name: 'Generations1700000000070' },
      { name: 'Erasure1700000000080' },
      { name: 'Disclosure1700000000090' },
      { name: 'SqlViews1700000000100' },
      { name: 'PublicationViews1700000000110' },
      { name: 'PostingsOfChildren1700000000120' },
    ]);
    expect(await first?.query('SELECT * FROM breakdown_group')).toHaveLength(1);
    await Promise.all(sources.map((source) => source.destroy()));
  });

  it('refuses a database that a newer version has migrated', async () => {
    const source = await openDatabase(database.url);
    await source.query(`INSERT INTO migration (timestamp, name) VALUES (1, 'FromTheFuture1')`);
    await source.destroy();
    await expect(openDatabase(database.url)).rejects.toThrow(/newer version of the program \(FromTheFuture1\)/);
  });

  it('says what is wrong when there is no database', async () => {
    await expect(openDatabase('postgres://nobody@127.0.0.1:1/none')).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe('createPool', () => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());
  afterEach(() => pool.end());

  it('reads bigints, dates and instants as exact numbers, whatever time zone the server has', async () => {
    pool = createPool(database.url, 1);
    const { rows } = await pool.query<Record<string, unknown>>(
      `SELECT count(*) AS n, date '1970-01-02' AS day, timestamptz '1970-01-01 01:00:00.000001+01' AS instant,
              ARRAY[1::bigint, NULL] AS bigints, ARRAY[date '1970-01-03'] AS days,
              ARRAY[timestamptz '1970-01-01 00:00:01Z'] AS instants, '{}'::bigint[] AS none`,
    );
    expect(rows).toEqual([
      { n: 1, day: 1, instant: 1, bigints: [1, null], days: [2], instants: [1_000_000], none: [] },
    ]);
  });

  it('leaves pg itself as it was', async () => {
    pool = new Pool({ connectionString: database.url });
    const { rows } = await pool.query<{ n: unknown }>('SELECT 1::bigint AS n');
    expect(rows).toEqual([{ n: '1' }]);
  });

  it('outlives a connection that breaks while idle', async () => {
    const broken: Error[] = [];
    pool = createPool(database.url, 2, { applicationName: 'victim', onIdleError: (error) => broken.push(error) });
    const victim = await pool.connect();
    const { rows } = await victim.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    victim.release();
    const other = new Pool({ connectionString: database.url });
    await other.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
    await other.end();
    while (broken.length === 0) await new Promise(setImmediate);
    await expect(pool.query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
  });

  it('outlives a connection that breaks between two queries of its user, who learns of it from the next', async () => {
    pool = createPool(database.url, 2);
    const [victim, other] = await Promise.all([pool.connect(), pool.connect()]);
    const { rows } = await victim.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const broken = new Promise((resolve) => victim.once('end', resolve));
    await other.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
    await broken;
    await expect(victim.query('SELECT 1')).rejects.toThrow();
    victim.release(true);
    other.release();
  });
});
