import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesOfZip, verifyEvidence, type EvidenceFiles } from '@careledger/audit';
import { CommandError } from '@careledger/command-line';
import { encrypted } from './annex';
import { ask, fetchFile } from './ask';
import type { Common, Giving } from './command-line';

/** Where the evidence of an audit was put. */
export interface Written {
  readonly folder: string;
  readonly zip: string;
  readonly annex: string | undefined;
  readonly manifestSha256: string;
  readonly files: EvidenceFiles;
}

/** Fetches the evidence of an audit, checks it, and writes folder, zip and, where it is asked for, the annex. */
export async function writeEvidence(
  common: Common,
  { out, annex }: Giving,
  id: string,
  base: string,
): Promise<Written> {
  const folder = out ?? join(base, 'evidence', id);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new CommandError(
      `${folder} is there already and not empty. Name another with --out: evidence is never written over.`,
    );
  }
  const { content, headers } = await fetchFile(common, `/v1/audits/${id}/evidence`);
  const files = filesOfZip(content);
  const { isGood, manifestSha256 } = verifyEvidence(files, headers.get('manifest-sha256') ?? undefined);
  if (!isGood) throw new CommandError('The evidence did not arrive as it was made. Fetch it again.');
  for (const [name, file] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file);
  }
  const zip = `${folder}.zip`;
  writeFileSync(zip, content);
  if (annex === undefined) return { folder, zip, annex: undefined, manifestSha256, files };
  const children = await ask<unknown>(common, 'GET', `/v1/audits/${id}/annex`);
  const path = `${folder}-annex.json.age`;
  writeFileSync(path, await encrypted(`${JSON.stringify(children, null, 2)}\n`, annex), { mode: 0o600 });
  return { folder, zip, annex: path, manifestSha256, files };
}
