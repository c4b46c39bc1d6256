import { createHash } from 'node:crypto';
import { filesOfZip, verifyEvidence } from '@careledger/audit';
import { formatInstant, parseInstant } from '@careledger/calendar';
import { GRAINS, MEASURES } from '@careledger/measures';
import { parse } from 'csv-parse/sync';
import { MadeTokens } from '../../../libs/access/src/testing/made-tokens';
import { sampleHistory } from '../../../test/histories';
import { PlayedLog } from '../../projector/src/testing/played-log';
import { RunningAudits, type AuditBody } from './testing/running-audits';

jest.setTimeout(180_000);

const AUTHORITY = '841';
const PARKED = 'child-parked-1';

/** A made-up authority's log, projected: in the middle of it the instant that is asked about. */
let played: PlayedLog;
let running: RunningAudits;
let knownAt: string;
let asked: { authority: string; from: string; to: string; knownAt: string; sample: { size: number; seed: string } };
let first: AuditBody;

beforeAll(async () => {
  played = await PlayedLog.open();
  const history = sampleHistory(11, 24, 3);
  const middle = Math.floor(history.length * 0.7);
  for (const [place, { appendedAt, event }] of history.entries()) {
    played.setClock(appendedAt);
    await played.take(event);
    if (place !== middle) continue;
    // One child whose second event cannot be applied, and two that come in behind the instant's back.
    knownAt = formatInstant(appendedAt + 1);
    played.faulty.add('parked-2');
    await played.event('referral.received', PARKED, { id: 'r1', receivedOn: '2020-06-01' }, 'parked-1');
    await played.event('referral.received', PARKED, { id: 'r2', receivedOn: '2020-06-02' }, 'parked-2');
    await played.historical('referral.received', 'child-loaded-1', { id: 'r1', receivedOn: '2020-05-01' });
    await played.project();
  }
  await played.project(97);
  running = await RunningAudits.start(played, '2022-04-30');
  asked = { authority: AUTHORITY, from: '2020-04', to: '2021-03', knownAt, sample: { size: 8, seed: 'seven' } };
  first = await running.audit(asked);
});

afterAll(async () => {
  await running.stop();
  await played.close();
});

interface SeriesBody {
  readonly points: readonly (Record<string, unknown> & { readonly groups?: readonly Record<string, unknown>[] })[];
}

