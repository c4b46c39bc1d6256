import { amended, NEWEST, type Rulebook } from '@careledger/measures';
import { view } from '@careledger/record';
import { ledgerRules, versionsInForce } from '@careledger/store';
import { NEXT_RULEBOOK, WITH_THE_NEXT } from '../../../libs/measures/src/testing/next-rulebooks';
import { PlayedLog } from './testing/played-log';

const ADA = 'child-ada-0001';
const BEN = 'child-ben-0002';
const [OLD, NEW] = [NEWEST.version, NEXT_RULEBOOK.version];

/** The next rulebook as a program has it that cannot measure some children by it. */
function failingFor(subjects: ReadonlySet<string>): Rulebook {
  const { areas, version } = NEXT_RULEBOOK;
  const measures = areas.flatMap((area) => area.measures).filter(({ id }) => id === 'assessments-45wd');
  return amended(NEWEST, version, {
    instead: measures.map((measure) => ({
      ...measure,
      accounts: measure.accounts.map((account) => ({
        ...account,
        entries: view((child) => {
          if (subjects.has(child.subject)) throw new RangeError('a fault of the test');
          return account.entries(child);
        }),
      })),
    })),
  });
}

describe('a rulebook that is activated', () => {
  let played: PlayedLog;
  beforeEach(async () => {
    played = await PlayedLog.open(WITH_THE_NEXT);
  });
  afterEach(() => played.close());

  /** An assessment of 43 working days: in time by the old rulebook, late by the new one. */
  async function assessed(subject: string, id: string): Promise<void> {
    await played.event('assessment.started', subject, { id, startedOn: '2020-04-01' }, `${subject}/${id}`);
    await played.event('assessment.completed', subject, { id, completedOn: '2020-06-05' }, `${subject}/${id}/end`);
  }

  /** The postings of the measure that is defined otherwise. */
  async function posted(measure = 'assessments-45wd'): Promise<string[]> {
    const { rows } = await played.pool.query<
      Record<'child' | 'cause' | 'numerator' | 'denominator' | 'rulebook' | 'known', number>
    >(
      `SELECT child, cause, numerator, denominator, rulebook,
              (SELECT max("offset") FROM event e WHERE e.appended_at = p.known_at) AS known
         FROM posting p JOIN account a ON a.id = account WHERE measure = $1 ORDER BY number`,
      [measure],
    );
    return rows.map(
      ({ child, cause, numerator, denominator, rulebook, known }) =>
        `child ${child}: ${numerator}/${denominator} by ${cause}, known from ${known}, rulebook ${rulebook}`,
    );
  }

  it('posts what it makes otherwise of each child, and nothing before it comes', async () => {
    await assessed(ADA, 'a1'); // 0, 1
    await assessed(BEN, 'a1'); // 2, 3
    await played.project();
    const before = await posted();
    expect(before).toEqual([
      `child 0: 1/1 by 1, known from 1, rulebook ${OLD}`,
      `child 2: 1/1 by 3, known from 3, rulebook ${OLD}`,
    ]);
    const all = (await played.postings()).length;
    await played.activate(NEW); // 4
    await played.project();
    const change = [
      `child 0: -1/0 by 4, known from 4, rulebook ${NEW}`,
      `child 2: -1/0 by 4, known from 4, rulebook ${NEW}`,
    ];
    expect(await posted()).toEqual([...before, ...change]);
    // Of what is defined as before nothing is posted.
    expect(await played.postings()).toHaveLength(all + 2);

    await assessed(ADA, 'a2'); // 5, 6
    await played.project();
    expect((await posted()).slice(4)).toEqual([`child 0: 0/1 by 6, known from 6, rulebook ${NEW}`]);
  });

  it('has the same postings in every replay, whatever the batches and whatever is in memory', async () => {
    await assessed(ADA, 'a1');
    await assessed(BEN, 'a1');
    await played.activate(NEW); // 4
    await assessed(ADA, 'a2');
    await played.activate(NEW + 1); // 7
    await played.event('early-help.started', BEN, { id: 'h1', startedOn: '2020-06-01' });
    await played.project(2);
    const [postings, children] = [await played.postings(), await played.children()];
    expect(await posted('assessments-started')).toEqual([
      `child 0: 2/0 by 7, known from 7, rulebook ${NEW + 1}`,
      `child 2: 1/0 by 7, known from 7, rulebook ${NEW + 1}`,
    ]);
    for (const size of [1, 3, 5, 1_000]) {
      await played.projectAnew(size);
      expect(await played.postings()).toEqual(postings);
      expect(await played.children()).toEqual(children);
    }
  });

  it('posts the same where it was worked out ahead, whatever has come since', async () => {
    const CAT = 'child-cat-0003';
    const DAN = 'child-dan-0004';
    const EVE = 'child-eve-0005';
    for (const child of [ADA, BEN, CAT, DAN, EVE]) await assessed(child, 'a1'); // 0 to 9
    await played.goOn();
    played.restart();
    await assessed(EVE, 'a2'); // 10, 11: her book is in memory
    await played.goOn();
    expect(await played.prepare()).toBe(4);
    await assessed(BEN, 'a2'); // 12, 13: what was worked out for him holds no more
    await played.goOn();
    expect(await played.prepare()).toBe(3);
    await assessed(CAT, 'a2'); // 14, 15: with the activation
    await played.erase(DAN, 6); // 16: before it
    await played.activate(NEW); // 17
    await assessed(ADA, 'a2'); // 18, 19
    await played.goOn();
    const postings = await played.postings();
    expect((await posted()).filter((line) => line.includes('by 17,'))).toEqual(
      [0, 2, 4, 8].map((child) => {
        const both = child === 0 ? '-1/0' : '-2/0';
        return `child ${child}: ${both} by 17, known from 17, rulebook ${NEW}`;
      }),
    );
    expect(await played.prepare()).toBe(0);
    await played.projectAnew();
    const anew = (await played.postings()).filter(({ child }) => child !== 6);
    const without = (rows: Record<string, unknown>[]) => rows.map(({ number: _, ...row }) => row);
    expect(without(anew)).toEqual(without(postings.filter(({ child }) => child !== 6)));
  });

  it('posts nothing for a child who is erased just before it', async () => {
    await assessed(ADA, 'a1'); // 0, 1
    await played.project();
    await played.erase(ADA, 0); // 2
    await played.activate(NEW); // 3
    await played.project();
    expect(await posted()).toEqual([
      `child 0: 1/1 by 1, known from 1, rulebook ${OLD}`,
      `child 0: -1/-1 by 2, known from 2, rulebook ${OLD}`,
    ]);
  });

  it('takes back what a measure had that is no more', async () => {
    await played.event('early-help.started', ADA, { id: 'h1', startedOn: '2020-06-01' }); // 0
    await played.activate(NEW + 1, OLD); // 1: nothing obliges anybody to activate each
    await played.event('early-help.started', ADA, { id: 'h2', startedOn: '2020-06-02' }); // 2
    await played.project();
    expect(await posted('early-help-started')).toEqual([
      `child 0: 1/0 by 0, known from 0, rulebook ${OLD}`,
      `child 0: -1/0 by 1, known from 1, rulebook ${NEW + 1}`,
    ]);
  });

  it('counts once, and never backwards', async () => {
    await assessed(ADA, 'a1');
    await played.activate(NEW + 1, OLD);
    await played.project();
    const before = await played.postings();
    await played.activate(NEW, OLD);
    await played.project();
    expect(await played.postings()).toEqual(before);
    await assessed(ADA, 'a2'); // 4, 5
    await played.project();
    expect((await posted()).slice(-1)).toEqual([`child 0: 0/1 by 5, known from 5, rulebook ${NEW + 1}`]);
  });

  it('lets nothing that follows be known before it, or the past would be of two rulebooks', async () => {
    await assessed(ADA, 'a1'); // 0, 1
    await played.activate(NEW); // 2
    await played.historical('assessment.started', ADA, { id: 'a2', startedOn: '2020-04-01' }); // 3
    await played.historical('assessment.completed', ADA, { id: 'a2', completedOn: '2020-06-05' }); // 4
    await played.historical('assessment.started', BEN, { id: 'a1', startedOn: '2020-04-01' }); // 5
    await played.historical('assessment.completed', BEN, { id: 'a1', completedOn: '2020-06-05' }); // 6
    await played.project();
    expect((await posted()).slice(1)).toEqual([
      `child 0: -1/0 by 2, known from 2, rulebook ${NEW}`,
      `child 0: 0/1 by 4, known from 2, rulebook ${NEW}`,
      `child 5: 0/1 by 6, known from 2, rulebook ${NEW}`,
    ]);
    const postings = await played.postings();
    await played.projectAnew(1);
    expect(await played.postings()).toEqual(postings);
  });

  it('waits for a parked child until it is released, in its place among the events', async () => {
    await assessed(ADA, 'a1'); // 0, 1
    played.faulty.add(`${ADA}/a2/end`);
    await assessed(ADA, 'a2'); // 2, 3
    await played.activate(NEW); // 4
    await assessed(ADA, 'a3'); // 5, 6
    await played.project();
    expect(await posted()).toEqual([`child 0: 1/1 by 1, known from 1, rulebook ${OLD}`]);
    expect(await played.parked()).toMatchObject([{ subject: ADA, since: 3 }]);

    await played.act('child-released', ADA, { since: 3 }); // 7: nothing was put right
    await played.project();
    expect(await posted()).toHaveLength(1);
    played.faulty.clear();
    await played.act('child-released', ADA, { since: 3, after: 7 }); // 8
    await played.project();
    expect((await posted()).slice(1)).toEqual([
      `child 0: 1/1 by 3, known from 8, rulebook ${OLD}`,
      `child 0: -2/0 by 4, known from 8, rulebook ${NEW}`,
      `child 0: 0/1 by 6, known from 8, rulebook ${NEW}`,
    ]);
    const postings = await played.postings();
    for (const size of [1, 3, 1_000]) {
      await played.projectAnew(size);
      expect(await played.postings()).toEqual(postings);
    }
  });

  it('parks a child that cannot be measured by it: the others change over', async () => {
    await played.close();
    const faulty = new Set([ADA]);
    played = await PlayedLog.open([NEWEST, failingFor(faulty)]);
    await assessed(ADA, 'a1'); // 0, 1
    await assessed(BEN, 'a1'); // 2, 3
    await played.project();
    await played.activate(NEW); // 4
    await assessed(ADA, 'a2'); // 5, 6
    for (const start of ['in memory', 'from the event store']) {
      if (start !== 'in memory') await played.projectAnew(4);
      await played.project();
      expect(await posted()).toEqual([
        `child 0: 1/1 by 1, known from 1, rulebook ${OLD}`,
        `child 2: 1/1 by 3, known from 3, rulebook ${OLD}`,
        `child 2: -1/0 by 4, known from 4, rulebook ${NEW}`,
      ]);
      expect(await played.parked()).toMatchObject([
        { subject: ADA, since: 4, reason: 'RangeError: a fault of the test' },
      ]);
    }
    faulty.clear();
    await played.act('child-released', ADA, { since: 4 }); // 7
    await played.project();
    expect((await posted()).slice(3)).toEqual([
      `child 0: -1/0 by 4, known from 7, rulebook ${NEW}`,
      `child 0: 0/1 by 6, known from 7, rulebook ${NEW}`,
    ]);
    const postings = await played.postings();
    for (const size of [1, 3, 1_000]) {
      await played.projectAnew(size);
      expect(await played.postings()).toEqual(postings);
    }
  });

  it('stands still where the program does not know it, and says so', async () => {
    await assessed(ADA, 'a1');
    await played.activate(99, OLD);
    await expect(played.project()).rejects.toThrow('does not know rulebook 99');
    expect(await played.postings()).toEqual([]);
    expect(await ledgerRules(played.pool, WITH_THE_NEXT)).toBe('known');
  });

  it('is what a ledger goes on under, and not every program can', async () => {
    await assessed(ADA, 'a1');
    await played.activate(NEW);
    await played.project();
    expect(await ledgerRules(played.pool, WITH_THE_NEXT)).toBe('known');
    expect(await ledgerRules(played.pool)).toBe('unknown');
    expect(await versionsInForce(played.pool)).toEqual([NEW]);
  });
});
