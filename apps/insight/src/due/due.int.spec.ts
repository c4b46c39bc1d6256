import { formatDay, parseDay } from '@careledger/calendar';
import { dueItems } from '@careledger/due';
import { isCaseEvent } from '@careledger/ledger';
import { Child } from '@careledger/record';
import { eventsOfChildren } from '@careledger/store';
import { sampleHistory, type LoggedCaseEvent } from '../../../../test/histories';
import { DueBook } from './due-book';
import { controlText, type CaseEvent, type ControlEvent } from '@careledger/contract';
import { MadeTokens } from '../../../../libs/access/src/testing/made-tokens';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { madeEvent } from '../testing/made-events';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';

interface Item {
  readonly kind: string;
  readonly child: string | null;
  readonly sealed?: true;
  readonly due: string;
  readonly state: string;
  readonly days: number;
  readonly booked: string | null;
  readonly worker: string | null;
  readonly waits?: true;
  readonly perhapsDone?: true;
}
interface Due {
  readonly found: number;
  readonly items: readonly Item[];
  readonly kinds: readonly {
    readonly kind: string;
    readonly overdue: number;
    readonly soon: number;
    readonly recording: object | null;
  }[];
  readonly next: string | null;
}

const ADA = 'ada-00000001';
const BEN = 'ben-00000002';
const CY = 'cy-000000003';
const TODAY = '2020-06-16';
const LIST = '/v1/due?authority=841';

let database: TestDatabase;
let ledger: MadeLedger;
let tokens: MadeTokens;
let insight: RunningInsight;
let reader: Record<string, string>;
let manager: Record<string, string>;

/** Ada's visit is overdue; Ben, in care, has a first visit and a first review ahead; of Cy nothing is due. */
function children(): CaseEvent[] {
  const on = (child: string) => ({ child, at: '2020-06-10T09:00:00Z' });
  return [
    madeEvent('cp-plan.started', on(ADA), { id: 'p', startedOn: '2020-06-01' }),
    madeEvent('allocation.started', on(ADA), {
      id: 'a',
      startedOn: '2020-06-01',
      worker: 'w-1',
      qualified: true,
      team: 't-1',
    }),
    madeEvent('visit.planned', on(ADA), { id: 'v', plannedOn: '2020-06-18', purpose: 'cp' }),
    madeEvent('care.started', on(BEN), { id: 'c', startedOn: '2020-06-10', legalStatus: 'C2' }),
    madeEvent('placement.started', on(BEN), { id: 'q', startedOn: '2020-06-10', type: 'U6' }),
    madeEvent('allocation.started', on(BEN), { id: 'a', startedOn: '2020-06-10', worker: 'w-2', qualified: true }),
    madeEvent('contact.received', on(CY), { id: 'k', receivedOn: '2020-06-10' }),
  ];
}

beforeEach(async () => {
  database = await freshDatabase();
  ledger = await MadeLedger.open(database.url);
  await ledger.append(children());
  await ledger.project();
  tokens = await MadeTokens.make();
  insight = await RunningInsight.start(ledger, TODAY, null, {}, tokens.access);
  reader = await tokens.bearer({ name: 'reader', roles: ['operations'] });
  manager = await tokens.bearer({ name: 'manager', roles: ['operations', 'sealed-records'] });
});
afterEach(async () => {
  await insight.stop();
  await ledger.close();
  await database.drop();
  tokens.remove();
});

async function due(query = '', as = reader): Promise<Due> {
  let { status, body } = await insight.get<Due>(`${LIST}${query}`, as);
  // On a machine that does much else the first reading can take longer than an answer waits.
  for (let i = 0; status === 503 && i < 100; i++) ({ status, body } = await insight.get<Due>(`${LIST}${query}`, as));
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
}
const visits = async (as = reader) => (await due('&kind=cp-visit', as)).items;

/** Something happens, and the figures have it. */
async function happens(...events: readonly CaseEvent[]): Promise<void> {
  await ledger.append(events);
  await ledger.project();
}

const VISITED = '2020-06-15';
const visited = (at = '2020-06-16T10:00:00Z') =>
  madeEvent('visit.completed', { child: ADA, at }, { id: 'v', visitedOn: VISITED, purpose: 'cp' });

