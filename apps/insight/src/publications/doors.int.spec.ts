import { MadeTokens } from '../../../../libs/access/src/testing/made-tokens';
import type { OwnReference } from '@careledger/reference';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { casework } from '../testing/casework';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';

const PROPOSAL = {
  authority: '841',
  periods: [{ grain: 'quarter', period: '2020-12' }],
  measures: ['cla'],
  knownAt: '2021-01-15T23:59:59.999999Z',
  note: 'Quarter 3',
};
const OTHERS = { ...PROPOSAL, authority: '840' };

const reference = (population: number, target: number): OwnReference => ({
  populations: [{ authority: '841', year: '2020/21', population, source: 'test' }],
  targets: [
    {
      authority: '841',
      measure: 'cla',
      grain: 'quarter',
      figure: 'rate',
      target,
      compare: 'always',
      code: '',
      note: '',
      source: 'test',
    },
  ],
});

describe('who publishes', () => {
  let database: TestDatabase;
  let ledger: MadeLedger;
  let tokens: MadeTokens;
  let insight: RunningInsight;
  let ann: Record<string, string>;
  let bea: Record<string, string>;
  /** A proposal that nothing has been decided about. */
  let open: number;

  beforeAll(async () => {
    database = await freshDatabase();
    ledger = await MadeLedger.open(database.url);
    await ledger.append(casework());
    await ledger.project();
    tokens = await MadeTokens.make();
    ann = await tokens.bearer({ name: 'ann', roles: ['publisher'] });
    bea = await tokens.bearer({ name: 'bea', roles: ['publisher', 'auditor'] });
    insight = await RunningInsight.start(ledger, '2021-04-20', null, reference(20_000, 80), tokens.access);
  });
  afterAll(async () => {
    await insight.stop();
    tokens.remove();
    await ledger.close();
    await database.drop();
  });

  it('is who the token was made for, and no other', async () => {
    expect(await insight.send('POST', '/v1/publications', { ...PROPOSAL, by: 'bea' }, ann)).toMatchObject({
      status: 400,
      body: { field: 'by' },
    });
    expect(await insight.send('POST', '/v1/publications', OTHERS, ann)).toMatchObject({ status: 403 });
    expect(await insight.send('POST', '/v1/publications', PROPOSAL, ann)).toMatchObject({
      status: 201,
      body: { id: 1, proposedBy: 'ann' },
    });
    expect(await insight.send('POST', '/v1/publications/1/publish', {}, ann)).toMatchObject({ status: 403 });
    const stranger = await tokens.bearer({ name: 'cay', roles: ['publisher'], authorities: ['840'] });
    for (const path of [
      '/v1/publications/1',
      '/v1/publications/1/canonical',
      '/v1/publications/1/cells',
      '/v1/publications/1/revision',
    ]) {
      expect((await insight.get(path, stranger)).status).toBe(403);
      expect((await insight.get(path, ann)).status).toBe(200);
    }
    for (const act of ['publish', 'withdraw']) {
      expect((await insight.send('POST', `/v1/publications/1/${act}`, {}, stranger)).status).toBe(403);
    }
    expect(await insight.send('POST', '/v1/publications/1/publish', {}, bea)).toMatchObject({
      status: 200,
      body: { status: 'published', proposedBy: 'ann', decidedBy: 'bea' },
    });
  });

  it('is guarded by the database too: one row of an act, and not by who proposed', async () => {
    const { body } = await insight.send<{ id: number }>('POST', '/v1/publications', PROPOSAL, ann);
    const act = `INSERT INTO publication_act (publication, act, by, proposed_by) VALUES ($1, 'published', $2, $3)`;
    await expect(ledger.pool.query(act, [body.id, 'ann', 'ann'])).rejects.toThrow('check constraint');
    await expect(ledger.pool.query(act, [body.id, 'ann', 'bea'])).rejects.toThrow('foreign key');
    await expect(ledger.pool.query(act, [1, 'bea', 'ann'])).rejects.toThrow('duplicate key');
    const forged = `INSERT INTO publication (authority, proposed_by, note, known_at, position, content, digest)
                    VALUES ('841', 'ann', '-', now(), '{}', '{"figures":[]}', '\\x00')`;
    await expect(ledger.pool.query(forged)).rejects.toThrow('check constraint');
    await insight.send('POST', `/v1/publications/${body.id}/withdraw`, {}, ann);
  });

  it('writes commentary by the name of the token, on quarters', async () => {
    const path = '/v1/measures/cla/commentary?authority=841';
    expect(await insight.send('PUT', `${path}&period=2020-12`, { text: 'Steady.' }, ann)).toMatchObject({
      status: 200,
      body: { versions: [{ version: 1, author: 'ann', text: 'Steady.' }] },
    });
    // Sent twice it is one version; by somebody else it is another.
    await insight.send('PUT', `${path}&period=2020-12`, { text: 'Steady.' }, ann);
    await insight.send('PUT', `${path}&period=2020-12`, { text: 'Steady.' }, bea);
    expect((await insight.get(`${path}&period=2020-12`, bea)).body).toMatchObject({
      versions: [{ version: 2, author: 'bea' }, { version: 1 }],
    });
    for (const [period, body, field] of [
      ['2020-11', { text: 'x' }, 'period'],
      ['2020-12', { text: '' }, 'text'],
      ['2020-12', { text: 'a\u001bb' }, 'text'],
      ['2020-12', { text: 'x', by: 'bea' }, 'by'],
    ] as const) {
      expect(await insight.send('PUT', `${path}&period=${period}`, body, ann)).toMatchObject({
        status: 400,
        body: { field },
      });
    }
  });

  it('has figures held against what was known of population and targets then', async () => {
    const later = await RunningInsight.start(ledger, '2021-04-20', null, reference(25_000, 70), tokens.access);
    try {
      const { body } = await later.get('/v1/publications/1', bea);
      expect(body).toMatchObject({
        figures: [{ numerator: 1, rate: 0.5, population: 20_000, today: { numerator: 1, rate: 0.4 }, differs: true }],
      });
      const asked = '/v1/measures/cla/restatements?authority=841&grain=quarter&period=2020-12&publication=1';
      expect((await later.get(asked, bea)).body).toMatchObject({
        then: { numerator: 1, rate: 0.5 },
        now: { numerator: 1, rate: 0.4 },
        difference: { numerator: 0, denominator: null },
        causes: [{ kind: 'reference-data', postings: 0, numerator: 0, denominator: null }],
        addsUp: true,
        reference: { then: { targets: [{ target: 80 }] }, now: { population: 25_000, targets: [{ target: 70 }] } },
        restatements: [],
      });
      // A proposal of before is no longer what was proposed.
      open = (await insight.send<{ id: number }>('POST', '/v1/publications', PROPOSAL, ann)).body.id;
      expect(await later.send('POST', `/v1/publications/${open}/publish`, {}, bea)).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('what it is held against') as string },
      });
    } finally {
      await later.stop();
    }
  });

  it('refuses figures that are not final', async () => {
    await ledger.append(
      casework().map((event) => ({ ...event, id: `${event.id}-again`, subject: `${event.subject}x` })),
    );
    expect(await insight.send('POST', '/v1/publications', PROPOSAL, ann)).toMatchObject({
      status: 409,
      body: { title: 'The figures are not final', field: 'knownAt' },
    });
    expect((await insight.send('POST', `/v1/publications/${open}/publish`, {}, bea)).status).toBe(409);
    await ledger.project();
    expect((await insight.send('POST', '/v1/publications', PROPOSAL, ann)).status).toBe(201);
  });
});
