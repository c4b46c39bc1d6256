import { existsSync } from 'node:fs';
import path from 'node:path';
import { LocalKeyError, makeLocalKey, readLocalKey, signToken } from '@careledger/access';
import { defaultKeyFile, localKeyAccess } from '@careledger/config';
import { TokenError, type TokenOrder } from './command-line';

const DAY_MS = 86_400_000;

export interface MadeToken {
  readonly token: string;
  readonly expiresAt: number;
  readonly keyFile: string;
  /** Whether the key was made with it. */
  readonly isNewKey: boolean;
}

/**
 * Signs a token by the local key, which is made where there is none.
 * @throws TokenError where the key or the environment is not right
 */
export async function makeToken(
  order: TokenOrder,
  env: Readonly<Record<string, string | undefined>>,
  now: number,
): Promise<MadeToken> {
  const keyFile = path.resolve(
    order.keyFile ?? env['AUTH_KEY_FILE'] ?? defaultKeyFile(path.resolve(env['DATA_DIR'] ?? '.data')),
  );
  const { audience, claims } = localKeyAccess({ ...env, AUTH: 'key', AUTH_KEY_FILE: keyFile });
  const isNewKey = !existsSync(keyFile);
  const expiresAt = now + order.days * DAY_MS;
  try {
    const key = isNewKey ? await makeLocalKey(keyFile) : readLocalKey(keyFile);
    return { token: await signToken(key, { ...order, expiresAt }, audience, claims), expiresAt, keyFile, isNewKey };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof LocalKeyError) throw new TokenError(error.message);
    if (code === undefined) throw error;
    throw new TokenError(`The key file ${keyFile} cannot be made (${code}). Name another with --key-file.`);
  }
}
