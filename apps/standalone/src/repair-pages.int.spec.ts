import { partitionKey, type CaseEvent } from '@careledger/contract';
import { partitionOf, type KafkaSettings } from '@careledger/event-log';
import { Kafka, logLevel } from 'kafkajs';
import { describeWithKafka } from '../../../test/support/kafka';
import { rowsOfCsv, tablesOfPage } from '../../../test/support/tables-of-page';
import { RunningRepairs } from './testing/running-repairs';

jest.setTimeout(60_000);

const ADA = 'child-ada-0001';
const EVE = 'child-eve-0005';
const LIST = '/authorities/841/data-quality/parked';
const LETTERS = '/authorities/841/data-quality/dead-letters';
const PARTITIONS = 2;

/** A referral of June; the events of one child come one a day. */
function referral(
  id: string,
  day: number,
  { subject = ADA, type = 'referral.received', authority = '841' } = {},
): CaseEvent {
  const date = `2020-06-${String(day).padStart(2, '0')}`;
  return {
    specversion: '1.0',
    id,
    source: '/test/case-system',
    type: `csc.${type}`,
    subject,
    authority,
    recordedtime: `${date}T09:00:00Z`,
    data: { id, receivedOn: date },
  } as CaseEvent;
}

/** Looks whether each table of a page can be had as CSV, with all its rows. @returns the tables' captions */
async function tablesHadAsCsv(path: string, token: string): Promise<string[]> {
  const tables = tablesOfPage((await running.get(path, token)).page);
  for (const { caption, rows, csv } of tables) {
    const { page: file } = await running.get(csv ?? `${path} has no CSV of ${caption}`, token);
    expect([caption, rowsOfCsv(file)]).toEqual([caption, rows]);
  }
  return tables.map(({ caption }) => caption);
}

/** The cells of the row that begins with a word, without their markup. */
function rowOf(page: string, head: string): string[] | undefined {
  const rows = page.split('<tr').map((row) => [...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)]);
  const cells = rows.map((row) => row.map(([, cell = '']) => cell.replace(/<[^>]*>/g, '').trim()));
  return cells.find(([first]) => first === head);
}

