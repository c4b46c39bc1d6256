import { hash } from 'node:crypto';
import type { EvidenceFiles } from './subject';

export const MANIFEST = 'manifest.json';
export const FORMAT = 'careledger-evidence/1';

/** What a manifest says of a file. */
export interface ManifestEntry {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly format: typeof FORMAT;
  readonly audit: string;
  readonly files: readonly ManifestEntry[];
}

/** The text of the manifest of some files: the same for the same files. */
export function manifestOf(audit: string, files: EvidenceFiles): Buffer {
  const entries = [...files].map(([file, content]) => ({ file, bytes: content.length, sha256: sha256(content) }));
  entries.sort((a, b) => (a.file < b.file ? -1 : 1));
  const manifest: Manifest = { format: FORMAT, audit, files: entries };
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

export function sha256(content: Buffer): string {
  return hash('sha256', content, 'hex');
}
