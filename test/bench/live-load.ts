import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatInstant, formatMonth, monthOf, parseDay } from '@careledger/calendar';
import { type CaseEvent } from '@careledger/contract';
import { partitionOf } from '@careledger/event-log';
import type { Pool } from 'pg';
import { BenchError } from './bench-error';
import type { HistoryFacts } from './history-file';
import { HttpClient, unexpected, untilCaughtUp } from './http-client';
import { LiveStream, type ToldFigure } from './live-stream';
import { spreadOf, type Spread } from './percentiles';
import type { Places } from './places';

const EVENTS_A_REQUEST = 25;
const MOST_IN_FLIGHT = 32;
/** Requests at the start of a round that are not counted: the program warms up to the new kind of work. */
const WARM_UPS = 10;
const MEASURE = 'contacts-received';

/** A request whose marker is counted. */
interface Sent {
  /** Id of its marker. */
  readonly marker: string;
  /** Milliseconds from sending it to its 202. */
  readonly answered: number;
  readonly acknowledgedAt: number;
}

/** Requests whose markers all fell into one partition, in the order of sending, and what the stream told meanwhile. */
export interface Round {
  readonly partition: number;
  readonly events: number;
  readonly seconds: number;
  /** The figure before the first marker. */
  readonly before: number;
  readonly sent: readonly Sent[];
  readonly told: readonly ToldFigure[];
}

/** What the live phase measured. */
export interface LiveLatency {
  readonly wantedEventsPerSecond: number;
  readonly eventsPerSecond: number;
  readonly events: number;
  /** Milliseconds from a request to its 202. */
  readonly acknowledgement: Spread;
  /** Milliseconds from that to the first figure on the stream that has the request's marker in it. */
  readonly toStream: Spread;
}

/** The way that events take into the log. */
export interface Channel {
  /**
   * Makes lines of events ready to be sent: what an emitter has to do for that is not to take the processor from the program later.
   * @returns what sends them, and gives `performance.now()` when they were acknowledged; rejects where one was not
   */
  ready(lines: readonly string[]): () => Promise<number>;
}

/** What is sent in a live phase, where to, and how fast. */
export interface LiveLoad {
  readonly url: string;
  readonly facts: HistoryFacts;
  readonly places: Places;
  readonly partitions: number;
  readonly eventsPerSecond: number;
  /** The intake where nothing is said. */
  readonly channel?: Channel;
  /** 25 where nothing is said. */
  readonly eventsARequest?: number;
  /** Told when the events of a round begin to be sent, and when all are in the figures. */
  readonly watch?: { begin(): void; end(): void };
  /** Several phases share the events that follow the history: which this is, from 0, and of how many. */
  readonly phase?: { readonly number: number; readonly of: number };
}

/**
 * Sends the events that follow the history, in small requests at an even pace, whatever becomes of the earlier ones. Each
 * carries a marker: a contact received today. Other contacts are left out, so the figure of contacts counts markers.
 * One round a partition: within a partition the order is known, and so which marker a figure has come to.
 */
export async function liveRounds(live: LiveLoad): Promise<Round[]> {
  const { url, facts, places, partitions, eventsPerSecond, phase = { number: 0, of: 1 } } = live;
  const { eventsARequest = EVENTS_A_REQUEST } = live;
  const http = new HttpClient(url, MOST_IN_FLIGHT);
  const channel = live.channel ?? intake(http);
  const period = formatMonth(monthOf(parseDay(facts.lastDay)));
  const stream = await LiveStream.open(url, { authority: facts.authority, measure: MEASURE, period });
  try {
    const all = backgroundEvents(places);
    const part = Math.floor(all.length / phase.of);
    const background = all.slice(phase.number * part, (phase.number + 1) * part);
    const share = Math.floor(background.length / partitions);
    const rounds: Round[] = [];
    for (let partition = 0; partition < partitions; partition++) {
      const lines = background.slice(partition * share, (partition + 1) * share);
      const subjects = facts.subjects.filter(
        (subject) => partitionOf(`${facts.authority}:${subject}`, partitions) === partition,
      );
      if (subjects.length === 0) throw new BenchError(`No child of the history is in partition ${partition}.`);
      const before = await figureNow(http, facts.authority, period);
      const told = stream.told.length;
      const bodies = requestBodies(lines, subjects, facts, `${phase.number}-${partition}`, eventsARequest);
      const ready = bodies.map(({ marker, lines: some }) => ({ marker, send: channel.ready(some) }));
      live.watch?.begin();
      const startedAt = performance.now();
      const sent = await sendAtPace(ready, (1000 * eventsARequest) / eventsPerSecond);
      const seconds = (performance.now() - startedAt) / 1000;
      await stream.until(before + bodies.length);
      live.watch?.end();
      await untilCaughtUp(http);
      const events = lines.length + bodies.length;
      rounds.push({ partition, events, seconds, before, sent, told: stream.told.slice(told) });
    }
    return rounds;
  } finally {
    stream.close();
    http.close();
  }
}

