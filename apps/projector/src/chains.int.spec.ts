import { readHeads, verifyChains, type Finding, type KeptAnchor } from '@careledger/chains';
import { MadeLog } from './testing/made-log';

const EVENTS = 400;

let made: MadeLog;

async function verify(anchors: readonly KeptAnchor[] = []): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of verifyChains(made.pool, { anchors })) findings.push(finding);
  return findings;
}

/** The heads as they are now, as they would be kept. */
async function anchor(from = 'anchors of the test'): Promise<KeptAnchor> {
  const heads = await readHeads(made.pool);
  if (heads === undefined) throw new Error('the log has no partition');
  return { ...heads, from };
}

const text = ({ table, partition, place, what }: Finding): string => `${table} ${partition ?? '-'} ${place}: ${what}`;

beforeAll(async () => {
  made = await MadeLog.open(2);
  await made.load(EVENTS);
  await made.project(50);
});

afterAll(() => made.close());

describe('a ledger that nobody has touched', () => {
  it('passes', async () => {
    const { rows } = await made.pool.query(
      'SELECT partition, count(*), (SELECT count(*) FROM posting_seal s WHERE s.partition = p.partition) AS seals FROM posting p GROUP BY partition',
    );
    console.log(rows);
    expect((await verify([await anchor()])).map(text)).toEqual([]);
  });
});
