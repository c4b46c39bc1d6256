import { inSnapshot } from '@careledger/figures';
import { parseDay } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
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

async function happens(event: CaseEvent): Promise<void> {
  await ledger.append([event]);
  await ledger.project();
}

const at = (child: string, hour: string) => ({ child, at: `2020-12-20T${hour}:00:00Z` });
const comes = (child: string, startedOn: string): CaseEvent =>
  madeEvent('care.started', at(child, '09'), { id: 'n', startedOn, legalStatus: 'C2' });

describe('the children that make a figure up', () => {
  it('are the same whether kept and added to, or added up anew: who comes, who goes, who is of no concern', async () => {
    const kept = new SumsByChild();
    const before = await ask(kept);
    expect(before.length).toBeGreaterThan(0);

    await happens(comes('new-00000001', '2020-12-18'));
    const come = await ask(kept);
    expect(come).toHaveLength(before.length + 1);
    expect(come).toEqual(await ask(new SumsByChild()));

    await happens(madeEvent('care.ended', at('new-00000001', '10'), { id: 'n', endedOn: '2020-12-19' }));
    expect(await ask(kept)).toEqual(before);

    await happens(comes('new-00000002', '2021-01-02'));
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
