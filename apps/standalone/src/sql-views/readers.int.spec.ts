import { parseDay } from '@careledger/calendar';
import { describeForViews } from '@careledger/sql-views';
import { createPool, openDatabase, READER_ROLES, rightsOf } from '@careledger/store';
import { randomBytes } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { casework } from '../../../insight/src/testing/casework';
import { MadeLedger } from '../../../insight/src/testing/made-ledger';
import { RunningInsight } from '../../../insight/src/testing/running-insight';

type Row = Record<string, unknown>;

/** Logins of a test, each removed with what it owns. */
class Logins {
  private readonly made: { name: string; password: string }[] = [];

  constructor(private readonly pool: Pool) {}

  /** A login of its own, a member of these roles. */
  async make(...roles: string[]): Promise<{ name: string; password: string }> {
    const login = { name: `login_${randomBytes(6).toString('hex')}`, password: randomBytes(12).toString('hex') };
    await this.pool.query(`CREATE ROLE ${login.name} LOGIN PASSWORD '${login.password}'`);
    for (const role of roles) await this.pool.query(`GRANT ${role} TO ${login.name}`);
    this.made.push(login);
    return login;
  }

  async remove(): Promise<void> {
    for (const { name } of this.made) await this.pool.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
  }
}

const urlOf = (database: string, { name, password }: { name: string; password: string }): string => {
  const url = new URL(database);
  [url.username, url.password] = [name, password];
  return url.href;
};

describe('readers of the SQL views', () => {
  let database: TestDatabase;
  let ledger: MadeLedger;
  let logins: Logins;

  beforeAll(async () => {
    database = await freshDatabase();
    ledger = await MadeLedger.open(database.url);
    logins = new Logins(ledger.pool);
    await ledger.append(casework());
    await ledger.project();
    await describeForViews(ledger.pool, { clock: { standsAt: parseDay('2021-04-20') }, fixture: null, reference: {} });
  });
  afterAll(async () => {
    await logins.remove();
    await ledger.close();
    await database.drop();
  });

  /** What somebody is told who asks as a login of a role: rows, or the code of the refusal. */
  async function asked(role: string, texts: readonly string[]): Promise<(Row[] | string)[]> {
    const client = new Client({ connectionString: urlOf(database.url, await logins.make(role)) });
    await client.connect();
    const answers: (Row[] | string)[] = [];
    for (const text of texts) {
      answers.push(
        await client.query<Row>(text).then(
          ({ rows }) => rows,
          (error: { code: string }) => error.code,
        ),
      );
    }
    await client.end();
    return answers;
  }

  it.each(Object.entries(READER_ROLES))('%s: may read %s and nothing else', async (role, schema) => {
    const other = Object.values(READER_ROLES).find((one) => one !== schema);
    const forbidden = [
      'SELECT * FROM event',
      'SELECT * FROM child',
      'SELECT * FROM posting',
      'SELECT * FROM balance',
      'SELECT * FROM publication',
      'SELECT * FROM published_cell',
      'SELECT * FROM careledger_views.ledger_posting',
      'SELECT * FROM careledger_views.program',
      `SELECT * FROM ${other}.fact_figure`,
      `INSERT INTO ${schema}.fact_target (authority) VALUES ('841')`,
      'CREATE TABLE public.mine (a int)',
      `CREATE TABLE ${schema}.mine (a int)`,
    ];
    const [readable, measures, ...refused] = await asked(role, [
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_t' AND c.relkind IN ('r', 'v', 'm', 'p', 'f', 'S')
          AND has_schema_privilege(n.oid, 'USAGE')
          AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'USAGE, SELECT')
                             ELSE has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(c.oid, 'SELECT, UPDATE') END`,
      `SELECT count(*)::int AS count FROM ${schema}.dim_measure`,
      ...forbidden,
    ]);
    const names = (readable as { name: string }[]).map(({ name }) => name.split('.')[0]);
    expect(new Set(names)).toEqual(new Set([schema]));
    expect(measures).toEqual([{ count: expect.any(Number) as number }]);
    expect(refused).toEqual(forbidden.map(() => '42501'));
  });

  it('see what was published, small numbers suppressed, and no proposal', async () => {
    const insight = await RunningInsight.start(ledger, '2021-04-20');
    try {
      const proposal = {
        authority: '841',
        periods: [{ grain: 'quarter', period: '2020-12' }],
        measures: ['cla', 'assessments-45wd', 'referrals-received'],
        breakdowns: ['gender'],
        knownAt: '2021-01-15T23:59:59.999999Z',
        note: 'Quarter 3',
        by: 'a.analyst',
      };
      const propose = async () => (await insight.send<{ id: number }>('POST', '/v1/publications', proposal)).body.id;
      const id = await propose();
      const figures = `SELECT measure, group_id, shown, numerator, denominator, value, rate, display
                         FROM careledger_publication.fact_figure ORDER BY measure, group_id`;
      expect(await asked('careledger_publication_reader', [figures])).toEqual([[]]);
      const { status } = await insight.send('POST', `/v1/publications/${id}/publish`, { by: 'b.head' });
      expect(status).toBe(200);
      await propose();
      const suppressed = {
        shown: 'suppressed',
        numerator: null,
        denominator: null,
        value: null,
        rate: null,
        display: 'c',
      };
      const [rows, periods, publications] = await asked('careledger_publication_reader', [
        figures,
        'SELECT label FROM careledger_publication.dim_period',
        'SELECT publication::int FROM careledger_publication.dim_publication',
      ]);
      expect(rows).toContainEqual({ measure: 'cla', group_id: 'all', ...suppressed });
      expect(rows).toContainEqual(
        expect.objectContaining({
          measure: 'assessments-45wd',
          group_id: 'all',
          shown: 'none',
          value: null,
          display: '–',
        }),
      );
      expect(periods).toEqual([{ label: 'Quarter 3 2020/21 (October to December 2020)' }]);
      expect(publications).toEqual([{ publication: id }]);
      const [exact] = await asked('careledger_internal_reader', [
        `SELECT publication::int, numerator::int, value, latest FROM careledger_internal.fact_publication_figure
          WHERE measure = 'cla' AND breakdown = ''`,
      ]);
      expect(exact).toEqual([{ publication: id, numerator: 1, value: 1, latest: true }]);
    } finally {
      await insight.stop();
    }
  });

  it('get their rights also where the program’s own user may not make roles', async () => {
    const owner = await logins.make();
    const managed = await emptyDatabase();
    const [name] = new URL(managed.url).pathname.split('/').slice(-1);
    await ledger.pool.query(`ALTER DATABASE ${name} OWNER TO ${owner.name}`);
    await (await openDatabase(urlOf(managed.url, owner))).destroy();
    const pool = createPool(urlOf(managed.url, owner), 2);
    try {
      // Somebody had made these; one that nobody has made stays unmade, and nothing fails.
      const described = { clock: { daysAhead: 0 }, fixture: null, reference: {} };
      expect(await describeForViews(pool, described)).toEqual([]);
      await pool.query(rightsOf({ reader_that_nobody_made: 'careledger_internal' }));
      const { rows } = await pool.query(
        `SELECT to_regrole('reader_that_nobody_made')::text AS unmade,
                has_table_privilege('careledger_internal_reader', 'careledger_internal.fact_figure', 'SELECT') AS may`,
      );
      expect(rows).toEqual([{ unmade: null, may: true }]);
    } finally {
      await pool.end();
      await managed.drop();
    }
  });
});