describe('an audit', () => {
  it('finds the ledger equal to what the events make', () => {
    expect(first).toMatchObject({ state: 'done', equal: true, problem: null });
    const { entries, figuresDiffer, balances, differences, events, final, position } = first.result;
    expect(entries.compared).toBeGreaterThan(1_000);
    expect({ entries: entries.different, figuresDiffer, balances: balances.different, differences }).toEqual({
      entries: 0,
      figuresDiffer: [],
      balances: 0,
      differences: [],
    });
    expect(final).toBe(true);
    expect(events.changed).toEqual([]);
    expect(position['0']).toBeGreaterThan(events.inScope);
  });

  it('has the figures that the read side shows as known then, of every measure, by period and group', async () => {
    const { content } = await running.file(`/v1/audits/${first.id}/evidence`);
    const rows: Record<string, string>[] = parse(filesOfZip(content).get('figures.csv') ?? '', { columns: true });
    const audited = new Map<string, string[]>();
    for (const { measure, grain, by, key, period, from, to, numerator, denominator, value, rate } of rows) {
      const name = `${measure} ${grain} ${by}`;
      const line = [key, period, from, to, numerator, denominator, value, rate].join(' ');
      audited.set(name, [...(audited.get(name) ?? []), line]);
    }
    const lineOf = (point: Record<string, unknown>, of: Record<string, unknown>, rate: unknown): string =>
      [
        of['key'] ?? '',
        point['period'],
        point['from'],
        point['to'],
        of['numerator'],
        of['denominator'],
        of['value'],
        rate,
      ]
        .map((value) => (value === null ? '' : String(value as string | number)))
        .join(' ');
    // All of them would be thousands of questions: of each measure two kinds of period, and one breakdown, in turn.
    let compared = 0;
    for (const [place, measure] of MEASURES.entries()) {
      const turn = <T>(of: readonly T[]): T => of[place % of.length] as T;
      for (const [grain, by] of [
        ['quarter', ''],
        [turn(GRAINS), ''],
        [turn(GRAINS), turn([...measure.breakdowns, ''])],
      ] as const) {
        const path =
          `/v1/measures/${measure.id}/series?authority=${AUTHORITY}&grain=${grain}&from=${asked.from}&to=${asked.to}` +
          `&knownAt=${knownAt}${by === '' ? '' : `&by=${by}`}`;
        const { body } = await running.get<SeriesBody>(path);
        const shown = body.points.flatMap((point) =>
          by === ''
            ? [lineOf(point, point, point['rate'])]
            : (point.groups ?? []).map((group) => lineOf(point, group, null)),
        );
        const name = `${measure.id} ${grain} ${by}`;
        expect([name, audited.get(name) ?? []]).toEqual([name, shown]);
        compared += shown.length;
      }
    }
    expect(compared).toBeGreaterThan(1_000);
  });

  it('has a digest that follows from the event store by the rule in the evidence', async () => {
    const { rows } = await played.pool.query<{ offset: number; at: number; commitment: string; payload: string }>(
      `SELECT "offset", appended_at AS at, encode(commitment, 'hex') AS commitment, payload FROM event ORDER BY "offset"`,
    );
    const known = new Map<string, number>();
    const lines: string[] = [];
    for (const { offset, at, commitment, payload } of rows) {
      const { authority, subject } = JSON.parse(payload) as { authority: string; subject: string };
      if (authority !== AUTHORITY) continue;
      known.set(subject, Math.max(at, known.get(subject) ?? -Infinity));
      if ((known.get(subject) ?? 0) <= parseInstant(knownAt))
        lines.push(`0,${offset},${formatInstant(at)},${commitment}\n`);
    }
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect(first.result.events.inScope).toBe(lines.length);
    expect(first.result.digest).toBe(sha256(`0,${lines.length},${sha256(lines.join(''))}\n`));
  });

  it('names the children whose events wait, and those that could be applied by now', () => {
    // The fault was the test's: the processes of the audit have none.
    expect(first.result.children).toMatchObject({ parked: 1, parkedApplicable: 1, erased: 0, faulty: 0 });
  });

  it('draws the same entries for the same seed, and keeps what came of them', async () => {
    interface SampleBody {
      readonly sample: readonly Record<string, unknown>[];
    }
    const { body } = await running.get<SampleBody>(`/v1/audits/${first.id}/sample`);
    expect(body.sample).toHaveLength(8);
    for (const entry of body.sample) {
      expect(entry).toMatchObject({ result: null, results: [] });
      expect((entry['sources'] as unknown[]).length).toBeGreaterThan(0);
    }
    const path = `/v1/audits/${first.id}/sample/3`;
    expect((await running.post(path, { result: 'differs', note: 'the form says 4 May' })).status).toBe(201);
    expect((await running.post(path, { result: 'agrees' })).status).toBe(201);
    expect((await running.post(`/v1/audits/${first.id}/sample/9`, { result: 'agrees' })).status).toBe(404);
    expect((await running.post(path, { result: 'good' })).status).toBe(400);
    const third = (await running.get<SampleBody>(`/v1/audits/${first.id}/sample`)).body.sample[2];
    expect(third).toMatchObject({ result: 'agrees', results: [{ result: 'differs' }, { result: 'agrees' }] });

    const again = await running.audit(asked);
    const drawn = (await running.get<SampleBody>(`/v1/audits/${again.id}/sample`)).body.sample;
    const plain = ({ number, child, measure, stream, day, groups }: Record<string, unknown>) => ({
      number,
      child,
      measure,
      stream,
      day,
      groups,
    });
    expect(drawn.map(plain)).toEqual(body.sample.map(plain));
    expect(again.result.digest).toBe(first.result.digest);
  });

  it('gives evidence that is the same each time, kept by its digest, and good without the database', async () => {
    const one = await running.file(`/v1/audits/${first.id}/evidence`);
    const two = await running.file(`/v1/audits/${first.id}/evidence`);
    expect(two.content.equals(one.content)).toBe(true);
    const digest = one.headers.get('manifest-sha256') ?? '';
    const { body } = await running.get<AuditBody>(`/v1/audits/${first.id}`);
    expect(body.evidence.map(({ manifestSha256 }) => manifestSha256)).toContain(digest);
    const files = filesOfZip(one.content);
    expect(verifyEvidence(files, digest)).toMatchObject({ audit: first.id, isGood: true });
    const text = [...files.values()].join('\n');
    const { rows } = await played.pool.query<{ subject: string }>('SELECT subject FROM child');
    expect(rows.filter(({ subject }) => text.includes(subject))).toEqual([]);
    expect(JSON.parse(String(files.get('sample.json')))).toMatchObject({
      drawn: 8,
      results: { agrees: 1 },
      notRecorded: 7,
    });
  });
});

