import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import type { ProblemBody } from '@careledger/http-problems';
import type { Answer } from './reception';
import { BreakableLine } from './testing/breakable-line';
import { type Reply, RunningIntake } from './testing/running-intake';

const LINES = 'application/x-ndjson';
const ARRAY = 'application/cloudevents-batch+json';

jest.setTimeout(30_000);

let database: TestDatabase;
let line: BreakableLine;
let intake: RunningIntake;

beforeAll(async () => {
  database = await freshDatabase();
  line = await BreakableLine.to(database.url);
  intake = await RunningIntake.start(line.url);
});

afterAll(async () => {
  await intake.stop();
  await line.remove();
  await database.drop();
});

beforeEach(async () => {
  await intake.pool.query(`TRUNCATE event, refusal; UPDATE log_partition SET next_offset = 0, chain_head = ''`);
});

function contactLine(number: number): string {
  return `{"specversion":"1.0","id":"e-${number}","source":"/authority/841/case-system","type":"csc.contact.received","subject":"child-${10_000 + (number % 5_000)}","authority":"841","data":{"id":"contact-${number}","receivedOn":"2020-04-01"}}\n`;
}

/** Lines that are made as they are sent, a hundred at a time, with a note of how many. */
function* lazily(count: number, made: { lines: number }, at?: (lines: number) => void): Generator<string> {
  while (made.lines < count) {
    let chunk = '';
    for (let end = Math.min(count, made.lines + 100); made.lines < end; made.lines++) chunk += contactLine(made.lines);
    at?.(made.lines);
    yield chunk;
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a long stream of lines', () => {
  it('is read no faster than the log takes it, and never sits in memory', async () => {
    const made = { lines: 0 };
    const holder = await intake.pool.connect();
    await holder.query('BEGIN; LOCK log_partition');
    const sent = intake.post<Answer>(lazily(200_000, made), LINES);

    // While the log takes nothing, the emitter is held up: by two chunks and what fits into the buffers of the sockets.
    let before = -1;
    while (before !== made.lines) {
      before = made.lines;
      await pause(300);
    }
    expect(made.lines).toBeLessThan(80_000);

    await holder.query('ROLLBACK');
    holder.release();
    let greatestLead = 0;
    let done = false;
    const watching = (async (): Promise<void> => {
      while (!done) {
        greatestLead = Math.max(greatestLead, made.lines - (await intake.events()));
        await pause(20);
      }
    })();
    const { status, body } = await sent;
    done = true;
    await watching;
    expect(status).toBe(202);
    expect(body).toEqual({ accepted: 200_000, duplicates: 0, rejectedCount: 0, rejected: [] });
    // What is neither unsent nor durable is all that can sit in memory. The heap itself says nothing here: it holds the
    // garbage of the emitter and of other tests.
    expect(greatestLead).toBeLessThan(80_000);
  }, 120_000);

  it('without a line end is one refusal, of any length', async () => {
    function* endless(): Generator<Buffer> {
      const megabyte = Buffer.alloc(1 << 20, 'x');
      for (let sent = 0; sent < 200; sent++) yield megabyte;
      yield Buffer.from(`\n${contactLine(1)}`);
    }
    const heapBefore = process.memoryUsage().arrayBuffers;
    const { body } = await intake.post<Answer>(endless(), LINES);
    expect(body).toMatchObject({ accepted: 1, rejectedCount: 1, rejected: [{ index: 0, field: '' }] });
    expect(process.memoryUsage().arrayBuffers - heapBefore).toBeLessThan(100 << 20);
  }, 60_000);

  it('that breaks off leaves what was taken, and the rest can be sent again', async () => {
    const made = { lines: 0 };
    function* broken(): Generator<string> {
      yield* lazily(9_000, made);
      throw new Error('the emitter fails');
    }
    await expect(intake.post(broken(), LINES)).rejects.toThrow();
    const { body } = await intake.post<Answer>(lazily(9_000, { lines: 0 }), LINES);
    expect(body.accepted + body.duplicates).toBe(9_000);
    expect(body.duplicates % 2_000).toBe(0); // whole chunks, which need not have been there when it broke off
    expect(await intake.events()).toBe(9_000);
  });
});

describe('where the log is away', () => {
  function expectToBeToldToRetry(reply: Reply<ProblemBody>): void {
    expect(reply.status).toBe(503);
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
    expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(reply.body).toMatchObject({ status: 503, title: 'The event log is not there' });
  }

  afterEach(() => line.mend());

  it('every request is told to come again', async () => {
    line.cut();
    expectToBeToldToRetry(await intake.post<ProblemBody>(contactLine(1), LINES));
    expectToBeToldToRetry(await intake.post<ProblemBody>(`[${contactLine(1)}]`, ARRAY));
    expectToBeToldToRetry(await intake.post<ProblemBody>('{}', LINES));
    expectToBeToldToRetry(await intake.get<ProblemBody>('/v1/refusals'));
    line.mend();
    expect((await intake.post<Answer>(contactLine(1), LINES)).body).toMatchObject({ accepted: 1 });
  });

  it('in the middle of a stream, the emitter is told, and sends all of it again', async () => {
    const made = { lines: 0 };
    const total = 60_000;
    const reply = await intake.post<ProblemBody>(
      lazily(total, made, (lines) => {
        if (lines === 30_000) line.cut();
      }),
      LINES,
    );
    expectToBeToldToRetry(reply);
    line.mend();
    const taken = await intake.events();
    expect(taken).toBeLessThan(total);
    const { body } = await intake.post<Answer>(lazily(total, { lines: 0 }), LINES);
    expect(body).toMatchObject({ accepted: total - taken, duplicates: taken, rejectedCount: 0 });
    expect(await intake.events()).toBe(total);
  }, 60_000);

  it('an append that was under way is not acknowledged', async () => {
    const holder = await intake.pool.connect();
    holder.on('error', () => undefined);
    await holder.query('BEGIN; LOCK log_partition');
    const reply = intake.post<ProblemBody>(contactLine(5), LINES);
    await pause(100);
    line.cut();
    expectToBeToldToRetry(await reply);
    holder.release(true);
    line.mend();
    expect(await intake.events()).toBe(0);
  });
});
