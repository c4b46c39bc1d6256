import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { casework, LATER } from '../testing/casework';
import { madeEvent } from '../testing/made-events';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';

interface EntriesBody {
  readonly reconciled: boolean;
  readonly differences: readonly unknown[];
  readonly entries: readonly Record<string, unknown>[];
  readonly next: string | null;
}

interface Explained {
  readonly causes: readonly { readonly kind: string; readonly numerator: number }[];
  readonly addsUp: boolean;
}

interface RestatementsBody {
  readonly restatements: readonly Record<string, unknown>[];
  readonly next: string | null;
}

describe('what figures are made of', () => {
  let database: TestDatabase;
  let ledger: MadeLedger;
  let insight: RunningInsight;

  beforeAll(async () => {
    database = await freshDatabase();
    ledger = await MadeLedger.open(database.url);
    await ledger.append(casework());
    await ledger.project();
    insight = await RunningInsight.start(ledger, '2021-01-20');
  });
  afterAll(async () => {
    await insight.stop();
    await ledger.close();
    await database.drop();
  });

  const entries = async (measure: string, query: string): Promise<EntriesBody> => {
    const { status, body } = await insight.get<EntriesBody>(`/v1/measures/${measure}/entries?authority=841&${query}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body;
  };
  const restatements = async (measure: string, query: string): Promise<RestatementsBody> => {
    const path = `/v1/measures/${measure}/restatements?authority=841&${query}`;
    const { status, body } = await insight.get<RestatementsBody>(path);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body;
  };

  describe('GET /v1/measures/{id}/entries', () => {
    it('names the unit, its sources and what put it there', async () => {
      const body = await entries('assessments-45wd', 'grain=month&period=2020-07');
      expect(body).toMatchObject({ measure: 'assessments-45wd', grain: 'month', period: '2020-07', knownAt: null });
      expect(body).toMatchObject({ reconciled: true, final: true, differences: [], next: null });
      expect(body.entries).toEqual([
        {
          child: 'ada-00000001',
          date: '2020-07-01',
          numerator: 0,
          denominator: 1,
          groups: { ageBand: '5-9', disabled: 'false', ethnicity: 'WBRI', gender: 'F' },
          sources: [expect.any(String) as string, 'ada-redone'],
          cause: 'ada-redone',
          knownAt: LATER,
        },
      ]);
    });

    it('has nothing where what was posted was taken back, and has it as it was known', async () => {
      expect((await entries('assessments-45wd', 'grain=month&period=2020-06')).entries).toEqual([]);
      const then = await entries('assessments-45wd', 'grain=month&period=2020-06&knownAt=2021-01-01T00:00:00Z');
      expect(then.entries).toMatchObject([{ numerator: 1, cause: 'ada-done', knownAt: '2020-06-09T09:00:00Z' }]);
      expect(then.reconciled).toBe(true);
    });

    it('tells since when a state has been as it is, and who makes a pair', async () => {
      const open = await entries('assessments-open-over-45wd', 'grain=month&period=2020-12');
      expect(open.entries).toMatchObject([{ child: 'ben-00000002', date: '2020-12-04', numerator: 1, denominator: 1 }]);
      const pairs = await entries('caseload', 'grain=month&period=2020-12');
      expect(pairs.entries.map(({ child, worker, denominator }) => [child, worker, denominator]).sort()).toEqual([
        ['ada-00000001', 'w-1', null],
        ['ben-00000002', 'w-1', null],
      ]);
      expect((await entries('missing-children', 'grain=quarter&period=2020-12')).entries).toHaveLength(1);
    });

    it('goes on page by page', async () => {
      const first = await entries('assessments-completed', 'grain=year&period=2021-03&limit=1');
      expect(first.entries).toHaveLength(1);
      const { body } = await insight.get<EntriesBody>(first.next as string);
      expect(body.next).toBeNull();
      expect([...first.entries, ...body.entries].map(({ child }) => child).sort()).toEqual([
        'ada-00000001',
        'ben-00000002',
      ]);
    });

    it('says where ledger and record differ', async () => {
      const wrong = `UPDATE posting SET numerator = numerator + $1 WHERE child IN (SELECT child FROM child WHERE subject LIKE 'ben%')
                        AND account = (SELECT id FROM account WHERE measure = 'cla')`;
      await ledger.pool.query(wrong, [1]);
      expect(await entries('cla', 'grain=month&period=2020-12')).toMatchObject({
        reconciled: false,
        differences: [
          { child: 'ben-00000002', ledger: { numerator: 2, denominator: 0 }, record: { numerator: 1, denominator: 0 } },
        ],
      });
      await ledger.pool.query(wrong, [-1]);
      expect(await entries('cla', 'grain=month&period=2020-12')).toMatchObject({ reconciled: true });
    });

    it('leaves out what of a parked child waits', async () => {
      const { rows } = await ledger.pool.query<{ offset: number; partition: number }>(
        `SELECT partition, "offset" FROM event WHERE payload LIKE '%ada-redone%'`,
      );
      const { offset, partition } = rows[0] as { offset: number; partition: number };
      await ledger.pool.query(`INSERT INTO parked_child VALUES ($1, 841, 'ada-00000001', $2, 'Error: of the test')`, [
        partition,
        offset,
      ]);
      const body = await entries('assessments-45wd', 'grain=month&period=2020-07');
      const { body: parked } = await insight.get('/v1/parked');
      const { body: record } = await insight.get('/v1/children/841/ada-00000001');
      await ledger.pool.query('DELETE FROM parked_child');
      // The ledger of the test has posted what waits all the same. The record leaves it out: they differ, and that shows.
      expect(body).toMatchObject({
        reconciled: false,
        differences: [{ ledger: { numerator: 0, denominator: 1 }, record: { numerator: 0, denominator: 0 } }],
        entries: [],
      });
      expect(parked).toMatchObject({
        parked: [{ authority: '841', child: 'ada-00000001', since: offset, reason: 'Error: of the test' }],
        next: null,
      });
      expect(record).toMatchObject({ parked: { since: offset, reason: 'Error: of the test' } });
    });

    it.each([
      ['period', 'cla', 'grain=quarter&period=2020-11'],
      ['period', 'cla', 'grain=year&period=2020-12'],
      ['period', 'cla', 'grain=month&period=2021-02'],
      ['period', 'cla', 'grain=month'],
      ['limit', 'cla', 'grain=month&period=2020-11&limit=0'],
      ['after', 'cla', 'grain=month&period=2020-11&after=1'],
      ['knownAt', 'cla', 'grain=month&period=2020-11&knownAt=2039-01-01T00:00:00Z'],
      ['from', 'cla', 'grain=month&period=2020-11&from=2020-11'],
    ])('refuses a wrong %s: %s %s', async (field, measure, query) => {
      const { status, body } = await insight.get(`/v1/measures/${measure}/entries?authority=841&${query}`);
      expect({ status, body }).toMatchObject({ status: 400, body: { field } });
    });
  });

  describe('GET /v1/measures/{id}/restatements', () => {
    it('lists what moved a figure since, each with its cause', async () => {
      const whole = await restatements('assessments-45wd', 'grain=month&period=2020-06&since=2021-01-01T00:00:00Z');
      const { restatements: found, next } = whole;
      expect(next).toBeNull();
      expect(whole).toMatchObject({
        since: '2021-01-01T00:00:00Z',
        sincePosition: null,
        knownAt: null,
        final: true,
        then: { numerator: 1, denominator: 1, value: 100, rate: null },
        now: { numerator: 0, denominator: 0, value: null, rate: null },
        difference: { numerator: -1, denominator: -1, value: null, rate: null },
        causes: [{ kind: 'correction', postings: 1, numerator: -1, denominator: -1, rate: null }],
        addsUp: true,
      });
      expect(found).toEqual([
        {
          child: 'ada-00000001',
          date: '2020-06-09',
          numerator: -1,
          denominator: -1,
          groups: { ageBand: '5-9', disabled: 'false', ethnicity: 'WBRI', gender: 'F' },
          cause: 'ada-redone',
          type: 'csc.assessment.completed',
          historical: true,
          kind: 'correction',
          knownAt: LATER,
        },
      ]);
    });

    it('ends at a second instant', async () => {
      const asked = 'grain=month&period=2020-06&since=2020-06-01T00:00:00Z&knownAt=2021-01-01T00:00:00Z';
      expect(await restatements('assessments-45wd', asked)).toMatchObject({
        then: { numerator: 0 },
        now: { numerator: 1 },
        causes: [{ kind: 'late-event', numerator: 1, denominator: 1 }],
        restatements: [{ cause: 'ada-done', kind: 'late-event' }],
      });
    });

    it('tells a new rulebook, an erasure and what has been erased apart, and adds up all the same', async () => {
      const asked = 'grain=month&period=2020-06&since=2021-01-01T00:00:00Z';
      const pretend = async (payload: string | null) => {
        await ledger.pool.query(`UPDATE event SET payload = $1 WHERE payload = $2`, [payload, stood]);
        const { causes, addsUp } = (await restatements('assessments-45wd', asked)) as unknown as Explained;
        await ledger.pool.query(`UPDATE event SET payload = $2 WHERE coalesce(payload, '') = coalesce($1, '')`, [
          payload,
          stood,
        ]);
        return [causes.map(({ kind, numerator }) => `${kind} ${numerator}`).join(), addsUp];
      };
      const { rows } = await ledger.pool.query<{ payload: string }>(
        `SELECT payload FROM event WHERE payload LIKE '%ada-redone%'`,
      );
      const stood = rows[0]?.payload as string;
      const control = (type: string) =>
        JSON.stringify({
          type: `careledger.control.${type}`,
          id: 'x',
          authority: '841',
          subject: 'ada-00000001',
          data: {},
        });
      expect(await pretend(null)).toEqual(['erased-event -1', true]);
      expect(await pretend(control('rulebook-activated'))).toEqual(['new-rulebook -1', true]);
      expect(await pretend(control('child-erased'))).toEqual(['erasure -1', true]);
    });

    it('says so where the ledger does not add up any more', async () => {
      const asked = 'grain=month&period=2020-06&since=2021-01-01T00:00:00Z';
      const tamper = (by: number) =>
        ledger.pool.query(
          `UPDATE balance SET numerator = numerator + $1 WHERE known_month = '2021-03-01' AND grp = 0`,
          [by],
        );
      await tamper(1);
      expect(await restatements('assessments-45wd', asked)).toMatchObject({ addsUp: false });
      await tamper(-1);
      expect(await restatements('assessments-45wd', asked)).toMatchObject({ addsUp: true });
    });

    it('leaves out what moved within the period, and what was known', async () => {
      const since = 'since=2021-01-01T00:00:00Z';
      expect(
        (await restatements('assessments-completed', `grain=year&period=2021-03&${since}`)).restatements,
      ).toMatchObject([{ child: 'ben-00000002', numerator: 1, denominator: null }]);
      expect(
        (await restatements('assessments-completed', `grain=quarter&period=2020-09&${since}&limit=1`)).restatements,
      ).toMatchObject([{ cause: 'ada-redone', numerator: 1 }]);
      expect(
        (await restatements('assessments-completed', `grain=month&period=2020-06&since=${LATER}`)).restatements,
      ).toEqual([]);
    });

    it.each([
      ['since', 'grain=month&period=2020-06'],
      ['since', 'grain=month&period=2020-06&since=2039-01-01T00:00:00Z'],
      ['knownAt', 'grain=month&period=2020-06&since=2021-01-01T00:00:00Z&knownAt=2020-12-31T00:00:00Z'],
      ['knownAt', 'grain=month&period=2020-06&since=2021-01-01T00:00:00Z&knownAt=2039-01-01T00:00:00Z'],
      ['sincePosition', 'grain=month&period=2020-06&since=2021-01-01T00:00:00Z&sincePosition=7'],
      ['position', 'grain=month&period=2020-06&since=2021-01-01T00:00:00Z&position=0:7'],
      ['publication', 'grain=month&period=2020-06&publication=first'],
    ])('refuses a wrong %s: %s', async (field, query) => {
      const { status, body } = await insight.get(`/v1/measures/cla/restatements?authority=841&${query}`);
      expect({ status, body }).toMatchObject({ status: 400, body: { field } });
    });
  });

  describe('GET /v1/children/{authority}/{child}', () => {
    it('shows the record, and what it counts for today', async () => {
      const { status, body } = await insight.get('/v1/children/841/ben-00000002');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        authority: '841',
        child: 'ben-00000002',
        knownAt: '2021-01-11T09:00:00Z',
        parked: null,
        faults: [],
      });
      expect(body['entities']).toContainEqual({
        kind: 'care',
        id: 'c1',
        events: [
          {
            type: 'csc.care.started',
            id: expect.any(String) as string,
            source: '/test/case-system',
            recordedAt: '2020-11-05T09:00:00Z',
            retracted: false,
            data: { id: 'c1', startedOn: '2020-11-05', legalStatus: 'C2' },
          },
        ],
      });
      const counted = (
        body['contributions'] as { measure: string; numerator: number; denominator: number | null }[]
      ).map(({ measure, numerator, denominator }) => `${measure} ${numerator}/${denominator}`);
      expect(counted).toEqual(
        expect.arrayContaining([
          'assessments-45wd 0/1',
          'cla 1/null',
          'cla-allocated-qualified 1/1',
          'caseload 1/null',
        ]),
      );
    });

    it('shows the record as it was known, and what it counted for on that day', async () => {
      const { body } = await insight.get('/v1/children/841/ben-00000002?knownAt=2020-11-05T12:00:00Z&asShown=true');
      expect(body).toMatchObject({ asKnownAt: '2020-11-05T12:00:00Z', knownAt: '2020-11-05T09:00:00Z', final: true });
      expect((body['entities'] as { kind: string }[]).map(({ kind }) => kind).sort()).toEqual(['assessment', 'care']);
      expect(body['contributions']).toContainEqual(expect.objectContaining({ measure: 'cla', period: '2020-11' }));
      const before = await insight.get('/v1/children/841/ben-00000002?knownAt=2020-09-01T00:00:00Z');
      expect(before.status).toBe(404);
      expect((await insight.get('/v1/children/841/ben-00000002?knownAt=then')).status).toBe(400);
    });

    it('lists data faults and shows what is retracted', async () => {
      const child = { child: 'cyd-00000003', at: '2021-01-12T09:00:00Z' };
      await ledger.append([
        madeEvent('cp-plan.started', child, { id: 'p', startedOn: '2020-12-02' }),
        madeEvent('cp-plan.ended', child, { id: 'p', endedOn: '2020-12-01' }),
        madeEvent('assessment.completed', child, { id: 'late', completedOn: '2020-12-01' }),
        madeEvent('legal-status.changed', child, { id: 'l', care: 'none', changedOn: '2020-12-01', legalStatus: 'E1' }),
        madeEvent('independent-visitor.requested', child, { id: 'v', requestedOn: '2020-12-01' }),
        madeEvent('independent-visitor.ended', child, { id: 'v', endedOn: '2020-12-01' }),
        madeEvent('missing.started', child, { id: 'm', startedAt: '2020-12-01T10:00:00Z' }),
        madeEvent('missing.ended', child, { id: 'm', endedAt: '2020-12-01T09:59:59Z' }),
        madeEvent('referral.received', child, { id: 'gone', receivedOn: '2020-12-01' }),
        madeEvent('record.retracted', { ...child, at: '2021-01-12T09:00:01Z' }, { entity: 'referral', id: 'gone' }),
      ]);
      await ledger.project();
      const { body } = await insight.get('/v1/children/841/cyd-00000003');
      expect(body['faults']).toEqual(
        expect.arrayContaining([
          {
            kind: 'cp-plan',
            id: 'p',
            fault: 'end-before-start',
            says: expect.stringContaining('cp-plan.ended') as string,
          },
          {
            kind: 'assessment',
            id: 'late',
            fault: 'late-start',
            says: expect.stringContaining('assessment.started') as string,
          },
          { kind: 'legal-status', id: 'l', fault: 'unknown-care-period', says: expect.any(String) as string },
          {
            kind: 'independent-visitor',
            id: 'v',
            fault: 'late-start',
            says: expect.stringContaining('matched') as string,
          },
          { kind: 'missing', id: 'm', fault: 'end-before-start', says: expect.any(String) as string },
        ]),
      );
      expect(body['faults']).toHaveLength(5);
      expect(body['entities']).toContainEqual(
        expect.objectContaining({ kind: 'referral', events: [expect.objectContaining({ retracted: true }) as object] }),
      );
    });

    it.each(['/v1/children/841/nobody-0000', '/v1/children/840/ben-00000002', '/v1/children/841/x'])(
      'knows no %s',
      async (path) => {
        const { status, body } = await insight.get(path);
        expect({ status, body }).toMatchObject({ status: 404, body: { field: 'child' } });
      },
    );
  });
});