describe('what is asked', () => {
  it.each([
    ['authority', { authority: '84' }],
    ['to', { to: '2020-01' }],
    ['to', { to: '2022-04' }],
    ['knownAt', { knownAt: 'yesterday' }],
    ['knownAt', { knownAt: '2200-01-01T00:00:00Z' }],
    ['sample.size', { sample: { size: 0, seed: 'x' } }],
    ['colour', { colour: 'blue' }],
  ])('is refused where %s is wrong', async (field, change) => {
    const { status, body } = await running.post<{ field: string }>('/v1/audits', { ...asked, ...change });
    expect([status, body.field]).toEqual([400, field]);
  });

  it('takes a date as all of that day in London', async () => {
    const { body } = await running.post<{ id: string }>('/v1/audits', { ...asked, knownAt: '2020-07-01' });
    const { body: audit } = await running.get<AuditBody>(`/v1/audits/${body.id}`);
    expect(audit).toMatchObject({ knownAt: '2020-07-01T22:59:59.999999Z' });
    expect(await running.over(body.id)).toMatchObject({ equal: true });
  });
});

describe('who may see an audit', () => {
  let tokens: MadeTokens;
  let locked: RunningAudits;

  beforeAll(async () => {
    tokens = await MadeTokens.make();
    locked = await RunningAudits.start(played, '2022-04-30', tokens.access);
  });
  afterAll(async () => {
    await locked.stop();
    tokens.remove();
  });

  it('is an auditor of its authority: to another it is not there, and no audit is made for it', async () => {
    const other = await tokens.bearer({ roles: ['auditor'], authorities: ['840'] });
    for (const path of ['', '/evidence', '/annex', '/sample']) {
      const { status } = await locked.get(`/v1/audits/${first.id}${path}`, other);
      expect([path, status]).toEqual([path, 404]);
    }
    expect((await locked.post(`/v1/audits/${first.id}/sample/1`, { result: 'agrees' }, other)).status).toBe(404);
    expect((await locked.post('/v1/audits', asked, other)).status).toBe(403);
    const own = await tokens.bearer({ roles: ['auditor'] });
    expect((await locked.get(`/v1/audits/${first.id}`, own)).status).toBe(200);
  });

  it('learns who a sealed child is only with that right', async () => {
    const auditor = await tokens.bearer({ roles: ['auditor'] });
    const both = await tokens.bearer({ roles: ['auditor', 'sealed-records'] });
    type Annex = { readonly sample: readonly { readonly child: string | null; readonly sources: readonly string[] }[] };
    const path = `/v1/audits/${first.id}/annex`;
    const { sample } = (await locked.get<Annex>(path, both)).body;
    const child = sample[0]?.child ?? '';
    await played.pool.query(
      `INSERT INTO child_seal (authority, subject, reason, sealed_by) VALUES ('841', $1, 'of staff', 'test')`,
      [child],
    );
    const seen = (await locked.get<Annex>(path, auditor)).body.sample;
    sample.forEach((entry, i) => {
      if (entry.child === child) expect(seen[i]).toMatchObject({ child: null, sources: [] });
    });
    expect((await locked.get<Annex>(path, both)).body.sample).toEqual(sample);
    expect(seen.filter((entry) => entry.child === null).length).toBeGreaterThan(0);
  });
});

