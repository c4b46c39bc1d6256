import type { CaseEvent } from '@careledger/contract';
import type { ProblemBody } from '@careledger/http-problems';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import type { Answer } from './reception';
import type { KeptRefusal } from './refusals';
import { RunningIntake } from './testing/running-intake';

const ONE = 'application/cloudevents+json';
const ARRAY = 'application/cloudevents-batch+json';
const LINES = 'application/x-ndjson';

interface Page {
  refusals: KeptRefusal[];
  next: string | null;
}

jest.setTimeout(30_000);

let database: TestDatabase;
let intake: RunningIntake;

beforeAll(async () => {
  database = await freshDatabase();
  intake = await RunningIntake.start(database.url);
});

afterAll(async () => {
  await intake.stop();
  await database.drop();
});

beforeEach(async () => {
  await intake.pool.query(`TRUNCATE event; TRUNCATE refusal RESTART IDENTITY;
    UPDATE log_partition SET next_offset = 0, chain_head = ''`);
});

function contact(number: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: `e-${number}`,
    source: '/authority/841/case-system',
    type: 'csc.contact.received',
    subject: `child-${String(number % 50).padStart(4, '0')}`,
    authority: '841',
    data: { id: `contact-${number}`, receivedOn: '2020-04-01' },
    ...changes,
  };
}

const wrong = (number: number): Record<string, unknown> =>
  contact(number, { data: { id: `contact-${number}`, receivedOn: '2020-02-30' } });

const lines = (...values: unknown[]): string => values.map((value) => JSON.stringify(value)).join('\n');

async function storedPayloads(): Promise<string[]> {
  const { rows } = await intake.pool.query<{ payload: string }>(
    'SELECT payload FROM event ORDER BY partition, "offset"',
  );
  return rows.map(({ payload }) => payload);
}

async function refusals(): Promise<KeptRefusal[]> {
  return (await intake.get<Page>('/v1/refusals?limit=1000')).body.refusals;
}

describe('one event', () => {
  it('is acknowledged when the log has it', async () => {
    const reply = await intake.post<Answer>(JSON.stringify(contact(1)), ONE);
    expect(reply).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0, rejectedCount: 0, rejected: [] } });
    expect((await storedPayloads()).map((payload) => JSON.parse(payload) as unknown)).toEqual([contact(1)]);
  });

  it('that comes again is a duplicate, which is no fault', async () => {
    await intake.post(JSON.stringify(contact(1)), ONE);
    const reply = await intake.post<Answer>(JSON.stringify(contact(1)), ONE);
    expect(reply).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 1, rejectedCount: 0 } });
  });

  it.each([
    ['with a byte-order mark', `\ufeff${JSON.stringify(contact(1))}`, ONE],
    ['with white space around it', `\r\n ${JSON.stringify(contact(1), null, 2)} \n`, ONE],
    ['with the charset named', JSON.stringify(contact(1)), `${ONE}; charset=UTF-8`],
    ['with the media type in capitals', JSON.stringify(contact(1)), 'Application/CloudEvents+JSON'],
  ])('is taken %s', async (_name, body, type) => {
    expect((await intake.post<Answer>(body, type)).body).toMatchObject({ accepted: 1 });
  });

  it.each<[string, string | Buffer, object]>([
    ['breaks a rule', JSON.stringify(wrong(7)), { id: 'e-7', field: 'data.receivedOn' }],
    ['is no JSON', '{"id":', { id: null, field: '', rule: 'must be JSON' }],
    ['is not in UTF-8', Buffer.from('{"id":"\xff"}', 'latin1'), { id: null, field: '', rule: 'must be in UTF-8' }],
    [
      'is too long',
      JSON.stringify(contact(1, { tracestate: 'x'.repeat(70_000) })),
      { field: '', rule: 'must not be longer than 64 KB' },
    ],
    ['is too long by a lot', 'x'.repeat(3_000_000), { field: '', rule: 'must not be longer than 64 KB' }],
    ['has an unknown attribute', JSON.stringify(contact(1, { note: 'x' })), { id: 'e-1', field: 'note' }],
  ])('that %s is refused with the reason, and kept', async (_name, body, refusal) => {
    const reply = await intake.post<Answer>(body, ONE);
    expect(reply).toMatchObject({
      status: 422,
      body: { accepted: 0, rejectedCount: 1, rejected: [{ index: 0, ...refusal }] },
    });
    expect(reply.headers['content-type']).toMatch(/^application\/json/);
    expect(await refusals()).toMatchObject([refusal]);
    expect(await intake.events()).toBe(0);
  });

  it('of the greatest size is taken', async () => {
    const padding = 65_536 - JSON.stringify(contact(1, { tracestate: '' })).length;
    const event = JSON.stringify(contact(1, { tracestate: 'x'.repeat(padding) }));
    expect(event).toHaveLength(65_536);
    // Whether its attribute may be that long is the contract's affair: its size is no reason to refuse it.
    for (const [body, type] of [
      [event, ONE],
      [`[${event}]`, ARRAY],
      [`${event}\r\n`, LINES],
    ] as const) {
      const { body: answer } = await intake.post<Answer>(body, type);
      expect(answer.rejected.map(({ field }) => field)).not.toContain('');
    }
  });
});

