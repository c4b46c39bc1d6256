import { Agent, request, type IncomingMessage, type RequestOptions } from 'node:http';
import { text } from 'node:stream/consumers';
import { bearer } from '@careledger/config';
import { BenchError } from './bench-error';

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** `performance.now()` when the head of the answer was there. */
  readonly headAt: number;
}

/** Speaks to the program over connections that stay open, as a browser or a case system does. */
export class HttpClient {
  private readonly agent: Agent;

  constructor(
    private readonly url: string,
    connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  async get(path: string): Promise<Answer> {
    const { response, headAt } = await this.send({ path, method: 'GET' });
    return { status: response.statusCode ?? 0, body: await text(response), headAt };
  }

  /** @throws BenchError where the answer is not 200 */
  async getJson<T>(path: string): Promise<T> {
    const { status, body } = await this.get(path);
    if (status !== 200) throw unexpected('GET', path, status, body);
    return JSON.parse(body) as T;
  }

  /** Posts lines of events. */
  async postLines(path: string, body: string): Promise<Answer> {
    const headers = { 'content-type': 'application/x-ndjson', 'content-length': Buffer.byteLength(body) };
    const { response, headAt } = await this.send({ path, method: 'POST', headers }, body);
    return { status: response.statusCode ?? 0, body: await text(response), headAt };
  }

  close(): void {
    this.agent.destroy();
  }

  private send(options: RequestOptions, body?: string): Promise<{ response: IncomingMessage; headAt: number }> {
    return new Promise((resolve, reject) => {
      const sent = request(this.url, { ...options, headers: { ...options.headers, ...bearer() }, agent: this.agent });
      sent.once('error', reject);
      sent.once('response', (response) => resolve({ response, headAt: performance.now() }));
      sent.end(body);
    });
  }
}

/** An answer that ends the run. */
export function unexpected(method: string, path: string, status: number, body: string): BenchError {
  return new BenchError(`The program answered ${method} ${path} with ${status}: ${body.slice(0, 500)}`);
}

/** How far the program is. */
export interface Status {
  readonly lag: number;
  readonly parked: number;
}

const LOOK_AGAIN_MS = 20;

/**
 * Fulfilled when every event that the program has acknowledged is in the figures.
 * @returns `performance.now()` when the program had said so
 */
export async function untilCaughtUp(http: HttpClient): Promise<number> {
  for (;;) {
    const { lag, parked } = await http.getJson<Status>('/v1/status');
    const now = performance.now();
    if (parked > 0) {
      throw new BenchError(`${parked} children are parked, so their events cost nothing: this run measures nothing.`);
    }
    if (lag === 0) return now;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
