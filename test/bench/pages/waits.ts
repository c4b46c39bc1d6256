import { HttpClient } from '../http-client';
import { BenchError } from '../bench-error';

/** One answer, and what it cost those who asked something else meanwhile. */
export interface Timed {
  /** Milliseconds to the head of the answer. */
  readonly firstByte: number;
  /** Milliseconds to its end. */
  readonly all: number;
  readonly bytes: number;
  /** The longest that a question which needs no work had to wait meanwhile, in milliseconds. */
  readonly othersWaited: number;
}

const LOOK_EVERY_MS = 10;
/** It says no more than that the process answers: whatever it waits for is the event loop. */
const LIGHT = '/health/live';

/** Asks for addresses one after the other, and for something light all the while. */
export class Asker {
  private readonly http: HttpClient;
  private readonly other: HttpClient;

  constructor(url: string) {
    this.http = new HttpClient(url, 1);
    this.other = new HttpClient(url, 1);
  }

  /** @throws BenchError where the answer is not 200 */
  async timed(path: string): Promise<Timed & { readonly body: string }> {
    const startedAt = performance.now();
    const { done, othersWaited } = await this.watching(() => this.http.get(path));
    const { status, body, headAt } = done.result;
    if (status !== 200) throw new BenchError(`The program answered ${path} with ${status}: ${body.slice(0, 300)}`);
    const bytes = Buffer.byteLength(body);
    return { firstByte: headAt - startedAt, all: done.at - startedAt, bytes, othersWaited, body };
  }

  /** What comes of some work, when it was done, and how long others waited at most meanwhile. */
  async watching<T>(work: () => Promise<T>): Promise<{ done: { result: T; at: number }; othersWaited: number }> {
    const others = this.watch();
    try {
      const result = await work();
      const at = performance.now();
      return { done: { result, at }, othersWaited: await others() };
    } catch (error) {
      await others();
      throw error;
    }
  }

  /** Whether there is an answer already. */
  async isAnswered(path: string): Promise<boolean> {
    return (await this.http.get(path)).status === 200;
  }

  close(): void {
    this.http.close();
    this.other.close();
  }

  /** @returns what ends the watching, and says how long the longest wait was */
  private watch(): () => Promise<number> {
    let longest = 0;
    let isOver = false;
    const looking = (async () => {
      while (!isOver) {
        const startedAt = performance.now();
        await this.other.get(LIGHT);
        longest = Math.max(longest, performance.now() - startedAt);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    })();
    return async () => {
      isOver = true;
      await looking;
      return longest;
    };
  }
}