/** The events that follow the history, but for contacts, which would be mistaken for markers. */
function backgroundEvents({ live }: Places): string[] {
  return readFileSync(live, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !isAboutContact(JSON.parse(line) as CaseEvent));
}

function isAboutContact(event: CaseEvent): boolean {
  if (event.type === 'csc.record.retracted') return event.data.entity === 'contact';
  return event.type === 'csc.contact.received';
}

async function figureNow(http: HttpClient, authority: string, period: string): Promise<number> {
  const { points } = await http.getJson<{ points: readonly { numerator: number }[] }>(
    `/v1/measures/${MEASURE}/series?authority=${authority}&grain=month&from=${period}&to=${period}`,
  );
  return points[0]?.numerator ?? 0;
}

interface Body {
  readonly marker: string;
  readonly lines: readonly string[];
}

interface Ready {
  readonly marker: string;
  readonly send: () => Promise<number>;
}

function requestBodies(
  lines: readonly string[],
  subjects: readonly string[],
  { authority, lastDay }: HistoryFacts,
  round: string,
  eventsARequest: number,
): Body[] {
  const bodies: Body[] = [];
  const others = eventsARequest - 1;
  for (let start = 0; start < lines.length; start += others) {
    const id = `bench-marker-${round}-${bodies.length}`;
    // Children from all over the history, not always the same few.
    const subject = subjects[(bodies.length * 7919) % subjects.length] as string;
    const marker = {
      specversion: '1.0',
      id,
      source: '/bench/markers',
      type: 'csc.contact.received',
      subject,
      authority,
      recordedtime: formatInstant(Date.now() * 1000),
      data: { id, receivedOn: lastDay },
    } satisfies CaseEvent;
    bodies.push({ marker: id, lines: [...lines.slice(start, start + others), JSON.stringify(marker)] });
  }
  return bodies;
}

/** @param interval milliseconds between requests: each has its moment, however long the ones before it take */
async function sendAtPace(ready: readonly Ready[], interval: number): Promise<Sent[]> {
  const startedAt = performance.now();
  const sending: Promise<Sent>[] = [];
  for (const [index, { marker, send }] of ready.entries()) {
    const early = startedAt + index * interval - performance.now();
    if (early > 0) await sleep(early);
    const sentAt = performance.now();
    const sent = send().then((acknowledgedAt): Sent => {
      return { marker, answered: acknowledgedAt - sentAt, acknowledgedAt };
    });
    sent.catch(() => undefined); // raised below
    sending.push(sent);
  }
  return Promise.all(sending);
}

/** The way by the intake. */
function intake(http: HttpClient): Channel {
  return {
    ready: (lines) => {
      const text = lines.join('\n');
      return async () => {
        const { status, body, headAt } = await http.postLines('/v1/events', text);
        const refused = status === 202 ? (JSON.parse(body) as { rejectedCount: number }).rejectedCount : undefined;
        if (refused !== 0) throw unexpected('POST', '/v1/events', status, body);
        return headAt;
      };
    },
  };
}

/** Puts together when each marker was acknowledged and when the stream first told a figure that has it in it. */
export async function liveLatency(
  pool: Pool,
  rounds: readonly Round[],
  wantedEventsPerSecond: number,
): Promise<LiveLatency> {
  const toStream: number[] = [];
  const acknowledgement: number[] = [];
  for (const round of rounds) {
    const sent = new Map(round.sent.slice(WARM_UPS).map((one) => [one.marker, one]));
    const mine = new Set(round.sent.map(({ marker }) => marker));
    const inOrder = (await markersInOrder(pool, round.partition)).filter((marker) => mine.has(marker));
    for (const [place, marker] of inOrder.entries()) {
      const counted = sent.get(marker);
      if (counted === undefined) continue;
      const told = round.told.find(({ numerator }) => numerator > round.before + place);
      if (told === undefined) throw new BenchError(`The live stream never told a figure with ${marker} in it.`);
      // A figure can overtake the answer on its way to us.
      toStream.push(Math.max(0, told.at - counted.acknowledgedAt));
      acknowledgement.push(counted.answered);
    }
  }
  const seconds = rounds.reduce((sum, round) => sum + round.seconds, 0);
  const events = rounds.reduce((sum, round) => sum + round.events, 0);
  return {
    wantedEventsPerSecond,
    eventsPerSecond: events / seconds,
    events,
    acknowledgement: spreadOf(acknowledgement),
    toStream: spreadOf(toStream),
  };
}

/** The markers of a partition in the order in which the log took them, which is that in which they are counted. */
async function markersInOrder(pool: Pool, partition: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT payload::json ->> 'id' AS id FROM event
      WHERE partition = $1 AND payload LIKE '%"/bench/markers"%' ORDER BY "offset"`,
    [partition],
  );
  return rows.map(({ id }) => id);
}