describe('an audit that was cut off', () => {
  it('is made once more by the next process, and after that is interrupted for good', async () => {
    await running.stop();
    const add = `INSERT INTO audit (authority, first_month, last_month, known_at, asked_by, state, worker, attempts)
                 VALUES (841, '2020-04-01', '2020-06-01', '2020-07-01T00:00:00Z', 'test', 'running', $1, $2) RETURNING id`;
    const ids = await Promise.all(
      [1, 2].map(
        async (attempts) => (await played.pool.query<{ id: string }>(add, [attempts, attempts])).rows[0]?.id ?? '',
      ),
    );
    running = await RunningAudits.start(played, '2022-04-30');
    expect(await running.over(ids[0] ?? '')).toMatchObject({ state: 'done', equal: true });
    expect(await running.over(ids[1] ?? '')).toMatchObject({ state: 'interrupted', result: null });
  });

  it('waits for the next start where the program is stopped', async () => {
    const { body } = await running.post<{ id: string }>('/v1/audits', asked);
    for (let state = ''; state !== 'running';)
      state = (await running.get<AuditBody>(`/v1/audits/${body.id}`)).body.state;
    await running.stop();
    const { rows } = await played.pool.query<{ state: string }>('SELECT state FROM audit WHERE id = $1', [body.id]);
    expect(rows).toEqual([{ state: 'queued' }]);
    running = await RunningAudits.start(played, '2022-04-30');
    expect(await running.over(body.id)).toMatchObject({ state: 'done', equal: true });
  });
});

describe('a child that was erased', () => {
  it('is listed apart, and changes neither the digest nor the figures as known before', async () => {
    const { rows } = await played.pool.query<{ child: number; subject: string }>(
      `SELECT child, subject FROM child JOIN posting p USING (partition, child)
        WHERE p.authority = $1 AND p.known_at < $2 ORDER BY child LIMIT 1`,
      [Number(AUTHORITY), '2020-05-01T00:00:00Z'],
    );
    const { child, subject } = rows[0] as { child: number; subject: string };
    await played.erase(subject, child);
    await played.project();
    const audit = await running.audit(asked);
    expect(audit).toMatchObject({ state: 'done', equal: true });
    expect(audit.result.children).toMatchObject({ erased: 1, inScope: first.result.children.inScope });
    expect(audit.result.events).toMatchObject({ inScope: first.result.events.inScope, changed: [] });
    expect(audit.result.events.erased).toBeGreaterThan(0);
    expect(audit.result.entries.erased).toBeGreaterThan(0);
    expect(audit.result.digest).toBe(first.result.digest);
    expect(audit.result.figures).toEqual(first.result.figures);
  });

  it('counts for nothing as known afterwards', async () => {
    const { rows } = await played.pool.query<{ last: number }>('SELECT max(appended_at) AS last FROM event');
    const audit = await running.audit({ ...asked, knownAt: formatInstant(rows[0]?.last ?? 0) });
    expect(audit).toMatchObject({ state: 'done', equal: true });
    expect(audit.result.children.erased).toBe(1);
    expect(audit.result.entries.erased).toBe(0);
  });
});