/** What stands in the text area of a page. */
function typedIn(page: string): string {
  const [, text = ''] = /<textarea[^>]*>\n?([^<]*)<\/textarea>/.exec(page) ?? [];
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

let running: RunningRepairs;
let ops: string;
let auditor: string;
let all: string;
let seesSealed: string;

async function start(kafka: KafkaSettings | undefined): Promise<void> {
  running = await RunningRepairs.start(kafka, PARTITIONS);
  const { tokens } = running;
  ops = await tokens.token({ name: 'ann', roles: ['operations'] });
  auditor = await tokens.token({ name: 'bea', roles: ['auditor'] });
  all = await tokens.token({ name: 'cay', roles: ['operations'], authorities: ['*'] });
  seesSealed = await tokens.token({ name: 'dan', roles: ['operations', 'sealed-records'], authorities: ['*'] });
}

describe('the pages of children whose events wait', () => {
  const page = `${LIST}/${ADA}`;
  let since: number;

  beforeAll(async () => {
    await start(undefined);
    await running.append(referral('r1', 1), referral('b1', 1, { subject: 'child-ben-0002' }));
    // The intake would never let it pass: an event of a type that this program does not know.
    const dreamt = referral('r2', 2, { type: 'referral.dreamt' });
    const [outcome] = await running.log.append([{ event: dreamt, payload: JSON.stringify(dreamt) }], {
      historical: false,
    });
    since = outcome?.outcome === 'accepted' ? outcome.offset : -1;
    await running.append(referral('r3', 3), referral('e1', 1, { subject: EVE, type: 'referral.dreamt' }));
    await running.pool.query(
      `INSERT INTO child_seal (authority, subject, reason, sealed_by) VALUES ('841', $1, 'staff', 'x')`,
      [EVE],
    );
    expect(await running.referralsOfJune(ops)).toBe(2);
  });
  afterAll(() => running.stop());

  const logged = async (): Promise<number> => (await running.logged()).length;

  it('list them, also as CSV, and name no sealed child', async () => {
    const { page: list } = await running.get(LIST, auditor);
    expect(list).toContain(`href="${page}"`);
    expect(list).toContain('Sealed record');
    expect(list).not.toContain(EVE);
    const { page: csv } = await running.get(`${LIST}?format=csv`, ops);
    expect(csv).toMatch(new RegExp(`^${ADA},2,.*csc.referral.dreamt.*,\\d,${since}$`, 'm'));
    expect(csv).toMatch(/^Sealed record,1,–,/m);
    expect(await tablesHadAsCsv(LIST, ops)).toEqual(['Children whose events wait']);
    expect((await running.get(LIST, seesSealed)).page).toContain(EVE);
    const quality = await running.until('/authorities/841/data-quality', ops, /2 children wait/);
    expect(quality).toContain(`href="${LIST}"`);
  });

  it('show why, which events wait, and what it would take; the reading is written down', async () => {
    const { page: shown } = await running.get(page, auditor);
    expect(shown).toContain('Referral dreamt, 2 June 2020');
    expect(shown).toContain('Waits behind it');
    expect(shown).toMatch(/This program does not take such an event: type must be/);
    expect(shown).toContain('It takes the role operations to decide');
    expect(shown).not.toContain('<form method="post" action="/authorities');
    const { page: csv } = await running.get(`${page}?format=csv`, auditor);
    expect(await tablesHadAsCsv(page, auditor)).toContain('Events that wait, in the order of the log');
    expect(csv).toMatch(new RegExp(`^csc.referral.received,r3,Waits behind it,.*,${since + 1}$`, 'm'));
    const { rows } = await running.pool.query(
      `SELECT who, authority, child, rows::int AS rows FROM access_log WHERE route = 'GET ${LIST.replace('841', ':authority')}/:child' ORDER BY number DESC LIMIT 1`,
    );
    expect(rows).toEqual([{ who: 'bea', authority: '841', child: ADA, rows: 2 }]);
    expect((await running.get(`${page}?event=${since + 1}`, ops)).page).toContain(
      `Referral received, 3 June 2020 (offset ${since + 1})`,
    );
  });

  it('let in those alone who may, and take forms of our own pages alone', async () => {
    const fields = { reason: 'of the test' };
    expect((await running.send(`${page}/release`, auditor, fields)).status).toBe(403);
    const other = await running.tokens.token({ name: 'x', roles: ['operations'], authorities: ['012'] });
    expect((await running.get(page, other)).status).toBe(403);
    expect((await running.send(`${page}/release`, other, fields)).status).toBe(403);
    // Of another authority there is no such child.
    expect((await running.get(page.replace('841', '012'), other)).status).toBe(404);
    expect((await running.get(page, '')).status).toBe(303);
    for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }] as Record<
      string,
      string
    >[]) {
      expect((await running.send(`${page}/release`, ops, fields, headers)).status).toBe(401);
    }
    expect((await running.get(`${LIST}/${EVE}`, ops)).status).toBe(404);
    expect((await running.send(`${LIST}/${EVE}/release`, ops, fields)).status).toBe(404);
    expect((await running.get(`${LIST}/${EVE}`, seesSealed)).status).toBe(200);
    expect(await logged()).toBe(5);
  });

  it('try the events again, and say so where one still cannot be applied', async () => {
    const empty = await running.send(`${page}/release`, ops, {});
    expect(empty.status).toBe(400);
    expect(empty.page).toContain('<title>Error: ');
    expect(empty.page).toMatch(/<a href="#field-release-reason">Enter why, as one line of 1 to 500/);
    const released = await running.send(`${page}/release`, ops, { reason: 'just <try>' });
    expect(released).toMatchObject({ status: 303, location: `${page}?done=released` });
    const again = await running.until(`${page}?done=released`, ops, /have been tried again since the last decision/);
    expect(again).toContain('The decision is on the log');
    expect(again).toContain('just &#60;try&#62;');
    expect(
      (await running.logged()).find(({ type }) => type === 'careledger.control.child-released')?.data,
    ).toMatchObject({
      reason: 'just <try>',
      by: 'ann',
    });
  });

  it('put an event right: what will not do is said beside it, what changes is shown first, and the figure counts it', async () => {
    const draft = typedIn((await running.get(page, ops)).page);
    expect(JSON.parse(draft)).toMatchObject({ id: 'r2-put-right', type: 'csc.referral.dreamt' });
    const fields = { offset: String(since), reason: 'the type was misspelt' };
    const before = await logged();
    const send = (event: string, more = {}) => running.send(`${page}/correct`, ops, { ...fields, event, ...more });

    const noJson = await send(`${draft.slice(0, -1)},`);
    expect([noJson.status, typedIn(noJson.page)]).toEqual([422, `${draft.slice(0, -1)},`]);
    expect(noJson.page).toMatch(/<a href="#field-correct-event">The event must be JSON/);
    const refused = await send(draft);
    expect([refused.status, typedIn(refused.page)]).toEqual([422, draft]);
    expect(refused.page).toMatch(/id="field-correct-event-error">\s*<span[^>]*>Error:<\/span> type must be/);
    expect(refused.page).toContain('value="the type was misspelt"');

    const right = draft.replace('csc.referral.dreamt', 'csc.referral.received');
    const confirm = await send(right);
    expect(confirm.status).toBe(200);
    expect(confirm.page).toContain('Is this what should have been sent?');
    expect(rowOf(confirm.page, 'type')).toEqual(['type', 'csc.referral.dreamt', 'csc.referral.received']);
    expect(await logged()).toBe(before);
    expect(typedIn((await send(right, { change: 'yes' })).page)).toBe(right);
    expect(await logged()).toBe(before);

    const sent = await send(right, { confirmed: 'yes' });
    expect(sent).toMatchObject({ status: 303, location: `${page}?done=corrected` });
    const done = await running.until(`${page}?done=corrected`, ops, /No event of child-ada-0001 waits/);
    expect(done).toContain('the event that you sent stands in the place of the other');
    expect(await running.referralsOfJune(ops)).toBe(4);
    const [act] = (await running.logged()).filter(({ type }) => type === 'careledger.control.event-corrected');
    expect(act?.data).toMatchObject({ offset: since, replacement: { id: 'r2-put-right' }, by: 'ann' });

    // Too late: the page says so, and shows what holds.
    const late = await running.send(`${page}/release`, ops, { reason: 'once more' });
    expect([late.status, late.page.includes('What was decided')]).toEqual([404, true]);
  });

  it('leave an event out once it has been asked for twice', async () => {
    const nonsense = referral('b2', 5, { subject: 'child-ben-0002', type: 'referral.imagined' });
    await running.append(nonsense, referral('b3', 6, { subject: 'child-ben-0002' }));
    expect(await running.referralsOfJune(ops)).toBe(4);
    const ben = `${LIST}/child-ben-0002`;
    const { page: shown } = await running.get(ben, ops);
    const [, offset = ''] = /\(offset (\d+)\)/.exec(shown) ?? [];
    const fields = { offset, reason: 'sent by a test system' };
    const asked = await running.send(`${ben}/discard`, ops, fields);
    expect([asked.status, asked.page.includes('Leave this event out?')]).toEqual([200, true]);
    expect(asked.page).toContain('csc.referral.imagined');
    expect(await running.referralsOfJune(ops)).toBe(4);
    const left = await running.send(`${ben}/discard`, ops, { ...fields, confirmed: 'yes' });
    expect(left).toMatchObject({ status: 303, location: `${ben}?done=discarded` });
    await running.until(ben, ops, /No event of child-ben-0002 waits/);
    expect(await running.referralsOfJune(ops)).toBe(5);
    const { page: csv } = await running.get(`${ben}?table=acts&format=csv`, ops);
    expect(csv).toMatch(new RegExp(`^Event left out,${offset},sent by a test system,ann,`, 'm'));
  });

  it('are for looking where there is nothing of a child', async () => {
    expect((await running.get(`${LIST}/child-nobody-1`, ops)).status).toBe(404);
    expect((await running.get(`${LIST}/x`, ops)).status).toBe(404);
  });
});