describe('what is due', () => {
  it('is listed by due day with who works with the child and what is booked', async () => {
    const { items, kinds } = await due();
    expect(
      items.map(({ kind, child, due, days, state, worker, booked }) => [kind, child, due, days, state, worker, booked]),
    ).toEqual([
      ['cp-visit', ADA, '2020-06-15', -1, 'overdue', 'w-1', '2020-06-18'],
      ['cla-visit', BEN, '2020-06-17', 1, 'soon', 'w-2', null],
      ['initial-health-form', BEN, '2020-06-19', 3, 'soon', 'w-2', null],
    ]);
    expect(kinds.find(({ kind }) => kind === 'cp-visit')).toMatchObject({ overdue: 1, soon: 0 });
  });

  it('is listed by kind, state, worker, team and days ahead, page by page', async () => {
    expect((await due('&worker=w-2&kind=cla-visit')).items).toMatchObject([{ child: BEN }]);
    expect((await due('&team=t-1')).items).toMatchObject([{ child: ADA }]);
    expect((await due('&team=none')).found).toBe(2);
    expect((await due('&state=overdue')).items).toMatchObject([{ child: ADA }]);
    expect((await due('&within=0')).found).toBe(1);
    expect((await due('&state=later')).items.map(({ kind }) => kind)).toContain('cla-review');
    const first = await due('&limit=2');
    expect(first.items).toHaveLength(2);
    const { body } = await insight.get<Due>(first.next as string, reader);
    expect(body.items).toMatchObject([{ kind: 'initial-health-form' }]);
    expect(body.next).toBeNull();
  });

  it('is asked for in words that it knows', async () => {
    for (const wrong of ['&kind=visit', '&state=done', '&within=many', '&worker=a b', '&kinds=cp-visit']) {
      expect([wrong, (await insight.get(`${LIST}${wrong}`, reader)).status]).toEqual([wrong, 400]);
    }
  });

  it('follows the events: done, put right, taken back, a new child', async () => {
    expect(await visits()).toMatchObject([{ due: '2020-06-15' }]);
    await happens(visited());
    expect(await visits()).toMatchObject([{ due: '2020-06-29', state: 'soon', booked: null }]);
    await happens(
      madeEvent('record.retracted', { child: ADA, at: '2020-06-16T11:00:00Z' }, { entity: 'visit', id: 'v' }),
      madeEvent(
        'cp-plan.started',
        { child: 'dee-00000004', at: '2020-06-16T11:00:00Z' },
        { id: 'p', startedOn: '2020-06-02' },
      ),
    );
    expect(await visits()).toMatchObject([
      { child: ADA, due: '2020-06-15', booked: null },
      { child: 'dee-00000004', due: '2020-06-16', days: 0 },
    ]);
  });

  it('says where events of the child wait', async () => {
    await ledger.append([visited()]);
    const { rows } = await ledger.pool.query<{ partition: number; offset: number }>(
      `SELECT partition, "offset" FROM event WHERE payload LIKE '%${VISITED}%'`,
    );
    const [at] = rows;
    await ledger.pool.query(`INSERT INTO parked_child VALUES ($1, 841, $2, $3, 'made up')`, [
      at?.partition,
      ADA,
      at?.offset,
    ]);
    await ledger.pool.query('UPDATE projector_position SET next_offset = next_offset + 1 WHERE partition = $1', [
      at?.partition,
    ]);
    expect(await visits()).toMatchObject([{ child: ADA, state: 'overdue', waits: true }]);
  });

  it('forgets a child who is erased', async () => {
    expect(await visits()).toHaveLength(1);
    const { rows } = await ledger.pool.query<{ partition: number; child: number }>(
      'SELECT * FROM child WHERE subject = $1',
      [ADA],
    );
    const [{ partition, child } = { partition: 0, child: 0 }] = rows;
    await ledger.pool.query(`UPDATE child SET subject = 'erased:' || partition || ':' || child WHERE subject = $1`, [
      ADA,
    ]);
    await ledger.pool.query(
      `UPDATE event SET payload = NULL, salt = NULL, child_key = 0, event_key = 0 WHERE payload LIKE '%${ADA}%'`,
    );
    await ledger.pool.query(
      `INSERT INTO event SELECT $1, next_offset, now(), 1, 1, $2, '', '', '' FROM projector_position WHERE partition = $1`,
      [partition, controlText(erased(child))],
    );
    await ledger.pool.query('UPDATE projector_position SET next_offset = next_offset + 1 WHERE partition = $1', [
      partition,
    ]);
    expect(await visits()).toEqual([]);
  });
});

