import { mkdtemp, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Anchoring,
  readAnchors,
  readHeads,
  verifyChains,
  type Finding,
  type KeptAnchor,
  type VerifiedChains,
} from '@careledger/chains';
import { emptyLedger } from '@careledger/store';
import { MadeLog } from './testing/made-log';
import { TAMPERINGS } from './testing/tamperings';

const EVENTS = 500;

let made: MadeLog;
let anchored: KeptAnchor;

async function verify(anchors: readonly KeptAnchor[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of verifyChains(made.pool, { anchors })) findings.push(finding);
  return findings;
}

/** The heads as they are now, as they would be kept. */
async function anchor(from: string): Promise<KeptAnchor> {
  const heads = await readHeads(made.pool);
  if (heads === undefined) throw new Error('the log has no partition');
  return { ...heads, from };
}

async function all(query: string): Promise<Record<string, unknown>[]> {
  return (await made.pool.query<Record<string, unknown>>(query)).rows;
}

const textOf = ({ table, partition, place, what }: Finding): string =>
  `${table}${partition === undefined ? '' : ` ${partition}`}, ${place}: ${what}`;

const TABLES = [
  ...['event', 'log_partition', 'posting', 'posting_seal', 'projector_position', 'posting_span'],
  ...['balance', 'child', 'cell', 'account', 'breakdown_group', 'deployment'],
];

/** Puts the tables that a statement names back to what they were. */
async function restore(sql: string): Promise<void> {
  const touched = TABLES.filter((table) => new RegExp(`\\b${table}\\b`).test(sql));
  await made.pool.query(
    touched
      .map((table) => `DELETE FROM ${table}; INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM kept.${table}`)
      .join(';'),
  );
}

beforeAll(async () => {
  made = await MadeLog.open(2);
  await made.load(EVENTS);
  await made.project(50);
  anchored = await anchor('the anchor of the test');
  const keep = TABLES.map((table) => `CREATE TABLE kept.${table} AS SELECT * FROM ${table}`);
  await made.pool.query(['CREATE SCHEMA kept', ...keep].join(';'));
});

afterAll(() => made.close());

describe('somebody with all rights over the database changes', () => {
  it.each(TAMPERINGS)('%s: it is found, with its place', async (_, sql, found) => {
    await made.pool.query(sql);
    try {
      expect((await verify([anchored])).map(textOf)).toContainEqual(expect.stringMatching(found));
    } finally {
      await restore(sql);
    }
  });

  it('everything from a place on, so that all of it fits again: the anchor shows it', async () => {
    await made.pool.query(
      `UPDATE event SET payload = payload || ' ', commitment = sha256(salt || convert_to(payload || ' ', 'UTF8')) WHERE partition = 0 AND "offset" = 7`,
    );
    await chainAnew(7, 'int8send(e."offset") || timestamptz_send(e.appended_at)');
    expect(await verify([])).toEqual([]);
    expect((await verify([anchored])).map(textOf)).toEqual([
      expect.stringMatching(
        /^event 0, before offset \d+: The chain is not the one that was anchored at .* \(the anchor of the test\)/,
      ),
    ]);
    await restore(TABLES.join(' '));
  });

  it('postings, and has all sealed anew: the anchor shows it', async () => {
    await made.pool.query(`UPDATE posting SET numerator = numerator + 1 WHERE partition = 0 AND number = 150;
      UPDATE projector_position SET posting_chain = NULL`);
    await made.project(100);
    const findings = (await verify([anchored])).map(textOf);
    expect(findings.filter((finding) => !finding.startsWith('balance'))).toEqual([
      expect.stringMatching(/^posting 0, before number \d+: The chain is not the one that was anchored/),
    ]);
    await restore(TABLES.join(' '));
  });

  it('the last postings: the projector does not go on from them', async () => {
    const sql = `UPDATE posting SET numerator = numerator + 1 WHERE partition = 0 AND number = (SELECT max(number) FROM posting WHERE partition = 0)`;
    await made.pool.query(sql);
    await expect(made.project(100)).rejects.toThrow(
      /the postings of partition 0 from number \d+ on are not those that were sealed/,
    );
    await restore(sql);
  });
});

