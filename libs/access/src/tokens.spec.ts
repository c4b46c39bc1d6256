import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Problem } from '@careledger/http-problems';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { Doorkeeper } from './doorkeeper';
import { readLocalKey } from './local-key';
import { MadeTokens } from './testing/made-tokens';
import { tokensOf } from './tokens';

let made: MadeTokens;

beforeAll(async () => {
  made = await MadeTokens.make();
});
afterAll(() => made.remove());

const MINUTE_MS = 60_000;
const refusal = (token: string): Promise<string> =>
  tokensOf(made.access)
    .callerOf(token)
    .then(
      () => 'let in',
      (error: Error) => error.message,
    );

describe('a token of the local key', () => {
  it('says who it is, which roles it has, and for what', async () => {
    const token = await made.token({ name: 'ada', roles: ['emitter'], authorities: ['841', '100'], sources: ['/a'] });
    const caller = await tokensOf(made.access).callerOf(token);
    expect(caller.name).toBe('ada');
    expect([caller.has('emitter'), caller.has('auditor')]).toEqual([true, false]);
    expect(['841', '100', '999', undefined, ['841']].map((code) => caller.isFor(code))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(['/a', '/b'].map((source) => caller.sendsFor(source))).toEqual([true, false]);
  });

  it('that is for all authorities is for one that is not named, too', async () => {
    const caller = await tokensOf(made.access).callerOf(await made.token({ authorities: ['*'] }));
    expect([caller.isFor('841'), caller.isFor(undefined)]).toEqual([true, true]);
  });

  it('holds until it expires, give or take a minute', async () => {
    expect(await refusal(await made.token({ expiresAt: Date.now() - MINUTE_MS / 2 }))).toBe('let in');
    expect(await refusal(await made.token({ expiresAt: Date.now() - 2 * MINUTE_MS }))).toMatch(/^It has expired/);
  });

  it('is for this system alone', async () => {
    expect(await refusal(await made.token({}, 'elsewhere'))).toBe(
      'It is not for here: the audience is missing or another.',
    );
  });

  it('cannot be changed, unsigned, or signed by what everybody knows', async () => {
    const token = await made.token({ roles: ['operations'] });
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const widened = Buffer.from(JSON.stringify({ ...claims, authorities: ['*'] })).toString('base64url');
    expect(await refusal(`${head}.${widened}.${signature}`)).toMatch(/^Its signature is not by the key/);
    expect(await refusal(new UnsecuredJWT(claims).encode())).toMatch(/no token|taken here/);
    const { x = '' } = readLocalKey(made.access.keyFile).jwk;
    const shared = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(x));
    expect(await refusal(shared)).toBe('It is signed in a way that is not taken here.');
    const { privateKey } = await generateKeyPair('ES256');
    const foreign = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    expect(await refusal(foreign)).toMatch(/^Its signature is not by the key/);
    expect(await refusal('x.y.z')).toBe('It is no token.');
  });

  it('must name its holder and its end', async () => {
    const key = readLocalKey(made.access.keyFile);
    const { importJWK } = await import('jose');
    const signed = (claims: Record<string, unknown>) => async () =>
      new SignJWT({ iss: 'careledger:local-key', aud: 'careledger', ...claims })
        .setProtectedHeader({ alg: 'ES256' })
        .sign(await importJWK(key.jwk, 'ES256'));
    expect(await refusal(await signed({ exp: 2e9 })())).toMatch(/the subject is missing/);
    expect(await refusal(await signed({ sub: 'ada' })())).toMatch(/the expiry is missing/);
    expect(await refusal(await signed({ sub: 'ada', exp: 2e9, iss: 'other' })())).toMatch(
      /the issuer is missing or another/,
    );
    expect(await refusal(await signed({ sub: 'ada', exp: 2e9 })())).toBe('let in');
  });
});

describe('the file of the local key', () => {
  it('is for its owner alone', () => {
    expect(statSync(made.access.keyFile).mode & 0o777).toBe(0o600);
    chmodSync(made.access.keyFile, 0o640);
    expect(() => tokensOf(made.access)).toThrow(/which other accounts of this machine may read/);
    chmodSync(made.access.keyFile, 0o600);
  });

  it('must be there, and be one', () => {
    expect(() => tokensOf({ ...made.access, keyFile: '/nowhere/key.json' })).toThrow(/npm run token makes it/);
    const kept = readFileSync(made.access.keyFile, 'utf8');
    writeFileSync(made.access.keyFile, '{"kty":"oct","k":"c2VjcmV0"}');
    expect(() => tokensOf(made.access)).toThrow(/no key that npm run token made/);
    writeFileSync(made.access.keyFile, kept);
  });
});

describe('a token of an identity provider', () => {
  let provider: Server;
  let issuer: string;
  let isAway = false;
  const keys: JWK[] = [];
  let sign: (claims: Record<string, unknown>, kid?: string) => Promise<string>;

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    keys.push({ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' });
    provider = createServer((request, response) => {
      if (isAway) return response.writeHead(500).end();
      const about = { issuer, jwks_uri: `${issuer}/keys` };
      return response.end(JSON.stringify(request.url === '/keys' ? { keys } : about));
    }).listen(0, '127.0.0.1');
    await new Promise((listening) => provider.once('listening', listening));
    issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    sign = (claims, kid = 'one') =>
      new SignJWT({ sub: 'ada', exp: 2e9, iss: issuer, aud: 'care', ...claims })
        .setProtectedHeader({ alg: 'RS256', kid })
        .sign(privateKey);
  });
  afterAll(() => new Promise((closed) => provider.close(closed)));

  const doorkeeper = (): Doorkeeper =>
    new Doorkeeper({
      mode: 'oidc',
      issuer,
      audience: 'care',
      jwksUrl: undefined,
      claims: { roles: 'realm_access.roles', authorities: 'las', sources: 'sources' },
      limits: { emitter: 1, reader: 1, nobody: 1 },
    });

  it('is held to the keys that the provider says it has, its claims under the names of the configuration', async () => {
    const caller = await doorkeeper().check(
      await sign({ realm_access: { roles: ['auditor', 'cook'] }, las: '841 100' }),
    );
    expect([caller.has('auditor'), caller.isFor('100'), caller.isFor('999')]).toEqual([true, true, false]);
  });

  it('by another key, or one of its public half as a secret, is refused with 401', async () => {
    const notTheirs = doorkeeper().check(await sign({}, 'two'));
    await expect(notTheirs).rejects.toMatchObject({ body: { status: 401 } });
    const shared = await new SignJWT({ sub: 'ada', exp: 2e9, iss: issuer, aud: 'care' })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(Buffer.from(JSON.stringify(keys[0])));
    await expect(doorkeeper().check(shared)).rejects.toMatchObject({ body: { status: 401 } });
  });

  it('cannot be checked while the provider is away, and can afterwards', async () => {
    const same = doorkeeper();
    const token = await sign({});
    isAway = true;
    const error: unknown = await same.check(token).catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ body: { status: 503 }, headers: { 'retry-after': '10' } });
    isAway = false;
    await expect(same.check(token)).resolves.toMatchObject({ name: 'ada' });
  });
});
