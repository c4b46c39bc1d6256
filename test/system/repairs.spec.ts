import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseEvent } from '@careledger/contract';
import { caughtUp, get, postEvents, read, type Series } from '../support/client';
import { DataFolder, typescript } from '../support/data-folder';
import { databaseUrl } from '../support/embedded-database';
import { Program, RunningSystem } from '../support/running-system';
import { smuggle } from '../support/smuggle';

jest.setTimeout(180_000);

const ADA = 'child-ada-0001';

/** A referral; the events of one child are received one a day. */
function referral(id: string, day: number, type = 'referral.received', subject = ADA): CaseEvent {
  return {
    specversion: '1.0',
    id,
    source: '/test/case-system',
    type: `csc.${type}`,
    subject,
    authority: '841',
    recordedtime: `2020-06-0${day}T09:00:00Z`,
    data: { id, receivedOn: `2020-06-0${day}` },
  } as CaseEvent;
}

describe('what operators do about a child that is parked', () => {
  let folder: DataFolder;
  let system: RunningSystem;
  let partition: number;
  beforeAll(async () => {
    folder = DataFolder.make();
    system = await RunningSystem.start(folder, { TODAY: '2020-12-18' });
  });
  afterAll(async () => {
    await system.stop();
    await folder.remove();
  });

  /** What the command prints. @throws Error where it ends with a failure */
  async function command(...words: string[]): Promise<string> {
    const main = typescript('apps/repairs/src/main.ts');
    const program = new Program(folder, [...main, ...words, '--url', system.address], {});
    const { code } = await program.ended;
    if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${program.complaints}`);
    return program.output;
  }

  async function referralsOfJune(knownAt?: string): Promise<number | undefined> {
    const known = knownAt === undefined ? '' : `&knownAt=${encodeURIComponent(knownAt)}`;
    const path = `/v1/measures/referrals-received/series?authority=841&grain=month&from=2020-06&to=2020-06${known}`;
    return (await read<Series>(system.address, path)).points[0]?.numerator;
  }

  async function smuggled(event: CaseEvent): Promise<number> {
    const place = await smuggle(databaseUrl(folder.dataDir), event);
    partition = place.partition;
    return place.offset;
  }

  it('no emitter can send a control event', async () => {
    const control = { ...referral('x', 1), type: 'careledger.control.child-released' };
    expect(await postEvents(system.address, [control])).toMatchObject({
      status: 422,
      body: { rejected: [{ id: 'x', field: 'type' }] },
    });
  });

  it('lists, inspects, tries again, corrects, discards; figures and replay follow', async () => {
    await postEvents(system.address, [referral('r1', 1)]);
    const since = await smuggled(referral('r2', 2, 'referral.dreamt'));
    await postEvents(system.address, [referral('r3', 3), referral('b1', 3, 'referral.received', 'child-ben-0002')]);
    expect(await caughtUp(system.address)).toMatchObject({ parked: 1 });
    expect(await referralsOfJune()).toBe(2);

    expect(await command('parked', 'list')).toMatch(new RegExp(`841 +${ADA} +${since} +2 .*csc.referral.dreamt`));
    const shown = await command('parked', 'show', '841', ADA);
    expect(shown).toMatch(new RegExp(`^${since} .*csc.referral.dreamt +r2 `, 'm'));
    expect(shown).toMatch(/csc.referral.received +r3 /);

    // The program still does not know the type: parked again.
    expect(await command('parked', 'release', '841', ADA, '--reason', 'just try')).toContain(`partition ${partition}`);
    expect(await caughtUp(system.address)).toMatchObject({ parked: 1 });
    expect(await command('parked', 'show', '841', ADA)).toMatch(/child-released +just try +anybody on this machine/);

    const before = new Date().toISOString();
    const file = join(folder.path, 'event.json');
    writeFileSync(file, JSON.stringify(referral('r2-put-right', 2)));
    const words = ['--offset', String(since), '--event', file, '--reason', 'the type was misspelt'];
    await command('parked', 'correct', '841', ADA, ...words);
    expect(await caughtUp(system.address)).toMatchObject({ parked: 0 });
    expect(await referralsOfJune()).toBe(4);
    expect(await referralsOfJune(before)).toBe(2);
    expect(await command('parked', 'list')).toBe('No child is parked.\n');
    expect((await get<{ entities: { id: string }[] }>(system.address, `/v1/children/841/${ADA}`)).body).toMatchObject({
      parked: null,
      entities: [{ id: 'r1' }, { id: 'r3' }, { id: 'r2-put-right' }],
    });

    const nonsense = await smuggled(referral('r5', 5, 'referral.imagined'));
    await postEvents(system.address, [referral('r6', 6)]);
    expect(await caughtUp(system.address)).toMatchObject({ parked: 1 });
    await command('parked', 'discard', '841', ADA, '--offset', String(nonsense), '--reason', 'sent by a test system');
    expect(await caughtUp(system.address)).toMatchObject({ parked: 0 });
    expect(await referralsOfJune()).toBe(5);
  });

  it('says so where there is nothing to decide', async () => {
    await expect(command('parked', 'release', '841', ADA, '--reason', 'once more')).rejects.toThrow(
      'The child is not parked',
    );
  });
});
