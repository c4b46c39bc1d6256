import { AccessModule, protect } from '@careledger/access';
import { parseDay } from '@careledger/calendar';
import { Today } from '@careledger/config';
import type { CaseEvent } from '@careledger/contract';
import { JournalLog, openLog, type EventLog, type KafkaSettings } from '@careledger/event-log';
import { ProblemFilter } from '@careledger/http-problems';
import { ServiceLogger } from '@careledger/logging';
import { NEWEST } from '@careledger/measures';
import { RepairsModule } from '@careledger/repairs';
import { createPool } from '@careledger/store';
import { InsightModule } from '@careledger-app/insight';
import { rebuild, runProjector, type RunningProjector } from '@careledger-app/projector';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { describeWithKafka } from '../../../test/support/kafka';
import { NEXT_RULEBOOK } from '../../../libs/measures/src/testing/next-rulebooks';

const RULEBOOKS = [NEWEST, NEXT_RULEBOOK];
const MEASURE = 'assessments-45wd';
const QUESTION = 'authority=841&grain=month';
const ENTRIES = `/v1/measures/${MEASURE}/entries?${QUESTION}&period=2020-06`;
jest.setTimeout(60_000);

class AllOfIt {}

interface Series {
  readonly final: boolean;
  readonly points: readonly { readonly numerator: number; readonly denominator: number; readonly period: string }[];
}
interface Entries {
  readonly reconciled: boolean;
  readonly entries: readonly { readonly numerator: number; readonly child: string; readonly cause: string }[];
}
interface Restatements {
  readonly restatements: readonly { readonly numerator: number; readonly denominator: number; readonly type: string }[];
}

let serial = 0;
function assessment(child: number, completedOn: string): CaseEvent[] {
  const id = `a-${++serial}`;
  const event = (type: string, data: object): CaseEvent =>
    ({
      specversion: '1.0',
      id: `${id}-${type}`,
      source: '/test/case-system',
      type: `csc.assessment.${type}`,
      subject: `child-${String(child).padStart(6, '0')}`,
      authority: '841',
      recordedtime: '2020-06-30T09:00:00Z',
      data: { id, ...data },
    }) as CaseEvent;
  return [event('started', { startedOn: '2020-04-01' }), event('completed', { completedOn })];
}

describe('a new definition of a measure', () => aNewDefinition(() => undefined));

describeWithKafka('a new definition of a measure, on Kafka', (kafka) => {
  aNewDefinition(() => ({ brokers: kafka().brokers, topic: `rulebooks-${Date.now()}`, partitions: 2 }));
});

