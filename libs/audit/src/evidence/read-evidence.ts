import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { EvidenceFiles } from './subject';
import { filesOfZip } from './zip';

/** Reads evidence from a folder or a zip. @throws Error where it is neither */
export function readEvidence(path: string): EvidenceFiles {
  if (!statSync(path).isDirectory()) return filesOfZip(readFileSync(path));
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(relative(path, file).split(sep).join('/'), readFileSync(file));
  }
  return files;
}
