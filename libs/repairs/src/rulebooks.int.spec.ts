import { isValidControl, NO_CHILD } from '@careledger/contract';
import { NEWEST } from '@careledger/measures';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { NEXT_RULEBOOK, WITH_THE_NEXT } from '../../measures/src/testing/next-rulebooks';
import { RunningRepairs } from './testing/running-repairs';

const NEXT = NEXT_RULEBOOK.version;
const PARTITIONS = 3;
const reason = 'of the test';

describe('rulebooks', () => {
  let database: TestDatabase;
  let repairs: RunningRepairs;
  beforeEach(async () => {
    database = await freshDatabase();
    repairs = await RunningRepairs.start(database.url, { partitions: PARTITIONS, rulebooks: WITH_THE_NEXT });
    await repairs.pool.query(`INSERT INTO deployment VALUES ('rulebook', $1)`, [NEWEST.version]);
  });
  afterEach(async () => {
    await repairs.stop();
    await database.drop();
  });

  it('are listed with what changes, and where they are in force', async () => {
    const measures = NEWEST.measures.length;
    expect(await repairs.get('/v1/rulebooks')).toEqual({
      status: 200,
      body: {
        rulebooks: [
          { version: NEWEST.version, measures, inForce: [0, 1, 2], beginning: true, changes: [], activated: [] },
          { version: NEXT, measures, inForce: [], beginning: false, changes: ['assessments-45wd'], activated: [] },
          {
            version: NEXT + 1,
            measures,
            inForce: [],
            beginning: false,
            changes: ['early-help-started', 'assessments-started'],
            activated: [],
          },
        ],
      },
    });
  });

  it('come into force by a control event in each partition, once', async () => {
    const positions = [0, 1, 2].map((partition) => ({ partition, offset: 0 }));
    const activated = await repairs.post(`/v1/rulebooks/${NEXT}/activate`, { reason });
    expect(activated).toEqual({ status: 202, body: { version: NEXT, positions, duplicate: false } });
    const events = await repairs.logged();
    expect(events).toHaveLength(PARTITIONS);
    for (const event of events) {
      expect(isValidControl(event)).toBe(true);
      expect(event).toMatchObject({
        type: 'careledger.control.rulebook-activated',
        id: `rulebook-${NEXT}`,
        authority: NO_CHILD.authority,
        data: { version: NEXT, replaces: NEWEST.version, reason, by: 'anybody on this machine (AUTH=none)' },
      });
    }
    const again = await repairs.post(`/v1/rulebooks/${NEXT}/activate`, { reason: 'another' });
    expect(again).toEqual({ status: 202, body: { version: NEXT, positions, duplicate: true } });
    expect(await repairs.logged()).toHaveLength(PARTITIONS);
    const { rulebooks } = (await repairs.get('/v1/rulebooks')).body as {
      rulebooks: { inForce: number[]; activated: object[] }[];
    };
    expect(rulebooks[0]?.inForce).toEqual([]);
    expect(rulebooks[1]?.inForce).toEqual([0, 1, 2]);
    expect(rulebooks[1]?.activated[2]).toMatchObject({ partition: 2, offset: 0, reason });
  });

  it('are not gone back from, and none is made up', async () => {
    await repairs.post(`/v1/rulebooks/${NEXT + 1}/activate`, { reason });
    for (const [version, status] of [
      [NEXT, 409],
      [NEWEST.version, 409],
      [99, 404],
      ['x', 404],
    ] as const) {
      expect(await repairs.post(`/v1/rulebooks/${version}/activate`, { reason })).toMatchObject({
        status,
        body: { field: 'version' },
      });
    }
    expect(await repairs.post(`/v1/rulebooks/${NEXT + 1}/activate`, {})).toMatchObject({ status: 400 });
    expect(await repairs.logged()).toHaveLength(PARTITIONS);
  });
});