describe('an array of events', () => {
  it('is taken in part: what is wrong costs nothing else', async () => {
    const reused = contact(2, { data: { id: 'other', receivedOn: '2020-04-01' } });
    const reply = await intake.post<Answer>(
      JSON.stringify([contact(1), wrong(9), contact(2), contact(1), reused, 'text', null]),
      ARRAY,
    );
    expect(reply.status).toBe(202);
    expect(reply.body).toMatchObject({
      accepted: 2,
      duplicates: 1,
      rejectedCount: 4,
      rejected: [
        { index: 1, id: 'e-9', field: 'data.receivedOn' },
        { index: 4, id: 'e-2', field: 'id', rule: 'id-reused' },
        { index: 5, id: null, field: '' },
        { index: 6, id: null, field: '' },
      ],
    });
    const kept = await refusals();
    expect(kept.map(({ id }) => id)).toEqual(['e-9', 'e-2', null, null]);
    expect(JSON.parse(kept[1]!.payload ?? '')).toEqual(reused);
  });

  it('of over 10 MB is 413, whether its length was announced or not', async () => {
    const event = JSON.stringify(contact(1));
    const body = `[${Array<string>(Math.ceil(11_000_000 / event.length))
      .fill(event)
      .join(',')}]`;
    const announced = await intake.post<ProblemBody>(body, ARRAY, '', { 'content-length': String(body.length) });
    const streamed = await intake.post<ProblemBody>([body.slice(0, 5_000_000), body.slice(5_000_000)], ARRAY);
    for (const { status, headers, body: problem } of [announced, streamed]) {
      expect(status).toBe(413);
      expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(problem).toMatchObject({ status: 413, title: 'Payload Too Large', type: 'about:blank' });
    }
    expect(await intake.events()).toBe(0);
  });

  it('of under 10 MB is taken, and more than one chunk of it', async () => {
    const events = Array.from({ length: 5_000 }, (_, number) => contact(number));
    expect((await intake.post<Answer>(JSON.stringify(events), ARRAY)).body.accepted).toBe(5_000);
  });

  it.each([
    ['an object', JSON.stringify(contact(1))],
    ['no JSON', '[{]'],
    ['not in UTF-8', Buffer.from('["\xff"]', 'latin1')],
    ['empty', '[]'],
    ['nothing', ''],
  ])('that is %s is 400', async (_name, body) => {
    const reply = await intake.post<ProblemBody>(body, ARRAY);
    expect(reply.status).toBe(400);
    expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(reply.body.detail).toMatch(/\.$/);
  });
});

describe('lines of events', () => {
  it('are taken with marks, blank lines and either line end; only lines with something count', async () => {
    const body = `\ufeff${JSON.stringify(contact(1))}\r\n\r\n  \t\n${JSON.stringify(wrong(2))}\n\n${JSON.stringify(contact(3))}`;
    const { status, body: answer } = await intake.post<Answer>(body, LINES);
    expect(status).toBe(202);
    expect(answer).toMatchObject({ accepted: 2, rejectedCount: 1, rejected: [{ index: 1, id: 'e-2' }] });
    expect(await storedPayloads()).toEqual(
      expect.arrayContaining([contact(1), contact(3)].map((event) => JSON.stringify(event))),
    );
  });

  it('may be cut anywhere on their way', async () => {
    const body = Buffer.from(
      lines(contact(1, { source: '/Zo%C3%AB' }), contact(2), contact(3, { tracestate: 'é€' })),
      'utf8',
    );
    const bytes = Array.from(body, (_, index) => body.subarray(index, index + 1));
    expect((await intake.post<Answer>(bytes, LINES)).body).toMatchObject({ accepted: 3, rejectedCount: 0 });
  });

  it('that cannot be read cost themselves alone', async () => {
    const body = Buffer.concat([
      Buffer.from(`${JSON.stringify(contact(1))}\n{"id": "e-2", oops\n`),
      Buffer.from('"\xc3\x28"\n', 'latin1'),
      Buffer.from(`${'y'.repeat(65_537)}\n${'z'.repeat(2_000_000)}\n\0\n${JSON.stringify(contact(2))}\n`),
    ]);
    const { body: answer } = await intake.post<Answer>(body, LINES);
    expect(answer).toEqual({
      accepted: 2,
      duplicates: 0,
      rejectedCount: 5,
      rejected: [
        { index: 1, id: null, field: '', rule: 'must be JSON' },
        { index: 2, id: null, field: '', rule: 'must be in UTF-8' },
        { index: 3, id: null, field: '', rule: 'must not be longer than 64 KB' },
        { index: 4, id: null, field: '', rule: 'must not be longer than 64 KB' },
        { index: 5, id: null, field: '', rule: 'must be JSON' },
      ],
    });
    const kept = await refusals();
    expect(kept.map(({ payload }) => payload?.length)).toEqual([18, 4, 65_536, 65_536, 1]);
    expect(kept[0]!.payload).toBe('{"id": "e-2", oops');
  });

  it.each([
    ['nothing', ''],
    ['blank lines', '\n\r\n  \n'],
  ])('that are %s are 400', async (_name, body) => {
    expect((await intake.post(body, LINES)).status).toBe(400);
  });

  it('keep the order of each child', async () => {
    const events = Array.from({ length: 4_500 }, (_, number) => contact(number, { subject: 'the-same-child' }));
    await intake.post(lines(...events), LINES);
    const ids = (await storedPayloads()).map((payload) => (JSON.parse(payload) as CaseEvent).id);
    expect(ids).toEqual(events.map(({ id }) => id));
  });

  it('that were refused are all counted and kept, and the first thousand listed', async () => {
    const body = lines(contact(0), ...Array.from({ length: 2_500 }, (_, number) => wrong(number + 1)));
    const { status, body: answer } = await intake.post<Answer>(body, LINES);
    expect(status).toBe(202);
    expect(answer).toMatchObject({ accepted: 1, rejectedCount: 2_500 });
    expect(answer.rejected.map(({ index }) => index)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));

    const numbers: (string | null)[] = [];
    let pages = 0;
    for (let next: string | null = '/v1/refusals?limit=700'; next !== null; pages++) {
      const page: Page = (await intake.get<Page>(next)).body;
      numbers.push(...page.refusals.map(({ id }) => id));
      next = page.next;
    }
    expect(pages).toBe(4);
    expect(numbers).toEqual(Array.from({ length: 2_500 }, (_, number) => `e-${number + 1}`));
  });

  it('are 422 where all were refused, also in several chunks', async () => {
    const body = lines(...Array.from({ length: 2_100 }, (_, number) => wrong(number)));
    expect(await intake.post<Answer>(body, LINES)).toMatchObject({ status: 422, body: { rejectedCount: 2_100 } });
  });
});

