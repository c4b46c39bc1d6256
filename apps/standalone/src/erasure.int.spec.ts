import { parseDay, parseInstant } from '@careledger/calendar';
import { Today } from '@careledger/config';
import { protect } from '@careledger/access';
import { MadeTokens } from '../../../libs/access/src/testing/made-tokens';
import { JournalLog, type Consumer } from '@careledger/event-log';
import { ProblemFilter } from '@careledger/http-problems';
import { createPool } from '@careledger/store';
import { Projector } from '@careledger-app/projector';
import { registerImportBodies } from '@careledger-app/importer';
import { describeApi } from '@careledger-app/insight';
import { registerEventBodies } from '@careledger-app/intake';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { Sweep } from '../../../libs/erasure/src/sweep';
import { StandaloneModule } from './standalone.module';

jest.setTimeout(60_000);

const ADA = 'child-ada-0001';
const BEN = 'child-ben-0002';
/** Stands in whatever is sent of Ada that names something. */
const MARK = 'mark4ada';

let database: TestDatabase;
let pool: Pool;
let log: JournalLog;
let tokens: MadeTokens;
let app: NestFastifyApplication;
let consumer: Consumer;
let address: string;
let clock = parseInstant('2020-06-01T09:00:00Z');

beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, 8);
  log = await JournalLog.open({ pool, partitions: 3, clock: () => clock });
  tokens = await MadeTokens.make();
  const projector = new Projector(pool, () => undefined);
  consumer = log.consume({
    from: (partition) => projector.nextOffset(partition),
    onBatch: async (batch) => void (await projector.apply(batch)),
  });
  const today = Today.of({ today: parseDay('2021-03-31') });
  const retention = { years: 6, careYears: 75, refusalsDays: 90, deadLettersDays: 30, accessLogDays: 365 };
  const module = StandaloneModule.forRoot(
    { pool, log, today, fixture: null },
    pool,
    database.url,
    tokens.access,
    { pool, databaseUrl: database.url, logger: console },
    retention,
  );
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: false });
  await protect(app);
  registerEventBodies(app.getHttpAdapter().getInstance());
  registerImportBodies(app.getHttpAdapter().getInstance());
  app.useGlobalFilters(new ProblemFilter());
  describeApi(app);
  await pool.query(`INSERT INTO refusal (refused_at, field, rule, payload) VALUES ('2020-03-01', 'f', 'r', 'too old')`);
  await app.listen(0, '127.0.0.1');
  address = await app.getUrl();
});

afterAll(async () => {
  await app.close();
  await consumer.stop();
  await log.close();
  await pool.end();
  await database.drop();
  tokens.remove();
});

type Who = 'keeper' | 'asker' | 'decider' | 'auditor' | 'reader' | 'sender' | 'other';

const CLAIMS = {
  asker: { name: 'asker', roles: ['data-protection'], authorities: ['841', '842'] },
  decider: { name: 'decider', roles: ['data-protection'], authorities: ['841', '842'] },
  keeper: { name: 'keeper', roles: ['data-protection', 'sealed-records'] },
  auditor: { name: 'auditor', roles: ['auditor'], authorities: ['841', '842'] },
  reader: { name: 'reader', roles: ['operations'], authorities: ['841', '842'] },
  sender: { name: 'sender', roles: ['emitter'], sources: ['*'], authorities: ['841', '842'] },
  other: { name: 'other', roles: ['data-protection'], authorities: ['100'] },
} as const;

/** What the tests look into, whichever call it is of. */
interface Answer {
  readonly status: number;
  readonly body: {
    readonly id: string | number;
    readonly points: readonly [{ readonly numerator: number }];
    readonly due: readonly { readonly child: string }[];
    readonly next: string | null;
    readonly [list: string]: unknown;
  };
}