describe('the pages of refused events', () => {
  beforeAll(async () => {
    await start(undefined);
    const refusals: [string, string, string][] = [
      ['x1', 'data.receivedOn', JSON.stringify(referral('x1', 31))],
      ['x2', 'data.receivedOn', JSON.stringify(referral('x2', 31, { subject: EVE }))],
    ];
    for (const refusal of refusals) {
      await running.pool.query(
        `INSERT INTO refusal (event_id, field, rule, payload, authority) VALUES ($1, $2, 'must be a date', $3, '841')`,
        refusal,
      );
    }
    await running.pool.query(`INSERT INTO refusal (field, rule, payload, authority) VALUES ('', 'erased', '', '841')`);
    await running.pool.query(
      `INSERT INTO child_seal (authority, subject, reason, sealed_by) VALUES ('841', $1, 'staff', 'x')`,
      [EVE],
    );
  });
  afterAll(() => running.stop());

  it('list them, and show what was sent to those who may know', async () => {
    const path = '/authorities/841/data-quality/refused';
    const { page: list } = await running.get(path, auditor);
    expect(list).toMatch(/href="\/authorities\/841\/data-quality\/refused\/1">x1/);
    expect(list).not.toContain(EVE);
    expect((await running.get(`${path}?format=csv`, ops)).page).toMatch(
      /^x1,referral.received,child-ada-0001,data.receivedOn must be a date,/m,
    );
    expect(await tablesHadAsCsv(path, ops)).toEqual(['Refused events, the latest first']);
    expect((await running.get(`${path}/1`, auditor)).page).toContain('2020-06-31');
    const sealed = await running.get(`${path}/2`, ops);
    expect([sealed.status, sealed.page.includes(EVE), sealed.page.includes('x2')]).toEqual([200, false, false]);
    expect((await running.get(`${path}/2`, seesSealed)).page).toContain(EVE);
    expect((await running.get(`${path}/3`, ops)).page).toContain(
      'Nothing of it is kept: the data of its child were erased',
    );
    expect((await running.get(path.replace('841', '012') + '/1', all)).status).toBe(404);
    expect((await running.get(`${path}/99`, ops)).status).toBe(404);
  });
});

