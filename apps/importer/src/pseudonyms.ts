import { createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ImportError } from './import-error';

/** The key under which an authority's children are named; it never leaves the authority. */
export interface PseudonymKey {
  readonly bytes: Buffer;
  /** Tells keys apart without giving anything of them away. */
  readonly fingerprint: string;
  /** Where it is kept; null for one that is used once and thrown away. */
  readonly path: string | null;
  readonly isNew: boolean;
}

/** The keyed hashes under which children, carers, workers and homes leave the authority. */
export interface Pseudonyms {
  readonly subjectOf: (child: string) => string;
  readonly carerOf: (carer: string) => string;
  readonly workerOf: (worker: string) => string;
  readonly homeOf: (provider: string, urn: string, postcode: string) => string;
}

const KEY_BYTES = 32;
/** The tables of a child's return are near to one another; what was kept is worked out again where they are not. */
const SUBJECTS_KEPT = 10_000;

/**
 * The authority's key in the kept folder. Where there is none yet, one is made and kept for its owner alone (or, with `keep`
 * false, used once).
 */
export function pseudonymKey(folder: string, authority: string, keep: boolean): PseudonymKey {
  const path = join(folder, `${authority}.key`);
  if (existsSync(path)) {
    const text = readFileSync(path, 'utf8').trim();
    if (!/^[0-9a-f]{64}$/i.test(text)) {
      throw new ImportError(
        `${path} is not the key that the importer wrote there (64 hexadecimal digits). Restore it from a backup.`,
      );
    }
    return keyOf(Buffer.from(text, 'hex'), path, false);
  }
  const bytes = randomBytes(KEY_BYTES);
  if (!keep) return keyOf(bytes, null, true);
  makePrivateFolder(folder);
  writeFileSync(path, `${bytes.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  return keyOf(bytes, path, true);
}

/**
 * Pseudonyms under a key: HMAC-SHA-256, 144 bits of it in base64url for a child (authority and number go in, so that two
 * authorities never share one) and a carer, 72 bits for a worker, and for a home, which need only differ within a child.
 */
export function pseudonymsUnder(key: PseudonymKey, authority: string): Pseudonyms {
  const subjects = new Map<string, string>();
  const hashed = (parts: readonly string[]): Buffer =>
    createHmac('sha256', key.bytes).update(parts.join('\0')).digest();
  return {
    subjectOf(child) {
      let subject = subjects.get(child);
      if (subject === undefined) {
        subject = hashed(['child', authority, child]).toString('base64url', 0, 18);
        if (subjects.size === SUBJECTS_KEPT) subjects.clear();
        subjects.set(child, subject);
      }
      return subject;
    },
    carerOf: (carer) => hashed(['carer', authority, carer]).toString('base64url', 0, 18),
    workerOf: (worker) => hashed(['worker', authority, worker]).toString('base64url', 0, 9),
    homeOf: (provider, urn, postcode) => hashed(['home', provider, urn, postcode]).toString('base64url', 0, 9),
  };
}

/** A folder that its owner alone can read, and that no repository takes in by mistake. */
export function makePrivateFolder(folder: string): void {
  if (existsSync(folder)) return;
  // What lies above it is not the importer's to close.
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, '.gitignore'), '*\n');
}

function keyOf(bytes: Buffer, path: string | null, isNew: boolean): PseudonymKey {
  const fingerprint = createHash('sha256').update('fingerprint').update(bytes).digest('hex').slice(0, 16);
  return { bytes, fingerprint, path, isNew };
}