describe('a historical load', () => {
  it('gives events their recorded time', async () => {
    const data = { id: 'c', receivedOn: '2016-02-29' };
    const old = contact(1, { recordedtime: '2016-03-01T09:30:00.000001Z', data });
    const reply = await intake.post<Answer>(lines(old, contact(2)), LINES, '?historical=true');
    expect(reply).toMatchObject({
      status: 202,
      body: { accepted: 1, rejected: [{ index: 1, id: 'e-2', field: 'recordedtime' }] },
    });
    const { rows } = await intake.pool.query('SELECT appended_at::text FROM event');
    expect(rows).toEqual([{ appended_at: '2016-03-01 09:30:00.000001+00' }]);
  });

  it.each(['?historical=false', '?historical=', '?historical=TRUE', '?historical=true&historical=true', '?other=1'])(
    'is not asked for by %s',
    async (query) => {
      const reply = await intake.post<ProblemBody>(JSON.stringify(contact(1)), ONE, query);
      expect(reply.status).toBe(400);
      expect(reply.body).toMatchObject({ status: 400, field: query.startsWith('?other') ? 'other' : 'historical' });
      expect(await intake.events()).toBe(0);
    },
  );
});

describe('other bodies', () => {
  it.each<[string, string | null, Record<string, string>]>([
    ['JSON', 'application/json', {}],
    ['text', 'text/plain', {}],
    ['a form', 'application/x-www-form-urlencoded', {}],
    ['no type', null, {}],
    ['another charset', `${ONE}; charset=iso-8859-1`, {}],
    ['a compressed body', LINES, { 'content-encoding': 'gzip' }],
  ])('of %s are 415', async (_name, type, headers) => {
    const reply = await intake.post<ProblemBody>(JSON.stringify(contact(1)), type, '', headers);
    expect(reply.status).toBe(415);
    expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(reply.body).toMatchObject({ status: 415, title: 'Unsupported Media Type' });
  });
});

describe('refusals', () => {
  it('say when, what and why', async () => {
    const before = Date.now() - 1_000;
    await intake.post(JSON.stringify(wrong(1)), ONE);
    const { status, body } = await intake.get<Page>('/v1/refusals');
    expect(status).toBe(200);
    expect(body.next).toBeNull();
    expect(body.refusals).toHaveLength(1);
    const [refusal] = body.refusals;
    expect(refusal).toMatchObject({
      number: 1,
      id: 'e-1',
      field: 'data.receivedOn',
      payload: JSON.stringify(wrong(1)),
    });
    expect(refusal!.rule).not.toBe('');
    expect(Date.parse(refusal!.refusedAt)).toBeGreaterThan(before);
    expect((await intake.get<Page>('/v1/refusals?after=1')).body).toEqual({ refusals: [], next: null });
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'after=-1', 'after=1e3', 'before=1'])(
    'cannot be asked for with %s',
    async (query) => {
      const reply = await intake.get<ProblemBody>(`/v1/refusals?${query}`);
      expect(reply.status).toBe(400);
      expect(reply.body.field).toBe(query.slice(0, query.indexOf('=')));
    },
  );
});

describe('what is not there', () => {
  it('is a problem too', async () => {
    const reply = await intake.get<ProblemBody>('/v1/nothing');
    expect(reply.status).toBe(404);
    expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
  });
});
