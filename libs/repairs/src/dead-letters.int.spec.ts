import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { LettersOfAuthority } from './letters-of-authority';
import { CHILD, referral, RunningRepairs } from './testing/running-repairs';

const reason = 'of the test';

describe('dead letters', () => {
  let database: TestDatabase;
  let repairs: RunningRepairs;
  beforeEach(async () => {
    database = await freshDatabase();
    repairs = await RunningRepairs.start(database.url);
    await letter(0, 5, JSON.stringify(referral('r1')), '', 'must lie in partition 1');
    await letter(
      0,
      7,
      JSON.stringify(referral('r2', { receivedOn: '2020-06-31' })),
      'data.receivedOn',
      'must be a date',
    );
    await letter(1, 3, '{"specversion"', '', 'must be JSON');
  });
  afterEach(async () => {
    await repairs.stop();
    await database.drop();
  });

  const letter = (partition: number, offset: number, payload: string, field: string, rule: string) =>
    repairs.pool.query(
      `INSERT INTO dead_letter (partition, "offset", event_id, field, rule, received_at, payload, bytes, historical)
       VALUES ($1, $2, NULL, $3, $4, '2024-05-01T12:00:00Z', $5, $6, false)`,
      [partition, offset, field, rule, Buffer.from(payload), payload.length],
    );
  const ids = async (query = ''): Promise<unknown> => {
    const { body } = await repairs.get(`/v1/dead-letters${query}`);
    return (body['deadLetters'] as { id: string }[]).map(({ id }) => id);
  };

  it('are listed page by page, without what they hold', async () => {
    const { body } = await repairs.get('/v1/dead-letters?limit=2');
    expect(body).toEqual({
      deadLetters: [
        expect.objectContaining({ id: '0-5', field: '', rule: 'must lie in partition 1', status: 'open' }),
        expect.objectContaining({
          id: '0-7',
          receivedAt: '2024-05-01T12:00:00Z',
          bytes: expect.any(Number) as number,
        }),
      ],
      next: '/v1/dead-letters?status=open&limit=2&after=0-7',
    });
    expect(JSON.stringify(body)).not.toContain(CHILD);
    expect(await repairs.get(String(body['next']))).toMatchObject({
      body: { deadLetters: [{ id: '1-3' }], next: null },
    });
  });

  it('are those of an authority, and of nobody, page by page; whose the others are is counted', async () => {
    await letter(0, 6, JSON.stringify({ ...referral('o1'), authority: '012' }), '', 'must lie in partition 1');
    const lists = new LettersOfAuthority(repairs.pool);
    const names = (letters: readonly { partition: number; offset: number; authority: string | undefined }[]) =>
      letters.map(({ partition, offset, authority }) => `${partition}-${offset} of ${authority ?? 'nobody'}`);
    const first = await lists.list('841', 'open', 2);
    expect(names(first.letters)).toEqual(['0-5 of 841', '0-7 of 841']);
    expect([[...first.ofOthers], first.next]).toEqual([[['012', 1]], { partition: 0, offset: 7 }]);
    const second = await lists.list('841', 'open', 2, first.next);
    expect([names(second.letters), second.ofOthers.size, second.next]).toEqual([['1-3 of nobody'], 0, undefined]);
    expect(names((await lists.list('012', 'open', 9)).letters)).toEqual(['0-6 of 012', '1-3 of nobody']);
    expect((await lists.list('841', 'discarded', 9)).letters).toEqual([]);
  });

  it('are shown with what they hold', async () => {
    expect(await repairs.get('/v1/dead-letters/1-3')).toMatchObject({
      status: 200,
      body: { id: '1-3', payload: '{"specversion"', decision: null },
    });
    for (const id of ['1-4', 'x', '99999-1']) {
      expect(await repairs.get(`/v1/dead-letters/${id}`)).toMatchObject({ status: 404 });
    }
  });

  it('are sent again as they were, where they were right', async () => {
    const answer = await repairs.post('/v1/dead-letters/0-5/resubmit', { reason });
    expect(answer).toMatchObject({ status: 202, body: { position: { offset: 1 }, duplicate: false } });
    const [event, control] = await repairs.logged();
    expect(event).toEqual(referral('r1'));
    expect(control).toMatchObject({
      type: 'careledger.control.dead-letter-resubmitted',
      subject: CHILD,
      data: {
        letter: { partition: 0, offset: 5 },
        replacement: { id: 'r1' },
        reason,
        by: 'anybody on this machine (AUTH=none)',
      },
    });
    expect(await ids()).toEqual(['0-7', '1-3']);
    expect(await ids('?status=resubmitted')).toEqual(['0-5']);
    expect((await repairs.get('/v1/dead-letters/0-5')).body).toMatchObject({ decision: { offset: 1, reason } });

    // Again: nothing is added. Otherwise: too late.
    expect(await repairs.post('/v1/dead-letters/0-5/resubmit', { reason })).toMatchObject({
      status: 202,
      body: { position: { offset: 1 }, duplicate: true },
    });
    expect(await repairs.post('/v1/dead-letters/0-5/discard', { reason })).toMatchObject({ status: 409 });
    expect(await repairs.logged()).toHaveLength(2);
  });

  it('are sent again put right; what is refused changes nothing', async () => {
    expect(await repairs.post('/v1/dead-letters/0-7/resubmit', { reason })).toMatchObject({
      status: 422,
      body: { field: 'event.data.receivedOn' },
    });
    expect(await repairs.post('/v1/dead-letters/1-3/resubmit', { reason })).toMatchObject({
      status: 422,
      body: { field: 'event' },
    });
    expect(await repairs.logged()).toEqual([]);
    const event = referral('r2', { receivedOn: '2020-06-30' });
    expect(await repairs.post('/v1/dead-letters/0-7/resubmit', { reason, event })).toMatchObject({ status: 202 });
    expect((await repairs.logged())[0]).toEqual(event);
    const reused = referral('r2', { receivedOn: '2020-06-29' });
    expect(await repairs.post('/v1/dead-letters/1-3/resubmit', { reason, event: reused })).toMatchObject({
      status: 409,
      body: { field: 'event.id' },
    });
    expect(await ids()).toEqual(['0-5', '1-3']);
  });

  it('are put aside, whoever they are about', async () => {
    expect(await repairs.post('/v1/dead-letters/1-3/discard', { reason: '' })).toMatchObject({ status: 400 });
    expect(await repairs.post('/v1/dead-letters/1-3/discard', { reason })).toMatchObject({ status: 202 });
    expect(await repairs.post('/v1/dead-letters/0-5/discard', { reason })).toMatchObject({ status: 202 });
    expect(await repairs.logged()).toMatchObject([
      { type: 'careledger.control.dead-letter-discarded', authority: '000', subject: 'dead-letters' },
      { type: 'careledger.control.dead-letter-discarded', authority: '841', subject: CHILD },
    ]);
    expect(await ids('?status=discarded')).toEqual(['0-5', '1-3']);
    expect(await repairs.get('/v1/dead-letters?status=lost')).toMatchObject({ status: 400, body: { field: 'status' } });
  });

  it('are what the log says they are, where a crash came between it and the note of it', async () => {
    await repairs.post('/v1/dead-letters/0-5/discard', { reason });
    await repairs.pool.query(`UPDATE dead_letter SET status = 'open'`);
    expect(await repairs.post('/v1/dead-letters/0-5/resubmit', { reason })).toMatchObject({ status: 409 });
    expect(await ids('?status=discarded')).toEqual(['0-5']);
    expect(await repairs.logged()).toHaveLength(1);
  });
});
