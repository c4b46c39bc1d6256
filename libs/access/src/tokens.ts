import type { Access, ClaimNames } from '@careledger/config';
import { createRemoteJWKSet, errors, importJWK, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { Caller } from './caller';
import { LOCAL_ALGORITHM, LOCAL_ISSUER, publicPartOf, readLocalKey } from './local-key';
import { isRole } from './roles';

/** How far clocks may be apart. */
const CLOCK_SKEW_SECONDS = 60;
/** With keys of two halves alone: one that the issuer publishes can then never be used to sign. */
const ISSUER_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const DISCOVERY_MS = 5_000;
/** A token of such a length is none. */
const MOST_CHARACTERS = 12_000;

/** The token does not hold; the message says why, in words for whoever sent it. */
export class TokenRefused extends Error {}

/** The issuer's keys cannot be read at the moment. */
export class IssuerUnavailable extends Error {}

/** Finds out who a token was made for. */
export interface Tokens {
  /**
   * @throws TokenRefused where it does not hold
   * @throws IssuerUnavailable where that cannot be found out
   */
  callerOf(token: string): Promise<Caller>;
}

/** What checks the tokens of a configuration. @throws LocalKeyError where the local key cannot be used */
export function tokensOf(access: Exclude<Access, { mode: 'none' }>): Tokens {
  const { audience, claims } = access;
  if (access.mode === 'key') {
    const key = importJWK(publicPartOf(readLocalKey(access.keyFile)), LOCAL_ALGORITHM);
    return new CheckedTokens(() => key, { issuer: LOCAL_ISSUER, audience, algorithms: [LOCAL_ALGORITHM] }, claims);
  }
  const keys = new IssuerKeys(access.issuer, access.jwksUrl);
  const rules = { issuer: access.issuer, audience, algorithms: ISSUER_ALGORITHMS };
  return new CheckedTokens(async (header, token) => (await keys.finder())(header, token), rules, claims);
}

class CheckedTokens implements Tokens {
  constructor(
    private readonly key: JWTVerifyGetKey,
    private readonly rules: { readonly issuer: string; readonly audience: string; readonly algorithms: string[] },
    private readonly names: ClaimNames,
  ) {}

  async callerOf(token: string): Promise<Caller> {
    if (token.length > MOST_CHARACTERS) throw new TokenRefused('It is too long to be one.');
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, this.key, {
        ...this.rules,
        clockTolerance: CLOCK_SKEW_SECONDS,
        requiredClaims: ['sub', 'exp', 'iss', 'aud'],
      }));
    } catch (error) {
      throw reasonOf(error);
    }
    return callerIn(payload, this.names);
  }
}

/** What the claims of a token that holds say. */
function callerIn(payload: JWTPayload, names: ClaimNames): Caller {
  return new Caller({
    name: String(payload.sub),
    roles: wordsIn(payload, names.roles).filter(isRole),
    authorities: wordsIn(payload, names.authorities).filter((code) => /^(\*|\d{3})$/.test(code)),
    sources: wordsIn(payload, names.sources),
    expiresAt: (payload.exp as number) * 1000,
  });
}

/** The words of a claim: a list, or a text with blanks between. A name with dots is also a way down, as in realm_access.roles. */
function wordsIn(payload: JWTPayload, name: string): string[] {
  const value = Object.hasOwn(payload, name)
    ? payload[name]
    : name.split('.').reduce<unknown>((inner, part) => fieldOf(inner, part), payload);
  if (typeof value === 'string') return value.split(' ').filter((word) => word !== '');
  return Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : [];
}

function fieldOf(thing: unknown, name: string): unknown {
  if (typeof thing !== 'object' || thing === null || !Object.hasOwn(thing, name)) return undefined;
  return (thing as Record<string, unknown>)[name];
}

/** The keys of an identity provider, found by asking it once; a key that is new there is found by asking again. */
class IssuerKeys {
  private known: Promise<JWTVerifyGetKey> | undefined;

  constructor(
    private readonly issuer: string,
    private readonly jwksUrl: string | undefined,
  ) {}

  async finder(): Promise<JWTVerifyGetKey> {
    this.known ??= this.discover();
    try {
      return await this.known;
    } catch (error) {
      this.known = undefined;
      throw new IssuerUnavailable(error instanceof Error ? error.message : 'no answer');
    }
  }

  private async discover(): Promise<JWTVerifyGetKey> {
    return createRemoteJWKSet(new URL(this.jwksUrl ?? (await this.advertised())), { timeoutDuration: DISCOVERY_MS });
  }

  /** Where the issuer says that its keys are. */
  private async advertised(): Promise<string> {
    const about = `${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await fetch(about, { signal: AbortSignal.timeout(DISCOVERY_MS), redirect: 'error' });
    if (!answer.ok) throw new Error(`${about} answers ${answer.status}`);
    const { issuer, jwks_uri: uri } = (await answer.json()) as { issuer?: unknown; jwks_uri?: unknown };
    if (issuer !== this.issuer) throw new Error(`${about} is of another issuer than AUTH_ISSUER`);
    if (typeof uri !== 'string') throw new Error(`${about} does not say where the keys are (jwks_uri)`);
    return uri;
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'It has expired: get another.',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'Its signature is not by the key that it names.',
  ERR_JWKS_NO_MATCHING_KEY: 'It is signed by a key that the identity provider does not have.',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'It does not say by which key it is signed.',
  ERR_JOSE_ALG_NOT_ALLOWED: 'It is signed in a way that is not taken here.',
  ERR_JOSE_NOT_SUPPORTED: 'It is signed in a way that is not taken here.',
  ERR_JWS_INVALID: 'It is no token.',
  ERR_JWT_INVALID: 'It is no token.',
};
const CLAIM_WORDS: Readonly<Record<string, string>> = {
  iss: 'the issuer',
  aud: 'the audience',
  sub: 'the subject',
  exp: 'the expiry',
  nbf: 'the first moment',
};

function reasonOf(error: unknown): Error {
  if (error instanceof IssuerUnavailable) return error;
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new TokenRefused(
      `It is not for here: ${CLAIM_WORDS[error.claim] ?? `the claim ${error.claim}`} is missing or another.`,
    );
  }
  const refusal = error instanceof errors.JOSEError ? REFUSALS[error.code] : undefined;
  if (refusal !== undefined) return new TokenRefused(refusal);
  return new IssuerUnavailable(error instanceof Error ? error.message : 'no answer');
}
