import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseInstant } from '@careledger/calendar';
import { forgetChildren, journalsOf } from './forget-children';
import { importList } from './import-list';
import type { ImportSummary } from './import-summary';
import { templateOf } from './lists/columns';
import { AFolder } from './testing/a-folder';
import { AnIntake } from './testing/an-intake';

const NOW = parseInstant('2024-11-01T09:00:00Z');

describe('children whose data were erased', () => {
  let folder: AFolder;
  let kept: AFolder;
  let intake: AnIntake;
  let run: () => Promise<ImportSummary>;
  let subjects: string[];
  const journal = (): string => {
    const name = readdirSync(kept.path).find((each) => each.endsWith('.journal')) ?? '';
    return readFileSync(join(kept.path, name), 'utf8');
  };

  beforeEach(async () => {
    folder = new AFolder();
    kept = new AFolder();
    intake = new AnIntake();
    const url = await intake.start();
    const rows = ['1234567', '7654321'].map((child) => `${child},${child},01/06/2020`);
    const template = templateOf('contact.received');
    const path = folder.write('contacts.csv', [template.split(',').slice(0, 3).join(','), ...rows].join('\r\n'));
    const options = { path, type: 'contact.received', list: 'contacts.csv', authority: '841', url } as const;
    const around = { now: () => NOW, say: () => undefined };
    run = () => importList({ ...options, dryRun: false, keep: kept.path, journalLost: false }, around);
    expect((await run()).refused).toEqual([]);
    subjects = [...intake.events.values()].map(({ subject }) => subject);
    expect(subjects).toHaveLength(2);
  });
  afterEach(async () => {
    await intake.stop();
    folder.remove();
    kept.remove();
  });

  it('are taken out of the journals, which stay sound', async () => {
    const [gone = '', stays = ''] = subjects;
    const [path = ''] = await journalsOf(kept.path, '841');
    expect(await journalsOf(kept.path, '842')).toEqual([]);
    expect(await journalsOf(join(kept.path, 'none'), '841')).toEqual([]);
    expect(await forgetChildren(path, new Set(['nobody-of-them']))).toBe(0);
    expect(journal()).toContain(gone);
    expect(await forgetChildren(path, new Set([gone]))).toBe(2);
    expect(journal()).not.toContain(gone);
    expect(journal()).toContain(stays);
    intake.events.clear();
    expect((await run()).files[0]).toMatchObject({ accepted: 2 });
  });

  it('are not brought back by the return that still tells of them', async () => {
    const [gone = '', stays = ''] = subjects;
    intake.erased.add(gone);
    expect((await run()).refused).toMatchObject([{ field: 'subject', rule: 'erased' }]);
    expect(journal()).not.toContain(gone);
    expect(journal()).toContain(stays);
    expect((await run()).files[0]).toMatchObject({ duplicates: 1, refused: 1 });
  });
});
