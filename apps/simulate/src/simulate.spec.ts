import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { validateEvent, type CaseEvent } from '@careledger/contract';
import { madeUpFixture } from '@careledger-fixtures/index';
import { readCommandLine, type SimulateOptions } from './command-line';
import { simulate } from './simulate';

/** A listener in place of the system: it keeps what it gets and answers as the test wants. */
interface Listener {
  readonly url: string;
  readonly got: CaseEvent[];
  close(): Promise<void>;
}

type Answering = (events: readonly CaseEvent[], response: ServerResponse) => void;

const accept: Answering = (events, response) => {
  response.writeHead(202, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ accepted: events.length, duplicates: 0, rejectedCount: 0, rejected: [] }));
};

async function listen(childStatus: number, answer: Answering = accept): Promise<Listener> {
  const got: CaseEvent[] = [];
  const server: Server = createServer((request, response) => {
    void read(request).then((text) => {
      if (request.method === 'GET') {
        response.writeHead(childStatus).end('{}');
        return;
      }
      const events = text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as CaseEvent);
      got.push(...events);
      answer(events, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    got,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

const hamlet = madeUpFixture({
  name: 'hamlet',
  title: 'Hamlet (made up)',
  seed: 1,
  authority: '500',
  idPrefix: 'hamlet',
  children: 2_000,
  from: '2025-06-07',
  lastDay: '2025-12-17',
  completeFrom: '2025-12',
});

const run = (options: Partial<SimulateOptions>, lines: string[] = []) =>
  simulate(
    hamlet,
    { url: '', rate: 1000, count: 40, seed: 3, fixture: 'hamlet', ...options },
    { say: (line) => void lines.push(line), signal: new AbortController().signal, clock: Date.now },
  );

describe('simulate', () => {
  let system: Listener | undefined;
  afterEach(() => system?.close());

  it('sends as many valid events as were asked for', async () => {
    system = await listen(200);
    await expect(run({ url: system.url })).resolves.toEqual({ events: 40, accepted: 40, refused: 0 });
    expect(system.got).toHaveLength(40);
    for (const event of system.got) {
      expect(validateEvent(event, { now: Date.now() * 1000 })).toEqual({ event });
    }
  });

  it('uses no id twice when it is run again, not even with the same seed', async () => {
    system = await listen(200);
    await run({ url: system.url });
    await run({ url: system.url });
    expect(new Set(system.got.map(({ id }) => id)).size).toBe(80);
  });

  it('sends nothing to a system that does not hold the made-up history', async () => {
    system = await listen(404);
    await expect(run({ url: system.url })).rejects.toThrow('made-up children never mix with real ones');
    expect(system.got).toEqual([]);
  });

  it('says so when no system is there', async () => {
    system = await listen(200);
    const { url } = system;
    await system.close();
    system = undefined;
    await expect(run({ url })).rejects.toThrow(`No system answers at ${url}`);
  });

  it('waits while the log is away', async () => {
    let away = true;
    system = await listen(200, (events, response) => {
      if (!away) return accept(events, response);
      away = false;
      response.writeHead(503, { 'retry-after': '1' }).end();
    });
    const lines: string[] = [];
    await expect(run({ url: system.url, count: 1 }, lines)).resolves.toMatchObject({ accepted: 1 });
    expect(lines).toContain('The event log is away; trying again in 1 s.');
  });

  it('says what was refused, and why', async () => {
    system = await listen(200, (events, response) => {
      const rejected = events.map((_, index) => ({ index, id: null, field: 'authority', rule: 'must be another' }));
      response
        .writeHead(422)
        .end(JSON.stringify({ accepted: 0, duplicates: 0, rejectedCount: events.length, rejected }));
    });
    const lines: string[] = [];
    await expect(run({ url: system.url, count: 1 }, lines)).resolves.toMatchObject({ refused: 1 });
    expect(lines.at(-1)).toMatch(/^Refused: csc\.[a-z0-9.-]+: authority must be another$/);
  });
});

describe('the command line', () => {
  it('has a default for everything', () => {
    expect(readCommandLine([], {})).toEqual({
      url: 'http://127.0.0.1:3000',
      rate: 2,
      count: Infinity,
      seed: undefined,
      fixture: 'darlington',
    });
    expect(readCommandLine([], { PORT: '8080' })?.url).toBe('http://127.0.0.1:8080');
    expect(readCommandLine(['--help'], {})).toBeNull();
  });

  it.each([
    [['--rate', '0'], '--rate must be a number above 0'],
    [['--rate', 'fast'], '--rate must be a number above 0'],
    [['--count', '1.5'], '--count must be a whole number'],
    [['--seed', '-1'], 'cannot be understood'],
    [['--url', 'localhost'], '--url must be an address'],
    [['--speed', '3'], "Unknown option '--speed'"],
  ])('refuses %j', (words, message) => {
    expect(() => readCommandLine(words, {})).toThrow(message);
  });
});
