import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Access } from '@careledger/config';
import type { Claims } from '../caller';
import { makeLocalKey, signToken, type LocalKey } from '../local-key';

const HOUR_MS = 3_600_000;

/** A local key in a folder of its own, and tokens by it: for tests. */
export class MadeTokens {
  private constructor(
    private readonly folder: string,
    private readonly key: LocalKey,
    readonly access: Extract<Access, { mode: 'key' }>,
  ) {}

  static async make(limits = { emitter: 1_000_000, reader: 1_000_000, nobody: 1_000_000 }): Promise<MadeTokens> {
    const folder = mkdtempSync(join(tmpdir(), 'careledger-key-'));
    const keyFile = join(folder, 'key.json');
    const claims = { roles: 'roles', authorities: 'authorities', sources: 'sources' };
    const key = await makeLocalKey(keyFile);
    return new MadeTokens(folder, key, { mode: 'key', keyFile, audience: 'careledger', claims, limits });
  }

  /** A token; for the authority 841 and an hour where nothing else is said. */
  token(claims: Partial<Claims>, audience = 'careledger'): Promise<string> {
    const all = { name: 'test', roles: [], authorities: ['841'], sources: [], ...claims };
    return signToken(
      this.key,
      { ...all, expiresAt: claims.expiresAt ?? Date.now() + HOUR_MS },
      audience,
      this.access.claims,
    );
  }

  /** The header that shows a token. */
  async bearer(claims: Partial<Claims>): Promise<{ authorization: string }> {
    return { authorization: `Bearer ${await this.token(claims)}` };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
