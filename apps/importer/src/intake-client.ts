import { setTimeout as wait } from 'node:timers/promises';
import { bearer } from '@careledger/config';
import type { CaseEvent } from '@careledger/contract';
import { ImportError } from './import-error';

/** What the intake answered to one request. */
export interface Answer {
  readonly accepted: number;
  readonly duplicates: number;
  /** `index` is the event's place in the request, from 0. */
  readonly rejected: readonly { readonly index: number; readonly field: string; readonly rule: string }[];
}

/** Where events go. */
export interface EventSink {
  /** Takes in at most EVENTS_A_REQUEST events; what is there already is a duplicate. */
  post(events: readonly CaseEvent[]): Promise<Answer>;
}

/** Events a request: the intake lists a thousand refusals of one request, so that each can be traced to its row. */
export const EVENTS_A_REQUEST = 1000;

const PATIENCE_MS = 5 * 60_000;
const LONGEST_WAIT_MS = 30_000;

/** Sends events to the intake as a historical load. Repeating a request does no harm: what it has already is a duplicate. */
export class IntakeClient implements EventSink {
  private readonly address: string;

  constructor(
    private readonly url: string,
    private readonly say: (line: string) => void,
  ) {
    this.address = `${url.replace(/\/+$/, '')}/v1/events?historical=true`;
  }

  /** Posts at most EVENTS_A_REQUEST events; waits and tries again while the log is not there, for five minutes. */
  async post(events: readonly CaseEvent[]): Promise<Answer> {
    const body = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    const started = Date.now();
    for (;;) {
      const response = await this.request(body);
      if (response.status === 202 || response.status === 422) return answerOf(await response.json(), response.status);
      if (response.status !== 503 || Date.now() - started > PATIENCE_MS) {
        throw new ImportError(
          `the system at ${this.url} answered ${response.status}${await problemOf(response)}. What it took so far stays; run the same import again to send the rest.`,
        );
      }
      await response.body?.cancel();
      const seconds = Math.max(1, Number(response.headers.get('retry-after')) || 1);
      this.say(`The event log is not there; trying again in ${seconds} s.`);
      await wait(Math.min(seconds * 1000, LONGEST_WAIT_MS));
    }
  }

  private async request(body: string): Promise<Response> {
    const headers = { 'content-type': 'application/x-ndjson', ...bearer() };
    try {
      return await fetch(this.address, { method: 'POST', headers, body });
    } catch (error) {
      const cause = (error as { cause?: { message?: string } }).cause?.message ?? 'no connection';
      throw new ImportError(
        `no system answers at ${this.url} (${cause}). Start it (FIXTURE=none npm start), or name its address with --url, and run the import again.`,
      );
    }
  }
}

function answerOf(body: unknown, status: number): Answer {
  const { accepted, duplicates, rejected } = (body ?? {}) as Partial<Answer>;
  if (typeof accepted === 'number' && typeof duplicates === 'number' && Array.isArray(rejected)) {
    return { accepted, duplicates, rejected };
  }
  throw new ImportError(
    `the address answered ${status}, but not as an intake answers. Is --url the address of the system?`,
  );
}

/** The detail of a problem document, where there is one. */
async function problemOf(response: Response): Promise<string> {
  try {
    const { title, detail } = (await response.json()) as { title?: unknown; detail?: unknown };
    const words = [title, detail].filter((word) => typeof word === 'string');
    return words.length === 0 ? '' : ` (${words.join(': ')})`;
  } catch {
    return '';
  }
}