/** Chains the events of partition 0 anew, from an offset on. @param place what of an event the chain covers beside its commitment */
async function chainAnew(from: number, place: string): Promise<void> {
  for (const row of await all(
    `SELECT "offset" FROM event WHERE partition = 0 AND "offset" >= ${from} ORDER BY "offset"`,
  )) {
    await made.pool.query(
      `UPDATE event e SET chain = sha256(coalesce((SELECT chain FROM event b WHERE b.partition = 0 AND b."offset" = $1 - 1), '') || e.commitment || ${place})
        WHERE e.partition = 0 AND e."offset" = $1`,
      [row['offset']],
    );
  }
  await made.pool.query(
    `UPDATE log_partition SET chain_head = (SELECT chain FROM event WHERE partition = 0 ORDER BY "offset" DESC LIMIT 1) WHERE partition = 0`,
  );
}

describe('a ledger that nobody has touched', () => {
  const heads = async (of: MadeLog): Promise<unknown> =>
    (await readHeads(of.pool))?.partitions.map(({ partition, postings }) => ({ partition, postings }));

  it('passes', async () => {
    expect(await verify([anchored])).toEqual([]);
  });

  it.each([1, 7, 1_000])(
    'has the same chain when it is worked out anew in batches of %s, in another database too',
    async (batch) => {
      const seals = await all('SELECT * FROM posting_seal ORDER BY partition, first_number');
      expect(seals.length).toBeGreaterThan(10);
      await made.projectAnew(batch);
      expect(await all('SELECT * FROM posting_seal ORDER BY partition, first_number')).toEqual(seals);
      expect(await verify([anchored])).toEqual([]);
      if (batch === 1) return;
      const other = await MadeLog.open(2);
      try {
        await other.load(EVENTS);
        await other.project(batch);
        expect(await heads(other)).toEqual(await heads(made));
      } finally {
        await other.close();
      }
    },
  );

  it('passes with an anchor from before its first posting: of a log that was not projected yet', async () => {
    const early = await MadeLog.open(2);
    try {
      await early.load(EVENTS);
      const heads = await readHeads(early.pool);
      await early.project(50);
      const found: Finding[] = [];
      const anchors = [
        { ...heads!, from: 'early' },
        { ...(await readHeads(early.pool))!, from: 'late' },
      ];
      for await (const finding of verifyChains(early.pool, { anchors })) found.push(finding);
      expect(found.map(textOf)).toEqual([]);
    } finally {
      await early.close();
    }
  });

  it('passes when a crash took the last batches, and they were posted again in others', async () => {
    await emptyLedger(made.pool);
    await made.project(20, 5);
    const early = await anchor('an anchor before the crash');
    const lost = ['posting', 'posting_seal', 'balance', 'posting_span', 'child', 'projector_position'];
    await made.pool.query(
      lost.map((table) => `CREATE TABLE kept.durable_${table} AS SELECT * FROM ${table}`).join(';'),
    );
    await made.project(33, 2);
    const between = await heads(made);
    await made.pool.query(
      lost.map((table) => `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept.durable_${table}`).join(';'),
    );
    expect(await heads(made)).not.toEqual(between);
    await made.project(13);
    expect(await verify([early, anchored])).toEqual([]);
  });

  it('has seals that the database can work out by itself (docs/chains.md)', async () => {
    const [row] = await all(`
      WITH said AS (
        SELECT p.partition, p.number, int8send(number) || int8send(cause) || int8send(child) || timestamptz_send(known_at) || date_send(day)
               || int4send(numerator) || int4send(denominator) || int2send(authority) || int2send(partition) || int2send(rulebook)
               || substr(sha256(convert_to((SELECT '{' || string_agg(to_json(key) || ':' || to_json(value), ',' ORDER BY key COLLATE "C") || '}'
                                              FROM jsonb_each_text(groups)), 'UTF8')), 1, 16)
               || substr(sha256(convert_to(measure || '/' || stream, 'UTF8')), 1, 16) AS bytes
          FROM posting p JOIN cell c ON c.id = p.cell JOIN account a ON a.id = p.account
      ), digests AS (
        SELECT partition, number / 100 * 100 AS first, sha256(string_agg(bytes, '' ORDER BY number)) AS digest FROM said GROUP BY 1, 2
      )
      SELECT count(*)::int AS seals, count(*) FILTER (WHERE s.digest = d.digest)::int AS same,
             count(*) FILTER (WHERE s.chain = sha256(coalesce(b.chain, '') || int8send(s.first_number) || int8send(s.last_number) || s.digest))::int AS linked
        FROM posting_seal s JOIN digests d ON d.partition = s.partition AND d.first = s.first_number
        LEFT JOIN posting_seal b ON b.partition = s.partition AND b.first_number = s.first_number - 100`);
    expect(row?.['seals']).toBeGreaterThan(10);
    expect(row).toMatchObject({ same: row?.['seals'], linked: row?.['seals'] });
  });

  it('passes with an event that was erased', async () => {
    const sql = `UPDATE event SET payload = NULL, salt = NULL WHERE partition = 0 AND "offset" IN (0, 7)`;
    await made.pool.query(sql);
    const verifying = verifyChains(made.pool, { anchors: [anchored] });
    expect(await verifying.next()).toMatchObject({ done: true, value: { erased: 2 } });
    await restore(sql);
  });

  it('passes when it is from before there were seals, and says so', async () => {
    await made.pool.query(`DELETE FROM posting_seal; UPDATE projector_position SET posting_chain = NULL;
      UPDATE log_partition SET placed_from = next_offset WHERE partition = 0`);
    await chainAnew(0, `''`);
    const unsealed = await verifyChains(made.pool, { anchors: [] }).next();
    const { postings, placeNotChained } = unsealed.value as VerifiedChains;
    expect(unsealed).toMatchObject({ done: true, value: { unsealed: postings, sealedAfterwards: 0, seals: 0 } });
    expect(placeNotChained).toBeGreaterThan(0);
    await made.project(100); // nothing is to be projected: the start of a projector seals
    const sealed = await verifyChains(made.pool, { anchors: [] }).next();
    expect(sealed).toMatchObject({ done: true, value: { unsealed: 0, sealedAfterwards: postings } });
    expect(await all('SELECT * FROM posting_seal ORDER BY partition, first_number')).toEqual(
      await all('SELECT * FROM kept.posting_seal ORDER BY partition, first_number'),
    );
    await restore(TABLES.join(' '));
  });
});

