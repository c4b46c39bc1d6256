import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { CHILD, referral, RunningRepairs } from './testing/running-repairs';

const PATH = `/v1/parked/841/${CHILD}`;
const reason = 'of the test';

describe('parked children', () => {
  let database: TestDatabase;
  let repairs: RunningRepairs;
  beforeEach(async () => {
    database = await freshDatabase();
    repairs = await RunningRepairs.start(database.url);
    // Offsets 0 to 3; r1 is in the figures, r2 could not be applied, r3 waits.
    await repairs.append(referral('r1'), referral('r2'), referral('b1', { subject: 'child-ben-0002' }), referral('r3'));
    await repairs.projected(1);
  });
  afterEach(async () => {
    await repairs.stop();
    await database.drop();
  });

  it('are shown with the events that wait', async () => {
    expect(await repairs.get(PATH)).toMatchObject({
      status: 200,
      body: {
        authority: '841',
        child: CHILD,
        parked: { since: 1, reason: 'RangeError: of the test' },
        waiting: [
          { offset: 1, event: referral('r2') },
          { offset: 3, event: referral('r3') },
        ],
        acts: [],
        underWay: false,
      },
    });
    expect((await repairs.get('/v1/parked/841/child-ben-0002')).status).toBe(404);
  });

  it('are released by a control event in their partition', async () => {
    const answer = await repairs.post(`${PATH}/release`, { reason });
    expect(answer).toEqual({
      status: 202,
      body: { id: 'parked-0-1-first', position: { partition: 0, offset: 4 }, duplicate: false },
    });
    expect((await repairs.logged())[4]).toMatchObject({
      type: 'careledger.control.child-released',
      source: '/careledger/operations',
      subject: CHILD,
      authority: '841',
      data: { since: 1, fault: 'RangeError: of the test', reason, by: 'anybody on this machine (AUTH=none)' },
    });
    const { rows } = await repairs.pool.query<{ right: boolean }>(
      `SELECT chain = sha256(before || commitment || int8send("offset") || timestamptz_send(appended_at)) AND commitment = sha256(salt || convert_to(payload, 'UTF8')) AS right
         FROM (SELECT *, lag(chain) OVER (ORDER BY "offset") AS before FROM event) e WHERE "offset" = 4`,
    );
    expect(rows).toEqual([{ right: true }]);
    // Until the projector has come to it nobody decides again; who sends the same learns where it is.
    expect((await repairs.get(PATH)).body).toMatchObject({ underWay: true, acts: [{ offset: 4, reason }] });
    expect(await repairs.post(`${PATH}/release`, { reason })).toMatchObject({
      status: 202,
      body: { position: { offset: 4 }, duplicate: true },
    });
    expect(await repairs.post(`${PATH}/discard`, { offset: 1, reason })).toMatchObject({ status: 409 });
    await repairs.projected(undefined);
    expect(await repairs.post(`${PATH}/release`, { reason })).toMatchObject({ body: { duplicate: true } });
    expect(await repairs.post(`${PATH}/release`, { reason: 'another' })).toMatchObject({ status: 404 });
    expect(await repairs.logged()).toHaveLength(5);
  });

  it('that are parked again are decided about again, in sight of what went before', async () => {
    await repairs.post(`${PATH}/release`, { reason });
    await repairs.projected(1);
    expect(await repairs.post(`${PATH}/release`, { reason })).toMatchObject({
      status: 202,
      body: { id: 'parked-0-1-after-4', position: { offset: 5 } },
    });
    expect((await repairs.logged())[5]?.data).toMatchObject({ since: 1, after: 4 });
  });

  it('take one decision of two that come at once', async () => {
    const answers = await Promise.all([
      repairs.post(`${PATH}/release`, { reason }),
      repairs.post(`${PATH}/discard`, { offset: 1, reason }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(await repairs.logged()).toHaveLength(5);
  });

  it('lose an event that is discarded, if it waits', async () => {
    expect(await repairs.post(`${PATH}/discard`, { offset: 0, reason })).toMatchObject({
      status: 409,
      body: { field: 'offset', detail: expect.stringContaining('csc.record.retracted') as string },
    });
    expect(await repairs.post(`${PATH}/discard`, { offset: 2, reason })).toMatchObject({ status: 404 });
    expect(await repairs.post(`${PATH}/discard`, { offset: 3, reason })).toMatchObject({ status: 202 });
    expect((await repairs.logged())[4]).toMatchObject({
      type: 'careledger.control.event-discarded',
      data: { offset: 3, since: 1 },
    });
    await repairs.projected(1);
    expect((await repairs.get(PATH)).body).toMatchObject({ waiting: [{ offset: 1 }] });
    expect(await repairs.post(`${PATH}/discard`, { offset: 3, reason: 'again' })).toMatchObject({ status: 409 });
  });

  it('take another event in the place of one', async () => {
    const event = referral('r2b', { receivedOn: '2020-06-03' });
    expect(await repairs.post(`${PATH}/correct`, { offset: 1, event, reason })).toMatchObject({
      status: 202,
      body: { position: { offset: 5 } },
    });
    const logged = await repairs.logged();
    expect(logged[4]).toEqual(event);
    expect(logged[5]).toMatchObject({
      type: 'careledger.control.event-corrected',
      data: { offset: 1, replacement: { source: '/test/case-system', id: 'r2b' } },
    });
  });

  it.each([
    ['of no valid date', referral('x', { receivedOn: '2020-06-31' }), 422, 'event.data.receivedOn'],
    ['of another child', referral('x', { subject: 'child-ben-0002' }), 422, 'event.subject'],
    ['that is the same again', referral('r2'), 409, 'event.id'],
    ['whose id another has', referral('r1', { receivedOn: '2020-06-03' }), 409, 'event.id'],
    ['that is a control event', { ...referral('x'), type: 'careledger.control.child-released' }, 422, 'event.type'],
    ['that is none', undefined, 422, 'event'],
  ])('take no event in the place of one %s', async (_what, event, status, field) => {
    expect(await repairs.post(`${PATH}/correct`, { offset: 1, event, reason })).toMatchObject({
      status,
      body: { field },
    });
    expect(await repairs.logged()).toHaveLength(4);
  });

  it.each([
    ['release', {}, 'reason'],
    ['release', { reason: ' ' }, 'reason'],
    ['release', { reason: 'x'.repeat(501) }, 'reason'],
    ['release', { reason: 'a\nb' }, 'reason'],
    ['release', { reason, offset: 1 }, 'offset'],
    ['discard', { reason }, 'offset'],
    ['discard', { reason, offset: '1' }, 'offset'],
    ['discard', { reason, offset: -1 }, 'offset'],
    ['discard', [], ''],
  ])('%s %j: is refused', async (what, body, field) => {
    expect(await repairs.post(`${PATH}/${what}`, body)).toMatchObject({ status: 400, body: { field } });
    expect(await repairs.logged()).toHaveLength(4);
  });

  it('are found by their names alone', async () => {
    expect(await repairs.post('/v1/parked/841/child-ben-0002/release', { reason })).toMatchObject({
      status: 404,
      body: { title: 'The child is not parked' },
    });
    expect(await repairs.get('/v1/parked/84/child-ada-0001')).toMatchObject({ status: 404 });
  });
});