it('says what may be done and not typed in yet, once it is known how long recording takes', async () => {
  // Ten visits: nine recorded within two days, one after nine; and a plan whose visit has been due for nine days.
  const delays = [0, 0, 1, 1, 2, 2, 2, 2, 2, 9];
  const visit = (days: number, i: number) =>
    madeEvent(
      'visit.completed',
      { child: CY, at: `2020-06-${String(1 + days).padStart(2, '0')}T09:00:00Z` },
      { id: `v-${i}`, visitedOn: '2020-06-01', purpose: 'cin' },
    );
  const late = { child: 'dee-00000004', at: '2020-06-10T09:00:00Z' };
  await happens(...delays.map(visit), madeEvent('cp-plan.started', late, { id: 'p', startedOn: '2020-05-21' }));
  const kindOf = async () => (await due()).kinds.find(({ kind }) => kind === 'cp-visit');
  let found = await kindOf();
  for (let i = 0; found?.recording === null && i < 100; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    found = await kindOf();
  }
  expect(found).toMatchObject({
    overdue: 2,
    recording: {
      event: 'visit.completed',
      of: 'historical',
      events: 10,
      median: 2,
      ninetieth: 2,
      overdueByLess: 1,
      says: 'Child protection visits: half are recorded within 2 days, nine of ten within 2 days. 1 of the 2 overdue is overdue by fewer than 2 days: it may have been done and not typed in yet.',
    },
  });
  expect((await visits()).map(({ child, days, perhapsDone }) => [child, days, perhapsDone])).toEqual([
    ['dee-00000004', expect.any(Number), undefined],
    [ADA, -1, true],
  ]);
  // Nothing is known of how soon reviews are recorded.
  expect((await due()).kinds.find(({ kind }) => kind === 'cp-review')).toMatchObject({ recording: null });
});

function erased(child: number): ControlEvent {
  return {
    specversion: '1.0',
    id: 'erasure-1',
    source: '/careledger/operations',
    type: 'careledger.control.child-erased',
    subject: 'made-up-00000001',
    authority: '841',
    data: { child },
  } as unknown as ControlEvent;
}

/** A log takes an event once. */
function firstCopies(history: readonly LoggedCaseEvent[]): LoggedCaseEvent[] {
  const names = new Set<string>();
  return history.filter(({ event: { subject, source, id } }) => {
    const name = JSON.stringify([subject, source, id]);
    if (names.has(name)) return false;
    names.add(name);
    return true;
  });
}

describe('a sealed child', () => {
  const seal = () =>
    fetch(`${insight.address}/v1/children/841/${ADA}/seal`, {
      method: 'PUT',
      headers: { ...manager, 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'a colleague’s child' }),
    });

  it('is a line without a name and without a worker, among nobody’s', async () => {
    expect((await seal()).status).toBe(204);
    const [line] = await visits();
    expect(line).toMatchObject({ child: null, sealed: true, worker: null, booked: null });
    expect((await due('&worker=w-1')).items).toEqual([]);
    expect((await due('&worker=none')).items).toEqual([]);
    expect((await due('&worker=w-1', manager)).items).toMatchObject([{ child: ADA }]);
  });

  it('is so from the event of the adoption on, before the figures have it', async () => {
    expect(await visits()).toMatchObject([{ child: ADA }]);
    const end = { id: 'c', endedOn: '2020-06-15', reason: 'E11' };
    await ledger.append([madeEvent('care.ended', { child: ADA, at: '2020-06-16T10:00:00Z' }, end)]);
    expect(await visits()).toMatchObject([{ child: null, sealed: true }]);
    await ledger.project();
    expect(await visits()).toMatchObject([{ child: null, sealed: true }]);
    expect(await visits(manager)).toMatchObject([{ child: ADA }]);
  });
});

it('finds all that the records say, whoever the children are', async () => {
  const subjects = new Set<string>();
  const history = firstCopies(sampleHistory(4, 5, 3).filter(({ event }) => event.authority === '841'));
  for (const { event } of history) subjects.add(event.subject);
  await ledger.append(
    history.map(({ event }) => ({ ...event, recordedtime: event.recordedtime ?? '2022-03-31T12:00:00Z' })),
  );
  await ledger.project();
  for (const today of ['2020-02-01', '2021-02-01', '2022-04-20']) {
    const book = new DueBook(ledger.pool, '841');
    const { lines } = await book.state(parseDay(today), 14);
    const found = lines.filter(({ subject }) => subjects.has(subject)).map(nameOf);
    const events = await eventsOfChildren(
      ledger.pool,
      [...subjects].map((subject) => ({ authority: '841', subject })),
    );
    const said = [...events].flatMap(([name, items]) => {
      const subject = name.slice(4);
      return dueItems(Child.of('841', subject, items.filter(isCaseEvent)), parseDay(today)).map((item) =>
        nameOf({ ...item, subject }),
      );
    });
    expect(found.sort()).toEqual(said.sort());
    expect(said.length).toBeGreaterThan(0);
  }

  function nameOf({ subject, kind, due }: { subject: string; kind: string; due: number }): string {
    return `${subject} ${kind} ${formatDay(due)}`;
  }
});

it('is written down: who read how many lines', async () => {
  await due();
  const auditor = await tokens.bearer({ name: 'auditor', roles: ['auditor'] });
  const { body } = await insight.get<{ readings: unknown[] }>('/v1/access-log?authority=841', auditor);
  expect(body.readings).toMatchObject([{ who: 'reader', route: 'GET /v1/due', rows: 3, result: 'given' }]);
});
