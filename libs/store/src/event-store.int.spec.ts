import { createHash } from 'node:crypto';
import { parseInstant } from '@careledger/calendar';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { BinaryCopy, writeRows } from './copy-binary';
import { createPool } from './database';
import { childKey, eventKey, eventsOfChildren } from './event-store';

const COLUMNS = 'partition, "offset", appended_at, child_key, event_key, payload, commitment, chain';
const AT = parseInstant('2024-05-01T12:00:00.000001Z');

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, 2);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

beforeEach(() => pool.query('TRUNCATE event'));

/** Writes events of [partition, offset, subject]; `key` in place of the subject's own, null payload where it is erased. */
async function store(events: [number, number, string, { key?: Buffer; erased?: boolean }?][]): Promise<void> {
  const copy = new BinaryCopy();
  for (const [partition, offset, subject, { key, erased } = {}] of events) {
    const event = { authority: '841', subject, source: '/s', id: `e-${partition}-${offset}` };
    copy
      .row(8)
      .int2(partition)
      .int8(offset)
      .timestamptz(AT + offset)
      .int8Bytes(key ?? childKey('841', subject))
      .int8Bytes(eventKey(event.source, event.id));
    if (erased) copy.null();
    else copy.text(JSON.stringify(event));
    copy.bytea(Buffer.alloc(32)).bytea(Buffer.alloc(32));
  }
  const client = await pool.connect();
  await writeRows(client, `event (${COLUMNS})`, copy);
  client.release();
}

const ada = { authority: '841', subject: 'ada-0001' };
const ben = { authority: '841', subject: 'ben-0001' };

const placesOf = (found: Awaited<ReturnType<typeof eventsOfChildren>>): Record<string, string[]> =>
  Object.fromEntries(
    [...found].map(([child, events]) => [child, events.map((each) => `${each.partition}/${each.offset}`)]),
  );

describe('the events of children', () => {
  it('come in the order of the log, each with its instant', async () => {
    await store([
      [0, 0, 'ada-0001'],
      [1, 0, 'ben-0001'],
      [0, 2, 'ada-0001'],
      [0, 1, 'cas-0001'],
      [0, 12, 'ada-0001'],
      [0, 11, 'ada-0001'],
    ]);
    const found = await eventsOfChildren(pool, [ada, ben, { authority: '842', subject: 'ada-0001' }, ada]);
    expect(placesOf(found)).toEqual({ '841:ada-0001': ['0/0', '0/2', '0/11', '0/12'], '841:ben-0001': ['1/0'] });
    expect(found.get('841:ada-0001')![1]).toEqual({
      partition: 0,
      offset: 2,
      appendedAt: AT + 2,
      event: { ...ada, source: '/s', id: 'e-0-2' },
    });
  });

  it('stop before a position', async () => {
    await store([
      [0, 0, 'ada-0001'],
      [0, 1, 'ada-0001'],
      [1, 0, 'ben-0001'],
      [1, 1, 'ben-0001'],
    ]);
    const before = async (positions: Record<number, number>): Promise<unknown> =>
      placesOf(await eventsOfChildren(pool, [ada, ben], { before: positions }));
    expect(await before({ 0: 1, 1: 2 })).toEqual({ '841:ada-0001': ['0/0'], '841:ben-0001': ['1/0', '1/1'] });
    expect(await before({ 1: 1 })).toEqual({ '841:ben-0001': ['1/0'] });
    expect(await before({})).toEqual({});
  });

  it('are those of the very subject, whatever the key says', async () => {
    await store([
      [0, 0, 'ada-0001'],
      [0, 1, 'impostor', { key: childKey('841', 'ada-0001') }],
    ]);
    expect(placesOf(await eventsOfChildren(pool, [ada]))).toEqual({ '841:ada-0001': ['0/0'] });
  });

  it('leave out what was erased', async () => {
    await store([
      [0, 0, 'ada-0001', { erased: true }],
      [0, 1, 'ada-0001'],
    ]);
    expect(placesOf(await eventsOfChildren(pool, [ada]))).toEqual({ '841:ada-0001': ['0/1'] });
  });

  it('of nobody are none', async () => {
    expect(await eventsOfChildren(pool, [])).toEqual(new Map());
  });
});

describe('keys', () => {
  it('are the first eight bytes of the hashes that the table promises', () => {
    const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest().subarray(0, 8);
    expect(childKey('841', 'ada-0001')).toEqual(sha256('841:ada-0001'));
    expect(eventKey('/s', 'é')).toEqual(sha256('/s\0é'));
  });
});

describe('binary rows', () => {
  it('arrive as what they were', async () => {
    const client = await pool.connect();
    await client.query(
      'CREATE TEMPORARY TABLE t (a smallint, b integer, c bigint, d bigint, e text, f bytea, g timestamptz, h date)',
    );
    const copy = new BinaryCopy();
    copy
      .row(8)
      .int2(-3)
      .int4(-4)
      .int8(-(2 ** 52) - 1)
      .int8Bytes(Buffer.from('0000000000000009', 'hex'));
    copy.text('Zoë €').bytea(Buffer.from('00ff', 'hex')).timestamptz(AT).date(19_000);
    copy.row(8);
    for (let column = 0; column < 8; column++) copy.null();
    expect(await writeRows(client, 't', copy)).toBe(2);
    const { rows } = await client.query('SELECT * FROM t');
    expect(rows).toEqual([
      { a: -3, b: -4, c: -(2 ** 52) - 1, d: 9, e: 'Zoë €', f: Buffer.from('00ff', 'hex'), g: AT, h: 19_000 },
      { a: null, b: null, c: null, d: null, e: null, f: null, g: null, h: null },
    ]);
    await expect(writeRows(client, 't', copy.reset().row(8).null())).rejects.toThrow(/COPY/);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    client.release(true);
  });
});