describe('anchors', () => {
  const places = async (): Promise<string> =>
    join(await mkdtemp(join(tmpdir(), 'careledger-anchors-')), 'anchors.jsonl');
  const failures: unknown[] = [];
  const begin = (file: string): Anchoring =>
    new Anchoring({ pool: made.pool, file, topic: undefined, minutes: 60, onFailure: (error) => failures.push(error) });

  it('are kept once at a start and a stop between which nothing has changed, and lie on the chain', async () => {
    const file = await places();
    await begin(file).stop();
    await begin(file).stop();
    const { anchors, unreadable } = await readAnchors(file, undefined);
    expect(anchors.map(({ from }) => from)).toEqual(['anchors.jsonl, line 1', 'anchors.jsonl, line 2']);
    expect(anchors.map(({ partitions }) => partitions)).toEqual([anchored.partitions, anchored.partitions]);
    expect([unreadable, failures]).toEqual([[], []]);
    expect(await verify(anchors)).toEqual([]);
  });

  it('survive a line that was cut, which is told', async () => {
    const file = await places();
    await begin(file).stop();
    await truncate(file, 50);
    await begin(file).stop();
    const { anchors, unreadable } = await readAnchors(file, undefined);
    expect(unreadable).toEqual(['anchors.jsonl, line 1']);
    expect(anchors.map(({ from }) => from)).toEqual(['anchors.jsonl, line 2']);
  });

  it('that cannot be kept stop nothing, and are told', async () => {
    await begin('/nowhere/anchors.jsonl').stop();
    expect(failures.splice(0)).toContainEqual(expect.objectContaining({ code: 'ENOENT' }));
  });

  it('say nothing of postings that were worked out anew under other rules', async () => {
    const older = {
      ...anchored,
      rules: 'rulebook 2',
      partitions: anchored.partitions.map((heads) => ({ ...heads, postings: { next: 5, chain: 'ab'.repeat(32) } })),
    };
    const verifying = verifyChains(made.pool, { anchors: [older] });
    expect(await verifying.next()).toMatchObject({ done: true, value: { anchors: 1, anchorsOfOtherRules: 1 } });
  });
});