async function ask(
  who: Who,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  type = 'application/json',
): Promise<Answer> {
  const response = await fetch(`${address}${path}`, {
    method,
    headers: { ...(await tokens.bearer(CLAIMS[who])), ...(body !== undefined && { 'content-type': type }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const event = (subject: string, type: string, data: object, id: string) => ({
  ...{ specversion: '1.0', id, source: '/test/case-system', type: `csc.${type}`, subject, authority: '841' },
  ...{ recordedtime: '2020-06-01T08:00:00Z', data },
});
const referral = (subject: string, id: string, receivedOn = '2020-06-01') =>
  event(subject, 'referral.received', { id, receivedOn, leadChild: true }, id);

async function send(...events: object[]): Promise<Answer> {
  clock += 60_000_000;
  return ask('sender', 'POST', '/v1/events', events, 'application/cloudevents-batch+json');
}

/** Waits until everything that the log has is in the figures. */
async function caughtUp(): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ behind: number }>(
      `SELECT count(*) AS behind FROM log_partition l
         LEFT JOIN projector_position p ON p.partition = l.partition AND consumer = 'ledger'
        WHERE l.next_offset > coalesce(p.next_offset, 0)`,
    );
    if (rows[0]?.behind === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Where in any table, or in what the database's statistics keep of them, there is a text; in bytes too. */
async function placesOf(text: string): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      UNION ALL SELECT 'pg_stats'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query(
      `SELECT FROM ${name} AS row WHERE strpos(row::text, $1) > 0 OR strpos(row::text, encode(convert_to($1, 'UTF8'), 'hex')) > 0`,
      [text],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

const figure = async (knownAt?: string): Promise<number> => {
  const at = knownAt === undefined ? '' : `&knownAt=${knownAt}`;
  const path = `/v1/measures/referrals-received/series?authority=841&grain=month&from=2020-06&to=2020-06${at}`;
  return (await ask('reader', 'GET', path)).body.points[0].numerator;
};
const list = (what: string, query: string) =>
  ask('reader', 'GET', `/v1/measures/referrals-received/${what}?authority=841&grain=month&period=2020-06${query}`);

describe('the erasure of a child', () => {
  const BEFORE = '2020-07-01T00:00:00Z';
  const request = { authority: '841', child: ADA, ground: 'objection', reason: 'request 17' };
  let id: string;

  beforeAll(async () => {
    await send(
      event(ADA, 'child.described', { birthMonth: '2012-09', gender: 'F' }, `${MARK}-d`),
      referral(ADA, `${MARK}-r1`),
      event(
        ADA,
        'allocation.started',
        { id: `${MARK}-a`, startedOn: '2020-06-02', worker: 'worker-of-many', qualified: true },
        `${MARK}-a`,
      ),
      referral(BEN, 'r1'),
      event(
        BEN,
        'allocation.started',
        { id: 'a1', startedOn: '2020-06-02', worker: 'worker-of-many', qualified: true },
        'a1',
      ),
    );
    expect((await send(referral(ADA, `${MARK}-r2`, '2020-06-31'))).status).toBe(422);
    await caughtUp();
    expect((await ask('reader', 'GET', `/v1/children/841/${ADA}`)).status).toBe(200);
    clock = parseInstant('2020-08-01T09:00:00Z');
    await pool.query('ANALYZE');
    expect(await placesOf(ADA)).toEqual(expect.arrayContaining(['event', 'child', 'refusal', 'access_log']));
    expect(await figure()).toBe(2);
  });

  it('is asked for by one person, who learns what would go', async () => {
    expect(await ask('asker', 'POST', '/v1/erasures', { ...request, ground: 'whim' })).toMatchObject({
      status: 400,
      body: { field: 'ground' },
    });
    expect((await ask('other', 'POST', '/v1/erasures', request)).status).toBe(403);
    expect(await ask('asker', 'POST', '/v1/erasures', { ...request, child: 'child-eve-0009' })).toMatchObject({
      status: 404,
      body: { title: 'Nothing is kept of such a child' },
    });
    const asked = await ask('asker', 'POST', '/v1/erasures', request);
    expect(asked).toMatchObject({
      status: 201,
      body: {
        ...{ state: 'asked', child: ADA, askedBy: 'asker', decidedBy: null, erased: null, holds: [] },
        found: { events: 3, refusals: 1, deadLetters: 0, readings: 1, seals: 0 },
      },
    });
    id = String(asked.body.id);
    expect((await ask('asker', 'POST', '/v1/erasures', request)).status).toBe(409);
    expect(await figure()).toBe(2);
  });

  it('is not carried out by whoever asked, nor for another authority, nor while a hold forbids it', async () => {
    expect(await ask('asker', 'POST', `/v1/erasures/${id}/carry-out`)).toMatchObject({
      status: 403,
      body: { title: 'Somebody else must carry it out' },
    });
    expect((await ask('other', 'POST', `/v1/erasures/${id}/carry-out`)).status).toBe(403);
    expect((await ask('other', 'GET', `/v1/erasures/${id}`)).status).toBe(403);
    const hold = await ask('reader', 'POST', '/v1/holds', { authority: '841', reason: 'national inquiry' });
    expect(hold).toMatchObject({ status: 201, body: { child: null, setBy: 'reader', liftedAt: null } });
    expect(await ask('decider', 'POST', `/v1/erasures/${id}/carry-out`)).toMatchObject({
      status: 409,
      body: { title: 'A hold forbids it' },
    });
    expect((await ask('auditor', 'GET', `/v1/erasures/${id}`)).body.holds).toMatchObject([
      { reason: 'national inquiry' },
    ]);
    expect((await ask('other', 'POST', `/v1/holds/${hold.body.id}/lift`)).status).toBe(403);
    expect(await ask('decider', 'POST', `/v1/holds/${hold.body.id}/lift`)).toMatchObject({
      status: 200,
      body: { liftedBy: 'decider' },
    });
    expect((await ask('auditor', 'GET', '/v1/holds?authority=841')).body).toEqual({ holds: [] });
    expect((await ask('auditor', 'GET', '/v1/holds?authority=841&all=true')).body.holds).toHaveLength(1);
  });

  it('is carried out by another, and leaves nothing of the child in the database', async () => {
    const { rows: keys } = await pool.query<{ key: string }>(
      `SELECT DISTINCT child_key::text AS key FROM event WHERE payload LIKE '%${ADA}%'`,
    );
    expect((await ask('decider', 'POST', `/v1/erasures/${id}/carry-out`)).status).toBe(202);
    await caughtUp();
    for (const text of [ADA, MARK, keys[0]?.key ?? ADA]) expect([text, await placesOf(text)]).toEqual([text, []]);
    const done = await ask('auditor', 'GET', `/v1/erasures/${id}`);
    expect(done.body).toMatchObject({
      ...{ state: 'done', child: null, askedBy: 'asker', decidedBy: 'decider', found: null, arrivedLater: 0 },
      erased: { events: 3, refusals: 1, readings: 1 },
    });
    // Sent again it changes nothing, and it is too late for a second thought.
    expect((await ask('decider', 'POST', `/v1/erasures/${id}/carry-out`)).body).toMatchObject({ state: 'done' });
    expect((await ask('decider', 'POST', `/v1/erasures/${id}/withdraw`)).status).toBe(409);
    expect((await ask('reader', 'GET', `/v1/children/841/${ADA}`)).status).toBe(404);
  });

  it('leaves figures as known before as they were, with lines that name nobody', async () => {
    expect([await figure(), await figure(BEFORE)]).toEqual([1, 2]);
    expect((await list('entries', '')).body).toMatchObject({ reconciled: true, entries: [{ child: BEN }] });
    const then = (await list('entries', `&knownAt=${BEFORE}`)).body;
    expect(then).toMatchObject({ reconciled: true, differences: [] });
    expect(then.entries).toHaveLength(2);
    expect(then.entries).toContainEqual({
      ...{ child: null, erased: true, date: '2020-06-01', numerator: 1, denominator: null, sources: [], cause: null },
      groups: expect.objectContaining({ gender: 'F' }) as object,
      knownAt: '2020-06-01T09:01:00Z',
    });
    expect((await list('restatements', `&since=${BEFORE}`)).body.restatements).toMatchObject([
      { child: null, erased: true, numerator: -1, cause: id, type: 'careledger.control.child-erased' },
    ]);
  });

  it('has what is sent of the child afterwards refused, and not kept', async () => {
    // An intake may be a second late in noticing the first erasure of all; what it lets pass is erased as it comes.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const again = await send(
      referral(ADA, `${MARK}-r3`),
      referral(ADA, `${MARK}-r4`, '2020-06-31'),
      referral(BEN, 'r2'),
    );
    expect(again).toMatchObject({
      status: 202,
      body: {
        ...{ accepted: 1, rejectedCount: 2 },
        rejected: [
          { index: 0, id: `${MARK}-r3`, field: 'subject', rule: 'erased' },
          { index: 1, field: 'data.receivedOn' },
        ],
      },
    });
    // What passes the intake by is erased as it comes.
    const late = referral(ADA, `${MARK}-r5`);
    await log.append([{ event: late as never, payload: JSON.stringify(late) }], { historical: false });
    await caughtUp();
    expect(await placesOf(MARK)).toEqual([]);
    // Whoever asks for the record by its pseudonym leaves no trace of that either.
    expect((await ask('reader', 'GET', `/v1/children/841/${ADA}`)).status).toBe(404);
    expect(await placesOf(ADA)).toEqual([]);
    expect(await figure()).toBe(2);
    expect((await ask('auditor', 'GET', `/v1/erasures/${id}`)).body).toMatchObject({ arrivedLater: 1 });
    expect(await ask('asker', 'POST', '/v1/erasures', request)).toMatchObject({
      status: 409,
      body: { title: 'It was erased before' },
    });
  });

  it('can be followed by a new record, where somebody lets the child in again', async () => {
    expect((await ask('decider', 'POST', `/v1/erasures/${id}/let-in`)).body).toMatchObject({ letInBy: 'decider' });
    expect((await send(referral(ADA, 'r6'))).body).toMatchObject({ accepted: 1 });
    await caughtUp();
    expect(await figure()).toBe(3);
    expect((await ask('reader', 'GET', `/v1/children/841/${ADA}`)).body.entities).toHaveLength(1);
  });

  it('can be withdrawn before it is carried out, and names nobody then', async () => {
    const asked = await ask('asker', 'POST', '/v1/erasures', request);
    expect(await ask('decider', 'POST', `/v1/erasures/${asked.body.id}/withdraw`)).toMatchObject({
      status: 200,
      body: { state: 'withdrawn', child: null, found: null },
    });
    expect((await ask('decider', 'POST', `/v1/erasures/${asked.body.id}/carry-out`)).status).toBe(409);
    const first = await ask('auditor', 'GET', '/v1/erasures?authority=841&limit=1');
    expect(first.body).toMatchObject({ erasures: [{ state: 'withdrawn' }] });
    const second = await ask('auditor', 'GET', first.body.next ?? '');
    expect(second.body).toMatchObject({ erasures: [{ id, state: 'done' }], next: null });
    expect((await ask('auditor', 'GET', '/v1/erasures?authority=841&state=asked')).body.erasures).toEqual([]);
  });
});

describe('of a sealed child', () => {
  it('nothing is told to those who may not know of it', async () => {
    await pool.query(
      `INSERT INTO child_seal (authority, subject, reason, sealed_by) VALUES ('841', $1, 'of the test', 'test')`,
      [BEN],
    );
    const request = { authority: '841', child: BEN, ground: 'objection', reason: 'request 18' };
    expect(await ask('asker', 'POST', '/v1/erasures', request)).toMatchObject({
      status: 404,
      body: { title: 'Nothing is kept of such a child' },
    });
    const asked = await ask('keeper', 'POST', '/v1/erasures', request);
    expect(asked).toMatchObject({ status: 201, body: { child: BEN, found: { seals: 1 } } });
    const listed = await ask('asker', 'GET', '/v1/erasures?authority=841&state=asked');
    expect(listed.body['erasures']).toMatchObject([{ child: null, sealed: true }]);
    expect((await ask('decider', 'POST', `/v1/erasures/${asked.body.id}/carry-out`)).status).toBe(403);
    expect((await ask('keeper', 'POST', `/v1/erasures/${asked.body.id}/withdraw`)).status).toBe(200);
    const { body: hold } = await ask('reader', 'POST', '/v1/holds', {
      authority: '841',
      child: BEN,
      reason: 'a claim',
    });
    expect((await ask('auditor', 'GET', '/v1/holds?authority=841')).body['holds']).toMatchObject([
      { child: null, sealed: true },
    ]);
    expect((await ask('decider', 'POST', `/v1/holds/${hold.id}/lift`)).body).toMatchObject({ liftedBy: 'decider' });
  });
});

describe('retention', () => {
  const of842 = (subject: string, type: string, data: object, id: string) => ({
    ...event(subject, type, data, id),
    authority: '842',
  });
  const born = (subject: string, birthMonth: string) =>
    of842(subject, 'child.described', { birthMonth, gender: 'U' }, `${subject}-d`);
  const inCare = (subject: string) =>
    of842(subject, 'care.started', { id: 'c1', startedOn: '2020-05-01', legalStatus: 'C2' }, `${subject}-c1`);
  const contact = (subject: string, id = 'k1') =>
    of842(subject, 'contact.received', { id, receivedOn: '2020-05-01' }, `${subject}-${id}`);

  /** The children who are due, page by page. */
  async function due(): Promise<string[]> {
    const children: string[] = [];
    for (let path: string | null = '/v1/erasures/due?authority=842&limit=1'; path !== null;) {
      const { body }: Answer = await ask('auditor', 'GET', path);
      expect(body).toMatchObject({ configured: true });
      children.push(...body.due.map(({ child }) => child));
      path = body.next;
    }
    return children.sort();
  }

  it('lists who is due: so long after the last thing that was recorded, of a child in care not before its age', async () => {
    await send(
      contact('child-long-silent'),
      ...[contact('child-still-known'), contact('child-that-is-held')],
      ...[born('child-in-care-young', '2012-09'), inCare('child-in-care-young')],
      ...[born('child-in-care-old', '1951-12'), inCare('child-in-care-old')],
      inCare('child-in-care-unborn'),
    );
    await caughtUp();
    expect(await due()).toEqual([]);
    clock = parseInstant('2026-01-01T00:00:00Z');
    await send(contact('child-still-known', 'k2'));
    await ask('reader', 'POST', '/v1/holds', { authority: '842', child: 'child-that-is-held', reason: 'a claim' });
    await caughtUp();
    clock = parseInstant('2026-11-30T23:59:59Z');
    expect(await due()).toEqual(['child-long-silent']);
    clock = parseInstant('2026-12-01T00:00:00Z');
    expect(await due()).toEqual(['child-in-care-old', 'child-long-silent']);
    const request = { authority: '842', child: 'child-long-silent', ground: 'retention-over', reason: 'six years' };
    expect((await ask('asker', 'POST', '/v1/erasures', request)).status).toBe(201);
    expect(await due()).toEqual(['child-in-care-old']);
  });

  it('deletes what is too old as soon as the program starts', async () => {
    await app.get(Sweep).onApplicationShutdown();
    expect(await placesOf('too old')).toEqual([]);
  });

  it('deletes refusals, dead letters and readings that are too old, but not what a hold keeps', async () => {
    clock = parseInstant('2027-01-01T00:00:00Z');
    const count = async (table: string, where: string): Promise<number> => {
      const { rows } = await pool.query<{ count: number }>(`SELECT count(*) AS count FROM ${table} WHERE ${where}`);
      return rows[0]?.count ?? -1;
    };
    await pool.query(
      `DELETE FROM refusal; DELETE FROM access_log; UPDATE hold SET lifted_at = now() WHERE lifted_at IS NULL`,
    );
    for (const at of ['2020-01-01', '2026-12-31']) {
      await pool.query(
        `INSERT INTO refusal (refused_at, field, rule, payload, authority)
         SELECT $1::timestamptz, 'f', 'r', 'p', authority FROM unnest(ARRAY['841', '842', NULL]) AS authority`,
        [at],
      );
      await pool.query(
        `INSERT INTO access_log (at, who, role, route, authority, child, result)
         SELECT $1::timestamptz, 'w', 'r', 'GET', authority, 'c', 'given' FROM unnest(ARRAY['841', '842']) AS authority`,
        [at],
      );
      await pool.query(
        `INSERT INTO dead_letter (partition, "offset", field, rule, received_at, key, payload, bytes, historical)
         SELECT 0, coalesce(max("offset"), 0) + 1, 'f', 'r', $1::timestamptz, 'k', 'p', 1, false FROM dead_letter`,
        [at],
      );
    }
    const { body: hold } = await ask('reader', 'POST', '/v1/holds', { authority: '842', reason: 'inquiry' });
    const sweep = app.get(Sweep);
    expect(await sweep.sweep()).toEqual({ refusals: 1, deadLetters: 0, readings: 1 });
    await ask('decider', 'POST', `/v1/holds/${hold.id}/lift`);
    expect(await sweep.sweep()).toEqual({ refusals: 2, deadLetters: 1, readings: 1 });
    expect(await sweep.sweep()).toEqual({ refusals: 0, deadLetters: 0, readings: 0 });
    expect([await count('refusal', 'true'), await count('access_log', `who = 'w'`)]).toEqual([3, 2]);
    expect(await count('dead_letter', `payload IS NULL AND status = 'discarded'`)).toBe(1);
    expect(await count('dead_letter', `payload IS NOT NULL AND status = 'open'`)).toBe(1);
  });
});
