import { closeSync, createReadStream, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The importer's journals of an authority. */
export async function journalsOf(keep: string, authority: string): Promise<string[]> {
  const names = await readdir(keep).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.startsWith(`${authority}.`) && name.endsWith('.journal'))
    .map((name) => join(keep, name));
}

/**
 * Takes everything about children out of a journal: their rows, and the events that were made of them. The journal is replaced
 * in one step, and only where it has something of them.
 * @param subjects their pseudonyms
 * @returns how many lines went
 */
export async function forgetChildren(path: string, subjects: ReadonlySet<string>): Promise<number> {
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', 0o600);
  let gone = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) {
      const line = JSON.parse(text) as { child?: string; event?: { subject?: string }; end?: number };
      if (subjects.has(line.child ?? line.event?.subject ?? '')) gone++;
      else if (line.end !== undefined) writeSync(file, `${JSON.stringify({ end: line.end - gone })}\n`);
      else writeSync(file, `${text}\n`);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (gone > 0) renameSync(beside, path);
  else await rm(beside, { force: true });
  return gone;
}
