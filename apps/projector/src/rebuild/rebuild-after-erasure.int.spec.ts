import { readHeads, verifyChains, type KeptAnchor } from '@careledger/chains';
import { parseInstant } from '@careledger/calendar';
import { NEWEST } from '@careledger/measures';
import { beginGeneration, createPool, LedgerDirectory, ledgerPositions, schemaOf, withClient } from '@careledger/store';
import { NEXT_RULEBOOK } from '../../../../libs/measures/src/testing/next-rulebooks';
import { sampleHistory, withRecordedTimes } from '../../../../test/histories';
import { PlayedLog } from '../testing/played-log';
import { ErasedMeanwhile } from './carried-over';
import { GenerationFiller } from './generation-filler';
import { rebuild, type RebuildOptions, type RebuildReport } from './rebuild';

const RULEBOOKS = [NEWEST, NEXT_RULEBOOK];
const ADA = 'child-ada-0001';
const EVE = 'child-eve-0003';
jest.setTimeout(120_000);

describe('a rebuild after an erasure', () => {
  let played: PlayedLog;
  let anchors: KeptAnchor[];

  /** Two children are erased: one who had been parked, and lived through a new rulebook; the other before that. */
  beforeEach(async () => {
    played = await PlayedLog.open(RULEBOOKS);
    played.setClock(parseInstant('2021-03-01T00:00:00Z'));
    anchors = [];
    const history = withRecordedTimes(sampleHistory(11, 6, 2)).map(({ event }) => event);
    const third = Math.ceil(history.length / 3);
    const ada = await assessed(ADA, 'a1');
    for (const event of history.slice(0, third)) await played.take(event);
    const eve = await assessed(EVE, 'e1');
    await played.project(7);
    await anchor();
    await played.erase(EVE, eve);
    played.faulty.add(`${ADA}/a2-completed`);
    await assessed(ADA, 'a2');
    await played.project();
    await played.activate(NEXT_RULEBOOK.version);
    for (const event of history.slice(third, 2 * third)) await played.take(event);
    await played.project(20);
    played.faulty.clear();
    const [parked] = await played.parked();
    await played.act('child-released', ADA, { since: parked?.since ?? -1 });
    for (const event of history.slice(2 * third)) await played.take(event);
    await played.project(9);
    await anchor();
    await played.erase(ADA, ada);
    await played.project();
    // Nothing of hers is open, and the end of the ledger is hers.
    await anchor();
  });
  afterEach(() => played.close());

  /** An assessment of 43 working days, which one rulebook counts as in time and the next one does not. */
  async function assessed(subject: string, id: string): Promise<number> {
    const first = await played.event(
      'assessment.started',
      subject,
      { id, startedOn: '2020-04-01' },
      `${subject}/${id}`,
    );
    await played.event(
      'assessment.completed',
      subject,
      { id, completedOn: '2020-06-05' },
      `${subject}/${id}-completed`,
    );
    return first;
  }

  async function anchor(): Promise<void> {
    const heads = await readHeads(played.pool);
    if (heads !== undefined) anchors.push({ ...heads, from: `anchor ${anchors.length}` });
  }

  const run = (options: Partial<RebuildOptions> = {}): Promise<RebuildReport> =>
    rebuild({
      url: played.databaseUrl,
      mend: false,
      keep: false,
      progress: () => undefined,
      rulebooks: RULEBOOKS,
      ...options,
    });

  async function brokenLinks(): Promise<unknown[]> {
    const found: unknown[] = [];
    for await (const finding of verifyChains(played.pool, { anchors })) found.push(finding);
    return found;
  }

  async function everything(): Promise<Record<string, unknown[]>> {
    const read = async (text: string) => (await played.pool.query(text)).rows as unknown[];
    return {
      postings: await played.postings(),
      seals: await read('SELECT * FROM posting_seal ORDER BY first_number'),
      children: await played.children(),
      positions: await read(`SELECT * FROM projector_position ORDER BY partition`),
      spans: await read(`SELECT * FROM posting_span ORDER BY known_month`),
      balances: await read(
        `SELECT * FROM balance WHERE numerator <> 0 OR denominator <> 0 ORDER BY authority, account, grp, known_month, month`,
      ),
    };
  }

  /** Numbers of postings, some of which are an erased child's. */
  async function numbers(which: 'IN' | 'NOT IN'): Promise<number[]> {
    const { rows } = await played.pool.query<{ number: number }>(
      `SELECT number FROM posting WHERE child ${which} (SELECT child FROM child WHERE starts_with(subject, 'erased:')) ORDER BY number`,
    );
    return rows.map(({ number }) => number);
  }

  it('takes over what it cannot work out again, at its place, and goes live', async () => {
    const before = await everything();
    expect(before['children']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ subject: 'erased:0:0' }),
        expect.objectContaining({ subject: expect.stringMatching(/^erased:0:[1-9]/) as string }),
      ]),
    );
    const ofErased = await numbers('IN');
    expect(await run()).toMatchObject({
      differing: 0,
      outcome: 'live',
      takenOver: { children: 2, postings: ofErased.length, asSealed: true },
    });
    expect(await everything()).toEqual(before);
    expect(await brokenLinks()).toEqual([]);
    expect(await run()).toMatchObject({ differing: 0, outcome: 'live' });
  });

  it('mends what was tampered with elsewhere, and the chain lies on the anchors of before', async () => {
    const right = await everything();
    const others = await numbers('NOT IN');
    const of = (part: number): number => others[Math.floor(others.length * part)] as number;
    await played.pool.query('UPDATE posting SET numerator = numerator + 1 WHERE number = $1', [of(0.2)]);
    await played.pool.query('DELETE FROM posting WHERE number = $1', [of(0.5)]);
    await played.pool.query(`DELETE FROM child WHERE subject = 'erased:0:0'`);
    await played.pool.query(`UPDATE posting_seal SET digest = sha256('x') WHERE first_number = 0`);
    await played.pool.query(
      'UPDATE balance SET numerator = numerator + 5 WHERE ctid = (SELECT ctid FROM balance LIMIT 1)',
    );
    expect((await brokenLinks()).length).toBeGreaterThan(2);
    expect(await run()).toMatchObject({ differing: 5, outcome: 'thrown away' });
    // The first seal covers postings of an erased child, and says nothing of them any more.
    await expect(run({ mend: true })).rejects.toThrow(/seals of the live ledger do not confirm/);
    await played.pool.query(`UPDATE posting_seal SET digest = $1 WHERE first_number = 0`, [
      (right['seals']?.[0] as { digest: Buffer }).digest,
    ]);
    expect(await run({ mend: true })).toMatchObject({ differing: 4, outcome: 'live', takenOver: { asSealed: true } });
    expect(await everything()).toEqual(right);
    expect(await brokenLinks()).toEqual([]);
    expect(await run()).toMatchObject({ differing: 0 });
  });

  it.each(['the first', 'the last'])(
    'does not take over for good what somebody changed in %s of them',
    async (which) => {
      const ofErased = await numbers('IN');
      const number = which === 'the first' ? ofErased[0] : ofErased[ofErased.length - 1];
      await played.pool.query('UPDATE posting SET numerator = numerator + 1 WHERE number = $1', [number]);
      const tampered = await everything();
      const report = await run();
      expect(report).toMatchObject({ outcome: 'thrown away', takenOver: { asSealed: false } });
      expect(report.tables.find(({ table }) => table === 'posting')?.differing).toBe(0);
      await expect(run({ mend: true })).rejects.toThrow(/erased children .*do not confirm/);
      expect(await everything()).toEqual(tampered);
    },
  );

  it('begins again where a child is erased whose events it had', async () => {
    const url = played.databaseUrl;
    const generation = await withClient(played.pool, beginGeneration);
    const own = createPool(url, 4, { searchPath: `${schemaOf(generation)},public` });
    const directory = await LedgerDirectory.open(played.pool, RULEBOOKS);
    const filler = await GenerationFiller.open(own, directory, 'public', () => undefined);
    const fill = async (): Promise<void> => filler.fillUpTo(await ledgerPositions(played.pool));
    const again = await assessed('child-ida-0004', 'i1');
    await played.project();
    await fill();
    await played.erase('child-ida-0004', again);
    await played.project();
    await expect(fill()).rejects.toThrow(ErasedMeanwhile);
    await own.end();
    expect(await run()).toMatchObject({ differing: 0, outcome: 'live', takenOver: { children: 3, asSealed: true } });
  });

  it('leaves tables that an erasure reaches too, where they are kept', async () => {
    const ida = await assessed('child-ida-0004', 'i1');
    await played.project();
    expect(await run({ keep: true })).toMatchObject({ kept: 'generation_0' });
    const kept = async (): Promise<string[]> => {
      const { rows } = await played.pool.query<{ subject: string }>(
        'SELECT subject FROM generation_0.child WHERE child = $1',
        [ida],
      );
      return rows.map(({ subject }) => subject);
    };
    expect(await kept()).toEqual(['child-ida-0004']);
    await played.erase('child-ida-0004', ida);
    played.restart();
    await played.project();
    expect(await kept()).toEqual([`erased:0:${ida}`]);
  });
});
