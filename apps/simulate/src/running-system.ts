import { setTimeout as wait } from 'node:timers/promises';
import { bearer } from '@careledger/config';
import type { CaseEvent } from '@careledger/contract';
import { SimulateError } from './simulate-error';

/** What the intake made of some events. */
export interface Answer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejectedCount: number;
  readonly rejected: readonly { readonly index: number; readonly field: string; readonly rule: string }[];
}

const LONGEST_WAIT_S = 30;
const ATTEMPTS = 10;

/** The system that the simulator writes to, over HTTP. */
export class RunningSystem {
  readonly #url: string;
  readonly #say: (line: string) => void;

  constructor(url: string, say: (line: string) => void) {
    this.#url = url;
    this.#say = say;
  }

  /**
   * Makes sure that it was loaded with the made-up history whose child this is: made-up events never go to a system that
   * may hold real children. Throws a SimulateError where it was not, or where no system is there.
   */
  async mustKnow(event: CaseEvent, fixture: string): Promise<void> {
    const response = await this.#ask(`/v1/children/${event.authority}/${event.subject}`, {});
    await response.body?.cancel();
    if (response.ok) return;
    if (response.status === 404) {
      throw new SimulateError(
        `The system at ${this.#url} does not hold the made-up history "${fixture}", so nothing was sent: made-up children ` +
          `never mix with real ones. Start it with FIXTURE=${fixture} npm start, or name another address with --url.`,
      );
    }
    throw new SimulateError(`The system at ${this.#url} answered ${response.status} when it was asked for a child.`);
  }

  /** Posts events; waits while the log is away. Throws a SimulateError where the system is not there or answers otherwise. */
  async post(events: readonly CaseEvent[], signal: AbortSignal): Promise<Answer> {
    const body = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    for (let attempt = 1; ; attempt++) {
      const response = await this.#ask('/v1/events', {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body,
      });
      if (response.status === 202 || response.status === 422) return answerOf(await response.json(), this.#url);
      await response.body?.cancel();
      if (response.status !== 503 || attempt === ATTEMPTS) {
        throw new SimulateError(`The system at ${this.#url} answered ${response.status} to the events.`);
      }
      const seconds = Math.min(LONGEST_WAIT_S, Number(response.headers.get('retry-after')) || 1);
      this.#say(`The event log is away; trying again in ${seconds} s.`);
      await wait(seconds * 1000, undefined, { signal }).catch(() => undefined);
      if (signal.aborted)
        throw new SimulateError('Stopped while the event log was away; the last events were not taken.');
    }
  }

  async #ask(path: string, request: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.#url}${path}`, { ...request, headers: { ...request.headers, ...bearer() } });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : 'no connection';
      throw new SimulateError(
        `No system answers at ${this.#url} (${cause}). Start it with npm start, or name its address with --url.`,
      );
    }
  }
}

function answerOf(body: unknown, url: string): Answer {
  const answer = (body ?? {}) as Partial<Answer>;
  if (typeof answer.accepted === 'number' && Array.isArray(answer.rejected)) {
    const { accepted, rejected } = answer;
    return { accepted, rejected, duplicates: answer.duplicates ?? 0, rejectedCount: answer.rejectedCount ?? 0 };
  }
  throw new SimulateError(`What answers at ${url} does not answer as this system does. Is --url right?`);
}
