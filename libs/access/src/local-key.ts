import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ClaimNames } from '@careledger/config';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import type { Claims } from './caller';

/** The one algorithm of the local key. */
export const LOCAL_ALGORITHM = 'ES256';
/** Who the tokens of a local key say that they come from. */
export const LOCAL_ISSUER = 'careledger:local-key';

const OTHERS = 0o077;

/** The key cannot be used; the message says why and what to do. */
export class LocalKeyError extends Error {}

/** A local key: it signs tokens for `npm run token`, and holds them to it where they are shown. */
export interface LocalKey {
  readonly jwk: JWK;
}

/**
 * Reads the key.
 * @throws LocalKeyError where there is none, others may read it, or it is none
 */
export function readLocalKey(file: string): LocalKey {
  let text: string;
  try {
    const mode = statSync(file).mode;
    if ((mode & OTHERS) !== 0) {
      throw new LocalKeyError(
        `AUTH_KEY_FILE names ${file}, which other accounts of this machine may read or write: whoever can read it can make tokens. Run chmod 600 on it, or make a new one.`,
      );
    }
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof LocalKeyError) throw error;
    throw new LocalKeyError(
      `AUTH_KEY_FILE names ${file}, and no such file can be read. npm run token makes it with the first token.`,
    );
  }
  const jwk = jwkIn(text);
  if (jwk?.kty !== 'EC' || jwk.crv !== 'P-256' || typeof jwk.d !== 'string' || typeof jwk.x !== 'string') {
    throw new LocalKeyError(`AUTH_KEY_FILE names ${file}, and what is in it is no key that npm run token made.`);
  }
  return { jwk };
}

function jwkIn(text: string): JWK | undefined {
  try {
    return JSON.parse(text) as JWK;
  } catch {
    return undefined;
  }
}

/** Makes a key that its owner alone may read. @throws where there is a file of that name already */
export async function makeLocalKey(file: string): Promise<LocalKey> {
  const { privateKey } = await generateKeyPair(LOCAL_ALGORITHM, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(privateKey)), alg: LOCAL_ALGORITHM, use: 'sig', kid: randomUUID() };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(jwk)}\n`, { mode: 0o600, flag: 'wx' });
  return { jwk };
}

/** Without what signs: whoever checks tokens needs no more. */
export function publicPartOf({ jwk }: LocalKey): JWK {
  const { kty, crv, x, y, kid, alg } = jwk;
  return { kty, crv, x, y, kid, alg } as JWK;
}

/** Makes a token. */
export async function signToken(
  key: LocalKey,
  { name, roles, authorities, sources, expiresAt }: Claims & { readonly expiresAt: number },
  audience: string,
  names: ClaimNames,
): Promise<string> {
  return new SignJWT({
    [names.roles]: roles,
    [names.authorities]: authorities,
    ...(sources.length > 0 && { [names.sources]: sources }),
  })
    .setProtectedHeader({ alg: LOCAL_ALGORITHM, typ: 'JWT', ...(key.jwk.kid !== undefined && { kid: key.jwk.kid }) })
    .setIssuer(LOCAL_ISSUER)
    .setAudience(audience)
    .setSubject(name)
    .setIssuedAt()
    .setExpirationTime(Math.floor(expiresAt / 1000))
    .setJti(randomUUID())
    .sign(await importJWK(key.jwk, LOCAL_ALGORITHM));
}
