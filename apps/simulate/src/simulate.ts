import { setTimeout as wait } from 'node:timers/promises';
import type { CaseEvent } from '@careledger/contract';
import type { Fixture } from '@careledger-fixtures/index';
import type { SimulateOptions } from './command-line';
import { RunningSystem } from './running-system';

/** Events of one moment go together, ten moments a second at most. */
const MOMENT_MS = 100;
/** Where the system could not follow, what is due is not sent in one go. */
const EVENTS_A_MOMENT = 1000;
const TELL_AGAIN_MS = 5_000;

/** What became of the events that a run sent. */
export interface Sent {
  events: number;
  accepted: number;
  refused: number;
}

/** What a run needs of its surroundings. */
export interface Surroundings {
  readonly say: (line: string) => void;
  /** Stops the run at the next moment. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Sends the trickle that follows on the fixture, at the rate asked for, until the count is reached or it is stopped. Each
 * run has an id of its own, so that another one clashes with nothing. Throws a SimulateError where it cannot go on.
 */
export async function simulate(
  fixture: Fixture,
  options: SimulateOptions,
  { say, signal, clock }: Surroundings,
): Promise<Sent> {
  const system = new RunningSystem(options.url, say);
  for (const event of fixture.events()) {
    await system.mustKnow(event, fixture.name);
    break;
  }
  const started = clock();
  const id = started.toString(36);
  const seed = options.seed ?? started % 2_147_483_647;
  const trickle = fixture.goOn({ id, seed, now: () => clock() * 1000 })[Symbol.iterator]();
  say(`Sending ${options.rate} made-up events a second to ${options.url} (run ${id}, seed ${seed}). Ctrl-C stops.`);

  // The first step waits until the history has been lived through again; the clock of the rate starts after that.
  let waiting = take(trickle, 1);
  const sent: Sent = { events: 0, accepted: 0, refused: 0 };
  const begun = clock();
  let told = begun;
  while (sent.events < options.count && !signal.aborted) {
    const due = 1 + Math.floor(((clock() - begun) * options.rate) / 1000);
    const wanted = Math.min(due, options.count) - sent.events;
    const events = waiting.concat(take(trickle, Math.min(wanted, EVENTS_A_MOMENT) - waiting.length));
    waiting = [];
    if (events.length > 0) await send(system, events, sent, say, signal);
    if (clock() - told >= TELL_AGAIN_MS) {
      told = clock();
      say(summaryOf(sent));
    }
    if (sent.events < options.count) await untilNextMoment(options.rate, signal);
  }
  return sent;
}

/** What was sent so far, in a line. */
export function summaryOf({ events, accepted, refused }: Sent): string {
  const number = (value: number): string => value.toLocaleString('en-GB');
  return `${number(events)} events sent, ${number(accepted)} accepted${refused > 0 ? `, ${number(refused)} refused` : ''}`;
}

async function send(
  system: RunningSystem,
  events: readonly CaseEvent[],
  sent: Sent,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const answer = await system.post(events, signal);
  sent.events += events.length;
  sent.accepted += answer.accepted;
  sent.refused += answer.rejectedCount;
  for (const { index, field, rule } of answer.rejected) {
    say(`Refused: ${events[index]?.type ?? 'an event'}: ${field} ${rule}`);
  }
}

function take(events: Iterator<CaseEvent>, count: number): CaseEvent[] {
  const taken: CaseEvent[] = [];
  while (taken.length < count) {
    const next = events.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

/** The next event's turn, or the next moment where several have theirs in one; at once when the run is stopped. */
async function untilNextMoment(rate: number, signal: AbortSignal): Promise<void> {
  const pause = Math.max(MOMENT_MS, Math.min(1000 / rate, 1000));
  await wait(pause, undefined, { signal }).catch(() => undefined);
}
