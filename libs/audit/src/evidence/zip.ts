import { unzipSync, zipSync, type Zippable } from 'fflate';
import type { EvidenceFiles } from './subject';

/** The same files make the same zip: each is said to be of the first moment that a zip can tell. */
const MOMENT = new Date(1980, 0, 1);
const LEVEL = 6;

export function zipOf(files: EvidenceFiles): Buffer {
  const entries: Zippable = {};
  for (const name of [...files.keys()].sort()) {
    entries[name] = [files.get(name) as Buffer, { mtime: MOMENT, level: LEVEL }];
  }
  return Buffer.from(zipSync(entries));
}

/** @throws Error where it is no zip */
export function filesOfZip(zip: Buffer): EvidenceFiles {
  return new Map(
    Object.entries(unzipSync(zip))
      .filter(([name]) => !name.endsWith('/'))
      .map(([name, content]) => [name, Buffer.from(content)]),
  );
}
