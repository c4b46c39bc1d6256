import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { riverton } from '@careledger-fixtures/riverton';
import { createPool } from '@careledger/store';
import { caughtUp, postEvents, read } from '../support/client';
import { DataFolder } from '../support/data-folder';
import { databaseUrl, postgresPids, REAL } from '../support/embedded-database';
import { RunningSystem } from '../support/running-system';
import { verifyChain } from '../support/verify-chain';

jest.setTimeout(240_000);

const EVENTS = 300;

// The tests follow one installation: each goes on where the one before has left it.
describe('npm run verify:chain', () => {
  let folder: DataFolder;
  let system: RunningSystem;
  beforeAll(() => {
    folder = DataFolder.make();
  });
  afterAll(() => folder.remove());

  const anchorFile = (): string => join(folder.dataDir, REAL, 'anchors.jsonl');

  async function change(sql: string): Promise<void> {
    const pool = createPool(databaseUrl(folder.dataDir), 1);
    await pool.query(sql);
    await pool.end();
  }

  it('says that there is nothing to verify, and makes nothing', async () => {
    const { code, complaints } = await verifyChain(folder);
    expect([code, complaints]).toEqual([1, expect.stringMatching(/^There is no database in .*DATA_DIR/)]);
  });

  it('finds nothing while the program runs, after a kill, and when nothing runs', async () => {
    system = await RunningSystem.start(folder);
    const events = [];
    for (const event of riverton.events()) if (events.push(event) === EVENTS) break;
    await postEvents(system.address, events, { historical: true });
    await caughtUp(system.address);
    const running = await verifyChain(folder);
    expect(running).toMatchObject({ code: 0, complaints: '' });
    expect(running.output).toMatch(/real, as it runs\n300 events and [\d,]+ postings .* in 2 partitions/);
    expect(running.output).toContain('There is no anchor');
    expect(await read(system.address, '/v1/chains')).toMatchObject({
      partitions: [
        { partition: 0, events: { chain: expect.stringMatching(/^[0-9a-f]{64}$/) as string } },
        { partition: 1 },
      ],
    });

    await system.kill9();
    expect(await verifyChain(folder)).toMatchObject({ code: 0 });

    system = await RunningSystem.start(folder);
    await system.stop();
    const stopped = await verifyChain(folder);
    expect(stopped).toMatchObject({ code: 0, complaints: '' });
    expect(stopped.output).toMatch(
      /Starting PostgreSQL[^]*1 anchor, .* After the last that lies on the chain: 0 events, 0 postings/,
    );
    expect(postgresPids(folder.dataDir)).toEqual([]);
  });

  it('says what was changed, and that the chain was cut off behind its anchor', async () => {
    system = await RunningSystem.start(folder);
    await change(`UPDATE posting SET numerator = numerator + 1 WHERE partition = 0 AND number = 150`);
    const changed = await verifyChain(folder);
    expect(changed.code).toBe(1);
    expect(changed.output).toMatch(/balance, partition 0, authority \d{3}, [^]* not as they were written\.\n$/);
    expect(changed.output).toMatch(
      /posting, partition 0, numbers 100 to 199\n +These are not the postings that were sealed/,
    );
    await change(`UPDATE posting SET numerator = numerator - 1 WHERE partition = 0 AND number = 150`);

    const anchors = readFileSync(anchorFile(), 'utf8');
    writeFileSync(anchorFile(), anchors.replace(/"next":\d+/, '"next":100000'));
    const cut = await verifyChain(folder);
    expect(cut.code).toBe(1);
    expect(cut.output).toMatch(
      /event, partition 0, offset \d+ and after\n +The chain was cut off: .* went to 100000 when it was anchored/,
    );
    writeFileSync(anchorFile(), `${anchors}something else\n`);
    expect((await verifyChain(folder)).output).toContain('anchors, anchors.jsonl, line 3\n    This line is no anchor');
    await system.stop();
  });
});
