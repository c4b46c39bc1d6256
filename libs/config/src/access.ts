import path from 'node:path';
import { Settings, type Environment } from './settings';
import { isLoopback } from './values';

/** The claims of a token in which what it is for stands. */
export interface ClaimNames {
  readonly roles: string;
  readonly authorities: string;
  readonly sources: string;
}

/** Requests a minute. */
export interface RateLimits {
  /** Of one token that is for sending. */
  readonly emitter: number;
  /** Of any other token. */
  readonly reader: number;
  /** Of one address without a token that holds. */
  readonly nobody: number;
}

/** How readers and writers show who they are. */
export type Access =
  | { readonly mode: 'none' }
  | {
      readonly mode: 'oidc';
      readonly issuer: string;
      readonly audience: string;
      /** Where the issuer's keys are; undefined asks the issuer. */
      readonly jwksUrl: string | undefined;
      readonly claims: ClaimNames;
      readonly limits: RateLimits;
    }
  | {
      readonly mode: 'key';
      readonly keyFile: string;
      readonly audience: string;
      readonly claims: ClaimNames;
      readonly limits: RateLimits;
    };

const MODES = ['none', 'oidc', 'key'] as const;
const DEFAULT_AUDIENCE = 'careledger';

/** The file of the local key where `AUTH_KEY_FILE` names none. */
export const defaultKeyFile = (dataDir: string): string => path.join(dataDir, 'auth-key.json');

/**
 * Reads how people show who they are. `none` is for loopback alone, and so is saying nothing.
 * @returns the settings, and whether somebody chose them; what is wrong is noted in `settings`
 */
export function readAccess(settings: Settings, host: string, dataDir: string): { access: Access; chosen: boolean } {
  const asked = settings.read('AUTH', (text) => {
    const mode = MODES.find((each) => each === text);
    return mode === undefined
      ? { problem: `is "${text}". Use oidc (an identity provider), key (a local key) or none (loopback alone).` }
      : { value: mode };
  });
  const mode = asked ?? 'none';
  if (mode === 'none') {
    if (!isLoopback(host)) {
      settings.refuse(
        'HOST',
        `is "${host}", which others can reach, and nobody would have to show who they are: AUTH is ${asked === undefined ? (settings.isSet('AUTH') ? 'not right' : 'not set') : '"none"'}. ` +
          'Set AUTH=oidc with AUTH_ISSUER and AUTH_AUDIENCE, or AUTH=key with AUTH_KEY_FILE (npm run token makes the key), ' +
          'or use a loopback address: 127.0.0.1, ::1 or localhost.',
      );
    }
    return { access: { mode }, chosen: asked !== undefined };
  }
  const claims: ClaimNames = {
    roles: settings.read('AUTH_ROLES_CLAIM', claimName) ?? 'roles',
    authorities: settings.read('AUTH_AUTHORITIES_CLAIM', claimName) ?? 'authorities',
    sources: settings.read('AUTH_SOURCES_CLAIM', claimName) ?? 'sources',
  };
  const limits: RateLimits = {
    emitter: settings.read('RATE_LIMIT_EMITTER', aMinute) ?? 60_000,
    reader: settings.read('RATE_LIMIT_READER', aMinute) ?? 3_000,
    nobody: settings.read('RATE_LIMIT_NOBODY', aMinute) ?? 600,
  };
  const audience = settings.read('AUTH_AUDIENCE', anyText);
  if (mode === 'key') {
    const keyFile = path.resolve(settings.read('AUTH_KEY_FILE', anyText) ?? defaultKeyFile(dataDir));
    return { access: { mode, keyFile, audience: audience ?? DEFAULT_AUDIENCE, claims, limits }, chosen: true };
  }
  const issuer = settings.read('AUTH_ISSUER', safeUrl);
  if (!settings.isSet('AUTH_ISSUER')) {
    settings.refuse(
      'AUTH_ISSUER',
      'is not set. With AUTH=oidc, give the address of the identity provider as its tokens name it.',
    );
  }
  if (!settings.isSet('AUTH_AUDIENCE')) {
    settings.refuse(
      'AUTH_AUDIENCE',
      'is not set. With AUTH=oidc, give the name that tokens for this system carry as audience.',
    );
  }
  const jwksUrl = settings.read('AUTH_JWKS_URL', safeUrl);
  return { access: { mode, issuer: issuer ?? '', audience: audience ?? '', jwksUrl, claims, limits }, chosen: true };
}

/**
 * The settings of a local key, for a program that makes tokens.
 * @throws Error that lists what is wrong with the environment
 */
export function localKeyAccess(env: Environment): Extract<Access, { mode: 'key' }> {
  const settings = new Settings(env);
  const { access } = readAccess(settings, '127.0.0.1', path.resolve(env['DATA_DIR'] ?? '.data'));
  if (settings.problems.length > 0 || access.mode !== 'key') throw new Error(settings.problems.join('\n'));
  return access;
}

const anyText = (text: string) => ({ value: text });

function claimName(text: string) {
  return /^[\w:/.-]{1,200}$/.test(text) ? { value: text } : { problem: `is "${text}", which is no name of a claim.` };
}

function aMinute(text: string) {
  const value = /^\d{1,8}$/.test(text) ? Number(text) : 0;
  return value > 0 ? { value } : { problem: `is "${text}". Give a whole number of requests a minute, 1 or more.` };
}

/** Keys that come over an open line could be anybody's. */
function safeUrl(text: string) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(host))) return { value: text };
  return { problem: `is "${text}". Give an address that begins with https:// (http:// only on this machine).` };
}
