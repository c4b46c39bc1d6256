import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pseudonymKey, pseudonymsUnder } from './pseudonyms';
import { AFolder } from './testing/a-folder';

let folder: AFolder;
beforeEach(() => (folder = new AFolder()));
afterEach(() => folder.remove());

test('a key is made once, for its owner alone, in a folder that no repository takes in', () => {
  const kept = join(folder.path, 'kept');
  const first = pseudonymKey(kept, '841', true);
  const again = pseudonymKey(kept, '841', true);
  expect([first.isNew, again.isNew]).toEqual([true, false]);
  expect(again.bytes.equals(first.bytes)).toBe(true);
  expect(again.fingerprint).toBe(first.fingerprint);
  expect(statSync(join(kept, '841.key')).mode & 0o777).toBe(0o600);
  expect(statSync(kept).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(kept, '.gitignore'), 'utf8')).toBe('*\n');
  expect(pseudonymKey(kept, '840', true).fingerprint).not.toBe(first.fingerprint);
});

test('a dry run without a key keeps none', () => {
  const kept = join(folder.path, 'kept');
  expect(pseudonymKey(kept, '841', false).path).toBeNull();
  expect(() => statSync(kept)).toThrow('ENOENT');
});

test('a damaged key is refused, not replaced', () => {
  folder.write('841.key', 'abc\n');
  expect(() => pseudonymKey(folder.path, '841', true)).toThrow('Restore it from a backup');
});

test('a pseudonym depends on key, authority and child, and shows nothing of the number', () => {
  const key = pseudonymKey(folder.path, '841', true);
  const { subjectOf } = pseudonymsUnder(key, '841');
  expect(subjectOf('398768')).toBe(pseudonymsUnder(key, '841').subjectOf('398768'));
  expect(subjectOf('398768')).toMatch(/^[A-Za-z0-9_-]{24}$/);
  expect(subjectOf('398768')).not.toContain('398768');
  expect(subjectOf('398768')).not.toBe(subjectOf('398769'));
  expect(subjectOf('398768')).not.toBe(pseudonymsUnder(key, '840').subjectOf('398768'));
  expect(subjectOf('398768')).not.toBe(
    pseudonymsUnder(pseudonymKey(folder.path, '840', true), '841').subjectOf('398768'),
  );
});