describe('a ledger that somebody has changed', () => {
  it('is found out, posting by posting', async () => {
    // Each by another child, so that each can be told from the others.
    const { rows } = await played.pool.query<{ child: number; number: number; cause: number }>(
      `SELECT DISTINCT ON (p.child) p.child, p.number, p.cause FROM posting p
         JOIN child c ON c.child = p.child AND NOT starts_with(c.subject, 'erased:')
        WHERE p.authority = $1 AND p.known_at <= $2 AND p.day BETWEEN '2020-04-01' AND '2021-03-31'
        ORDER BY p.child, p.number DESC LIMIT 4`,
      [Number(AUTHORITY), knownAt],
    );
    expect(rows).toHaveLength(4);
    const [changed, removed, added, moved] = rows as [Row, Row, Row, Row];
    const subjects = new Map(
      (await played.pool.query<{ child: number; subject: string }>('SELECT child, subject FROM child')).rows.map(
        ({ child, subject }) => [child, subject],
      ),
    );
    const last =
      (await played.pool.query<{ last: number }>('SELECT max(number) AS last FROM posting')).rows[0]?.last ?? 0;
    await played.pool.query(`UPDATE posting SET numerator = numerator + 1 WHERE number = $1`, [changed.number]);
    await played.pool.query(`DELETE FROM posting WHERE number = $1`, [removed.number]);
    await played.pool.query(`UPDATE posting SET cell = (SELECT min(id) FROM cell WHERE id <> cell) WHERE number = $1`, [
      moved.number,
    ]);
    const insert = (number: number, child: number): Promise<unknown> =>
      played.pool.query(
        `INSERT INTO posting SELECT $1, cause, $2, known_at, day, numerator, denominator, cell, account, authority, partition, rulebook
           FROM posting WHERE number = $3`,
        [number, child, added.number],
      );
    await insert(last + 1, added.child);
    await insert(last + 2, 999_999);
    await played.pool.query(`UPDATE projector_position SET next_posting = $1`, [last + 3]);
    await played.pool.query(
      `UPDATE balance SET denominator = denominator + 5
        WHERE ctid = (SELECT ctid FROM balance WHERE authority = $1 AND grp = 0 ORDER BY known_month, account, month LIMIT 1)`,
      [Number(AUTHORITY)],
    );
    await played.pool.query(
      `UPDATE event SET payload = payload || ' ' WHERE "offset" = (SELECT min("offset") FROM event WHERE payload IS NOT NULL)`,
    );

    const audit = await running.audit(asked);
    expect(audit).toMatchObject({ state: 'done', equal: false });
    const { differences, balances, figuresDiffer, events, entries } = audit.result;
    expect(entries.different).toBe(differences.length);
    const of = (child: string | null) =>
      differences
        .filter((difference) => difference['child'] === child)
        .flatMap((difference) => difference['postings'] as { what: string; number: number | null; cause: number }[])
        .map(({ what, number, cause }) => [what, number, cause]);
    const [alone, missing] = ['in the ledger alone', 'missing in the ledger'];
    expect(of(subjects.get(changed.child) ?? '')).toEqual([
      [alone, changed.number, changed.cause],
      [missing, null, changed.cause],
    ]);
    expect(of(subjects.get(removed.child) ?? '')).toEqual([[missing, null, removed.cause]]);
    expect(of(subjects.get(added.child) ?? '')).toEqual([[alone, last + 1, added.cause]]);
    expect(of(null)).toEqual([[alone, last + 2, added.cause]]);
    expect(of(subjects.get(moved.child) ?? '').sort()).toEqual(
      [
        [alone, moved.number, moved.cause],
        [missing, null, moved.cause],
      ].sort(),
    );
    expect(balances.differences).toContainEqual(
      expect.objectContaining({ by: '', less: { numerator: 0, denominator: -5 } }),
    );
    expect(figuresDiffer.length).toBeGreaterThan(0);
    expect(events.changed).toHaveLength(1);

    const { content } = await running.file(`/v1/audits/${audit.id}/evidence`);
    const files = filesOfZip(content);
    expect(verifyEvidence(files).isGood).toBe(true);
    expect(String(files.get('report.html'))).toContain('<strong>Not equal.</strong>');
  });
});

interface Row {
  readonly child: number;
  readonly number: number;
  readonly cause: number;
}
