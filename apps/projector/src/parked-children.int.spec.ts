import { PlayedLog } from './testing/played-log';

const ADA = 'child-ada-0001';
const BEN = 'child-ben-0002';

describe('a parked child', () => {
  let played: PlayedLog;
  beforeEach(async () => {
    played = await PlayedLog.open();
  });
  afterEach(() => played.close());

  const referral = (subject: string, id: string, on = '2020-06-01') =>
    played.event('referral.received', subject, { id, receivedOn: on, leadChild: true }, `${subject}/${id}`);
  const completed = (subject: string, id: string, on: string) =>
    played.event('referral.completed', subject, { id, completedOn: on }, `${subject}/${id}/completed`);

  /** Causes of the referrals that were posted, in the order of the ledger, with the offsets from whose instant they are known. */
  async function referralsPosted(): Promise<string[]> {
    const { rows } = await played.pool.query<{ cause: number; known: number }>(
      `SELECT cause, (SELECT max("offset") FROM event e WHERE e.appended_at = p.known_at) AS known
         FROM posting p JOIN account a ON a.id = account WHERE measure = 'referrals-received' AND stream = 'flow' ORDER BY number`,
    );
    return rows.map(({ cause, known }) => `${cause} known from ${known}`);
  }

  /** r1 is in the figures, r2 cannot be applied, r3 and r4 wait; another child flows. */
  async function parkedAda(): Promise<void> {
    played.faulty.add(`${ADA}/r2`);
    await referral(ADA, 'r1'); // 0
    await referral(ADA, 'r2'); // 1
    await referral(BEN, 'r1'); // 2
    await referral(ADA, 'r3'); // 3
    await played.project();
    await referral(ADA, 'r4'); // 4
    await played.project();
    expect(await played.parked()).toMatchObject([
      { subject: ADA, since: 1, reason: 'RangeError: a fault of the test' },
    ]);
    expect(await referralsPosted()).toEqual(['0 known from 0', '2 known from 2']);
  }

  it('is released: what waited is caused by its own events and known from the release on', async () => {
    await parkedAda();
    played.faulty.clear();
    await played.act('child-released', ADA, { since: 1 }); // 5
    await played.project();
    expect(await played.parked()).toEqual([]);
    expect((await referralsPosted()).slice(2)).toEqual(['1 known from 5', '3 known from 5', '4 known from 5']);

    await referral(ADA, 'r5'); // 6
    await played.project();
    expect((await referralsPosted()).slice(5)).toEqual(['6 known from 6']);
  });

  it('is parked again at the event that still cannot be applied', async () => {
    await parkedAda();
    played.faulty.delete(`${ADA}/r2`);
    played.faulty.add(`${ADA}/r3`);
    await played.act('child-released', ADA, { since: 1 }); // 5
    const reports = await played.project();
    expect(reports[0]?.parked).toMatchObject([{ subject: ADA, since: 3 }]);
    expect(await played.parked()).toMatchObject([{ subject: ADA, since: 3 }]);
    expect((await referralsPosted()).slice(2)).toEqual(['1 known from 5']);
    await referral(ADA, 'r5'); // 6
    await played.project();
    expect(await referralsPosted()).toHaveLength(3);

    played.faulty.clear();
    await played.act('child-released', ADA, { since: 3, after: 5 }); // 7
    await played.project();
    expect((await referralsPosted()).slice(3)).toEqual(['3 known from 7', '4 known from 7', '6 known from 7']);
  });

  it('goes on without an event that was discarded', async () => {
    await parkedAda();
    await played.act('event-discarded', ADA, { since: 1, offset: 1 }); // 5
    await played.project();
    expect(await played.parked()).toEqual([]);
    expect((await referralsPosted()).slice(2)).toEqual(['3 known from 5', '4 known from 5']);
    // Written anew from the event store, its book has the event as little.
    played.restart();
    await completed(ADA, 'r3', '2020-06-02');
    await played.project();
    expect(await referralsPosted()).toHaveLength(4);
  });

  it('lets nothing that comes after its release be known before it', async () => {
    await parkedAda();
    played.faulty.clear();
    await played.act('child-released', ADA, { since: 1 }); // 5
    await played.project();
    played.restart();
    await played.historical('referral.received', ADA, { id: 'r5', receivedOn: '2020-06-01', leadChild: true }); // 6
    await played.project();
    expect((await referralsPosted()).slice(5)).toEqual(['6 known from 5']);
  });

  it('whose first event is discarded keeps its number', async () => {
    played.faulty.add(`${ADA}/r1`);
    await referral(ADA, 'r1'); // 0
    await referral(ADA, 'r2'); // 1
    await played.project();
    await played.act('event-discarded', ADA, { since: 0, offset: 0 }); // 2
    await played.project();
    played.restart();
    await referral(ADA, 'r3'); // 3
    await played.project();
    expect(await referralsPosted()).toEqual(['1 known from 2', '3 known from 3']);
    expect(await played.children()).toEqual([{ partition: 0, child: 0, authority: 841, subject: ADA }]);
    expect(new Set((await played.postings()).map(({ child }) => child))).toEqual(new Set([0]));
  });

  it('is not moved by an act that was decided without knowing of the one before', async () => {
    await parkedAda();
    await played.act('child-released', ADA, { since: 1 }); // 5: fails again
    await played.act('event-discarded', ADA, { since: 1, offset: 3 }); // 6: somebody else, at the same time
    await played.project();
    expect(await played.parked()).toMatchObject([{ since: 1 }]);
    played.faulty.clear();
    await played.act('child-released', ADA, { since: 1, after: 5 }); // 7
    await played.project();
    expect((await referralsPosted()).slice(2)).toEqual(['1 known from 7', '3 known from 7', '4 known from 7']);
  });

  it('that is not parked is not moved by an act', async () => {
    await referral(ADA, 'r1');
    await played.project();
    await played.act('event-discarded', ADA, { since: 0, offset: 0 });
    await played.act('child-released', BEN, { since: 0 });
    await played.event('referral.received', BEN, { id: 'r1', receivedOn: '2020-06-01' });
    await played.project();
    expect(await referralsPosted()).toHaveLength(2);
  });

  it('stands the same in every replay, in batches of any size, also where the program can apply what it could not', async () => {
    await parkedAda();
    await played.act('child-released', ADA, { since: 1 }); // 5: fails again
    await played.project();
    await referral(ADA, 'r5'); // 6
    played.faulty.add(`${ADA}/r4`);
    await played.act('event-discarded', ADA, { since: 1, offset: 1, after: 5 }); // 7: parked again at r4
    await played.project();
    expect(await played.parked()).toMatchObject([{ since: 4 }]);
    played.faulty.clear();
    await played.act('child-released', ADA, { since: 4, after: 7 }); // 8
    await referral(ADA, 'r6'); // 9
    await played.project();
    const [postings, children] = [await played.postings(), await played.children()];
    expect(postings.length).toBeGreaterThan(8);
    expect((await referralsPosted()).slice(2)).toEqual([
      '3 known from 7',
      '4 known from 8',
      '6 known from 8',
      '9 known from 9',
    ]);
    for (const size of [1, 2, 3, 5, 1_000]) {
      await played.projectAnew(size);
      expect(await played.postings()).toEqual(postings);
      expect(await played.children()).toEqual(children);
      expect(await played.parked()).toEqual([]);
    }
  });
});
