import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** A program that the provider knows, and what its tokens say. */
export interface Client {
  readonly id: string;
  readonly secret: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface ProviderOptions {
  readonly port: number;
  /** The private keys; tokens are signed by the first. */
  readonly keys: readonly JWK[];
  readonly clients: readonly Client[];
  /** How far its clock is ahead of ours: below 0 it is behind, and its tokens have expired that much earlier. */
  readonly clockMs?: number;
}

/** A key for signing, under that name. */
export async function signingKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' };
}

/** A certified OpenID provider on loopback, in a process of its own. */
export class IdentityProvider {
  private constructor(
    readonly issuer: string,
    private readonly process: ChildProcess,
  ) {}

  static async start({ clockMs = 0, ...options }: ProviderOptions): Promise<IdentityProvider> {
    const program = join(__dirname, 'oidc-provider.mjs');
    const child = spawn(process.execPath, [program, JSON.stringify({ ...options, clockMs })], {
      detached: true, // away from Ctrl-C: it ends when we do
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    const ready = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      once(child, 'exit').then(() => undefined),
    ]);
    if (ready === undefined) throw new Error(`The identity provider did not start:\n${said}`);
    return new IdentityProvider(`http://127.0.0.1:${options.port}`, child);
  }

  /** A token for a program, as it gets one with its secret (client credentials). */
  async token({ id, secret }: Client, audience = 'careledger'): Promise<string> {
    const response = await fetch(`${this.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: `urn:${audience}` }),
    });
    const answer = (await response.json()) as { access_token?: string };
    if (answer.access_token === undefined) throw new Error(`No token: ${JSON.stringify(answer)}`);
    return answer.access_token;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.stdin?.end();
    await gone;
  }
}