describeWithKafka('the pages of records that are no event', (kafka) => {
  const topic = `repair-pages-${Date.now()}`;
  const first = referral('w1', 1);
  const right = partitionOf(partitionKey(first), PARTITIONS);

  beforeAll(async () => {
    await start({ brokers: kafka().brokers, topic, partitions: PARTITIONS });
    const producer = new Kafka({ brokers: [...kafka().brokers], logLevel: logLevel.ERROR }).producer();
    await producer.connect();
    const messages = [
      { partition: 1 - right, value: JSON.stringify(first) },
      { partition: right, value: JSON.stringify(referral('w2', 2)).replace('On":"2020-06-02', 'On":"2020-06-31') },
      { partition: right, value: '{"specversion": "1.0", <nonsense>' },
      { partition: right, value: JSON.stringify({ ...referral('w4', 4, { authority: '012' }), data: {} }) },
      { partition: right, value: JSON.stringify({ ...referral('w5', 5, { subject: EVE }), data: {} }) },
    ];
    await producer.send({ topic, messages });
    await producer.disconnect();
    await running.pool.query(
      `INSERT INTO child_seal (authority, subject, reason, sealed_by) VALUES ('841', $1, 'staff', 'x')`,
      [EVE],
    );
    await running.until(LETTERS, all, /w5[^]*1 record of 012/);
  });
  afterAll(() => running.stop());

  const [misplaced, misdated, unreadable, others, sealed] = [
    `${LETTERS}/${1 - right}-0`,
    ...[0, 1, 2, 3].map((offset) => `${LETTERS}/${right}-${offset}`),
  ] as [string, string, string, string, string];

  it('are for those whose token is for all authorities', async () => {
    expect((await running.get(LETTERS, ops)).status).toBe(403);
    expect((await running.get(misplaced, ops)).status).toBe(403);
    expect((await running.send(`${misplaced}/discard`, ops, { reason: 'x' })).status).toBe(403);
    expect(
      (await running.send(`${misplaced}/discard`, all, { reason: 'x' }, { 'sec-fetch-site': 'cross-site' })).status,
    ).toBe(401);
    const quality = await running.until('/authorities/841/data-quality', ops, /Records that are no event/);
    expect(quality).toContain('whose token is for all authorities');
    expect(quality).not.toContain(`href="${LETTERS}"`);
    expect((await running.get('/authorities/841/data-quality', all)).page).toContain(`href="${LETTERS}"`);
  });

  it('list those of the authority and those of nobody, and name whose the others are', async () => {
    const { page } = await running.get(LETTERS, all);
    for (const path of [misplaced, misdated, unreadable, sealed]) expect(page).toContain(`href="${path}"`);
    expect(page).not.toContain(`href="${others}"`);
    expect(page).toMatch(/href="\/authorities\/012\/data-quality\/dead-letters\?status=open">1 record of 012/);
    expect(await tablesHadAsCsv(LETTERS, all)).toEqual(['Records that are no event: waiting for a decision']);
    expect((await running.get(others, all)).status).toBe(404);
    expect((await running.get(others.replace('841', '012'), all)).page).toContain('w4');
    expect((await running.get(`${LETTERS}?format=csv`, all)).page).toMatch(
      /^\d-1,Not readable,The record must be JSON,Names none,/m,
    );
  });

  it('show what they hold, but of a sealed child', async () => {
    expect((await running.get(unreadable, all)).page).toContain('&#60;nonsense&#62;');
    const { page } = await running.get(sealed, all);
    expect([page.includes(EVE), page.includes('<textarea')]).toEqual([false, false]);
    expect(page).toContain('it takes the role sealed-records');
    expect((await running.get(sealed, seesSealed)).page).toContain(EVE);
    expect((await running.send(`${sealed}/discard`, all, { reason: 'unseen', confirmed: 'yes' })).status).toBe(403);
    expect((await running.get(LETTERS, all)).page).toContain(`href="${sealed}"`);
  });

  it('are sent again as they were, and the figure counts it', async () => {
    const before = await running.referralsOfJune(all);
    const sent = await running.send(`${misplaced}/resubmit`, all, { reason: 'lay in a wrong partition' });
    expect(sent).toMatchObject({ status: 303, location: `${misplaced}?done=resubmitted` });
    const done = await running.until(`${misplaced}?done=resubmitted`, all, /by cay on/);
    expect(done).toContain('It is sent again: an event of the log from now on');
    expect(done).toContain('lay in a wrong partition');
    expect(done).not.toContain('<textarea');
    await running.until('/authorities/841/children/child-ada-0001', all, /w1/);
    expect(await running.referralsOfJune(all)).toBe(before + 1);
    const other = await running.send(`${misplaced}/discard`, all, { reason: 'after all not' });
    expect([other.status, other.page.includes('Something else was decided')]).toEqual([409, true]);
  });

  it('are sent again put right', async () => {
    const { page } = await running.get(misdated, all);
    expect(page).toMatch(/It would be refused: data.receivedOn must be/);
    const typed = typedIn(page);
    const fields = { edited: 'yes', reason: 'the date was put right with the emitter' };
    const refused = await running.send(`${misdated}/resubmit`, all, { ...fields, event: typed });
    expect([refused.status, typedIn(refused.page)]).toEqual([422, typed]);
    expect(refused.page).toMatch(/<a href="#field-correct-event">data.receivedOn must be/);
    const event = typed.replace('2020-06-31', '2020-06-02');
    const confirm = await running.send(`${misdated}/resubmit`, all, { ...fields, event });
    expect(rowOf(confirm.page, 'data.receivedOn')).toEqual(['data.receivedOn', '2020-06-31', '2020-06-02']);
    const sent = await running.send(`${misdated}/resubmit`, all, { ...fields, event, confirmed: 'yes' });
    expect(sent).toMatchObject({ status: 303, location: `${misdated}?done=resubmitted` });
    await running.until('/authorities/841/children/child-ada-0001', all, /w2/);
    expect(await running.referralsOfJune(all)).toBe(2);
  });

  it('are put aside once that has been asked for twice', async () => {
    const fields = { reason: 'not meant for us' };
    const asked = await running.send(`${unreadable}/discard`, all, fields);
    expect([asked.status, asked.page.includes('Put this record aside?')]).toEqual([200, true]);
    expect((await running.get(LETTERS, all)).page).toContain(`href="${unreadable}"`);
    const sent = await running.send(`${unreadable}/discard`, all, { ...fields, confirmed: 'yes' });
    expect(sent).toMatchObject({ status: 303, location: `${unreadable}?done=discarded` });
    expect((await running.get(LETTERS, all)).page).not.toContain(`href="${unreadable}"`);
    expect((await running.get(`${LETTERS}?status=discarded`, all)).page).toContain(`href="${unreadable}"`);
  });
});
