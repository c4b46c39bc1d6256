import { inSnapshot } from '@careledger/figures';
import { parseDay } from '@careledger/calendar';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { casework } from '../testing/casework';
import { madeEvent } from '../testing/made-events';
import { MadeLedger } from '../testing/made-ledger';
import { SumsByChild, type ChildSums, type PostingsAsked } from './sums-by-child';

const CARE: PostingsAsked = {
  authority: '841',
  measure: 'cla',
  stream: 'level',
  from: undefined,
  to: parseDay('2020-12-31'),
};

let database: TestDatabase;
let ledger: MadeLedger;

beforeEach(async () => {
  database = await freshDatabase();
  ledger = await MadeLedger.open(database.url);
  await ledger.append(casework());
  await ledger.project();
});
afterEach(async () => {
  await ledger.close();
  await database.drop();
});

const ask = (sums: SumsByChild, asked = CARE): Promise<readonly ChildSums[]> =>
  inSnapshot(ledger.pool, ({ client }) => sums.of(client, asked));

async function happens(child: string, type: 'care.started' | 'care.ended', data: object): Promise<void> {
  await ledger.append([
    madeEvent(type, { child, at: '2020-12-20T09:00:00Z', id: `${child}-${type}` }, { id: 'n', ...data }),
  ]);
  await ledger.project();
}

describe('the children that make a figure up', () => {
  it('are the same whether kept and added to, or added up anew: who comes, who goes, who is of no concern', async () => {
    const kept = new SumsByChild();
    const before = await ask(kept);
    expect(before.length).toBeGreaterThan(0);

    await happens('new-00000001', 'care.started', { startedOn: '2020-12-18', legalStatus: 'C2' });
    const come = await ask(kept);
    expect(come).toHaveLength(before.length + 1);
    expect(come).toEqual(await ask(new SumsByChild()));

    await happens('new-00000001', 'care.ended', { endedOn: '2020-12-19' });
    expect(await ask(kept)).toEqual(before);

    await happens('new-00000002', 'care.started', { startedOn: '2021-01-02', legalStatus: 'C2' });
    expect(await ask(kept)).toEqual(before);
    expect(await ask(kept, { ...CARE, to: parseDay('2021-01-31') })).toHaveLength(before.length + 1);
  });

  it('are found anew in another generation of the ledger, and as known at an instant', async () => {
    const kept = new SumsByChild();
    const before = await ask(kept);
    // As if what is there now had been computed anew: other postings under the same numbers.
    await ledger.pool.query(`UPDATE posting SET numerator = 0, denominator = 0`);
    expect(await ask(kept)).toEqual(before);
    await ledger.pool.query(`UPDATE generation SET number = 1`);
    expect(await ask(kept)).toEqual([]);
    expect(await ask(kept, { ...CARE, knownAt: 0 })).toEqual([]);
  });
});