/** The whole way of a new definition, with one measure that counts five working days less. */
function aNewDefinition(kafkaSettings: () => KafkaSettings | undefined): void {
  let database: TestDatabase;
  let pool: Pool;
  let log: EventLog;
  let projector: RunningProjector;
  let startProjector: () => Promise<RunningProjector>;
  /** For how many children of a partition the change is worked out ahead. */
  const ready = new Map<number, number>();
  let app: NestFastifyApplication;

  beforeAll(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, 8);
    await pool.query(`INSERT INTO deployment VALUES ('rulebook', $1)`, [NEWEST.version]);
    const kafka = kafkaSettings();
    log = kafka === undefined ? await JournalLog.open({ pool, partitions: 2 }) : await openLog({ kafka }, pool, 'test');
    startProjector = () =>
      runProjector({
        url: database.url,
        kafka,
        anchors: undefined,
        logger: new ServiceLogger('test', 'text', ['error', 'fatal']),
        onDone: () => undefined,
        onReady: (partition, children) => ready.set(partition, children),
        rulebooks: RULEBOOKS,
      });
    projector = await startProjector();
    const today = Today.of({ today: parseDay('2020-12-31') });
    const module = {
      module: AllOfIt,
      imports: [
        AccessModule.forRoot({ access: { mode: 'none' }, pool, withRoutes: true }),
        InsightModule.forRoot({ pool, log, today, fixture: null, rulebooks: RULEBOOKS }),
        RepairsModule.forRoot({ pool, log, rulebooks: RULEBOOKS }),
      ],
    };
    app = await NestFactory.create(module, new FastifyAdapter({ forceCloseConnections: true }), { logger: false });
    await protect(app);
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    await projector.stop();
    await log.close();
    await pool.end();
    await database.drop();
  });

  async function text(path: string, init?: RequestInit): Promise<string> {
    const response = await fetch(`${await app.getUrl()}${path}`, init);
    return response.text();
  }
  const get = async <B>(path: string): Promise<B> => JSON.parse(await text(path)) as B;

  async function append(...events: CaseEvent[]): Promise<void> {
    await log.append(
      events.map((event) => ({ event, payload: JSON.stringify(event) })),
      { historical: false },
    );
  }

  /** The figure of the measure in June, once all that the log has is in it. */
  async function figure(knownAt?: string): Promise<Series> {
    const known = knownAt === undefined ? '' : `&knownAt=${knownAt}`;
    for (;;) {
      const series = await get<Series>(`/v1/measures/${MEASURE}/series?${QUESTION}&from=2020-06&to=2020-06${known}`);
      if (series.final) return series;
      await wait(20);
    }
  }

  it('is seen from its activation on, explained to the posting, and leaves what was known before as it was', async () => {
    // 43 working days, 38, and 43 again.
    await append(...assessment(1, '2020-06-05'), ...assessment(2, '2020-06-01'), ...assessment(3, '2020-06-05'));
    const before = await figure();
    expect(before.points[0]).toMatchObject({ numerator: 3, denominator: 3 });
    const then = new Date().toISOString();
    await wait(5);
    const asKnown = await figure(then);
    const entriesThen = await text(`${ENTRIES}&knownAt=${then}`);
    expect(await text(`/catalogue/${MEASURE}`)).toContain(`Version ${NEWEST.version}`);

    // A projector that has no book in memory works ahead, and none of it is in any figure.
    await projector.stop();
    projector = await startProjector();
    while ([...ready.values()].reduce((sum, children) => sum + children, 0) < 3) await wait(20);
    expect((await figure()).points).toEqual(before.points);

    const activated = await text(`/v1/rulebooks/${NEXT_RULEBOOK.version}/activate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'the guidance counts 40 working days' }),
    });
    expect(JSON.parse(activated)).toMatchObject({ version: NEXT_RULEBOOK.version, duplicate: false });

    const after = await figure();
    expect(after.points[0]).toMatchObject({ numerator: 1, denominator: 3 });
    const entries = await get<Entries>(ENTRIES);
    expect(entries).toMatchObject({ reconciled: true });
    expect(entries.entries.map(({ numerator }) => numerator).sort()).toEqual([0, 0, 1]);
    expect(await text(`/catalogue/${MEASURE}`)).toContain(`Version ${NEXT_RULEBOOK.version}`);
    expect(await text(`/catalogue/${MEASURE}`)).toContain('≤ 40');

    // What was known before is what it was, as a figure and child by child.
    expect((await figure(then)).points).toEqual(asKnown.points);
    expect(await get<Entries>(`${ENTRIES}&knownAt=${then}`)).toMatchObject({
      reconciled: true,
      entries: (JSON.parse(entriesThen) as Entries).entries,
    });

    // The difference is the postings of the activation, and nothing else.
    const { restatements } = await get<Restatements>(
      `/v1/measures/${MEASURE}/restatements?${QUESTION}&period=2020-06&since=${then}`,
    );
    expect(restatements.map(({ type, numerator, denominator }) => ({ type, numerator, denominator }))).toEqual([
      { type: 'careledger.control.rulebook-activated', numerator: -1, denominator: 0 },
      { type: 'careledger.control.rulebook-activated', numerator: -1, denominator: 0 },
    ]);

    // What comes after it is measured by it.
    await append(...assessment(4, '2020-06-05'), ...assessment(2, '2020-06-01'));
    expect((await figure()).points[0]).toMatchObject({ numerator: 2, denominator: 5 });
    expect(await get<Entries>(ENTRIES)).toMatchObject({ reconciled: true });

    const options = { url: database.url, mend: false, keep: false, progress: () => undefined };
    expect(await rebuild({ ...options, rulebooks: RULEBOOKS })).toMatchObject({ differing: 0, outcome: 'live' });
    await expect(rebuild(options)).rejects.toThrow(`does not know rulebook ${NEXT_RULEBOOK.version}`);
    expect((await figure()).points[0]).toMatchObject({ numerator: 2, denominator: 5 });
  });
}
