import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatInstant, formatMonth, monthOf, parseDay } from '@careledger/calendar';
import { type CaseEvent } from '@careledger/contract';
import type { Pool } from 'pg';
import { BenchError } from './bench-error';
import type { HistoryFacts } from './history-file';
import { HttpClient, unexpected, untilCaughtUp } from './http-client';
import { LiveStream, type ToldFigure } from './live-stream';
import { spreadOf, type Spread } from './percentiles';
import type { Places } from './places';

const EVENTS_A_REQUEST = 25;
const MOST_IN_FLIGHT = 32;
/** Requests at the start that are not counted: what comes first after a rest finds nothing under way. */
const WARM_UPS = 10;
const MEASURE = 'contacts-received';

/** A request with its marker. */
interface Sent {
  /** Id of its marker. */
  readonly marker: string;
  /** Milliseconds from sending it to its 202. */
  readonly answered: number;
  readonly acknowledgedAt: number;
}

/** What was sent at an even pace, and what the live stream told meanwhile. */
export interface Stretch {
  readonly events: number;
  readonly seconds: number;
  /** In the order of sending. */
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
  readonly eventsPerSecond: number;
  /** The intake where nothing is said. */
  readonly channel?: Channel;
  /** 25 where nothing is said. */
  readonly eventsARequest?: number;
  /** Told when the events begin to be sent, and when all are in the figures. */
  readonly watch?: { begin(): void; end(): void };
  /** Several phases share the events that follow the history: the part of them that this one has, as shares of all; all where nothing is said. */
  readonly part?: { readonly from: number; readonly to: number };
}

/**
 * Sends the events that follow the history, in small requests at an even pace, whatever becomes of the earlier ones. Each
 * carries a marker: a contact received today. Other contacts are left out, so the figure of contacts moves with every marker.
 */
export async function sendLive(live: LiveLoad): Promise<Stretch> {
  const { url, facts, places, eventsPerSecond, eventsARequest = EVENTS_A_REQUEST, part = { from: 0, to: 1 } } = live;
  const http = new HttpClient(url, MOST_IN_FLIGHT);
  const channel = live.channel ?? intake(http);
  const period = formatMonth(monthOf(parseDay(facts.lastDay)));
  const all = backgroundEvents(places);
  const lines = all.slice(Math.floor(part.from * all.length), Math.floor(part.to * all.length));
  const bodies = requestBodies(lines, facts, `${part.from}`, eventsARequest);
  const ready = bodies.map(({ marker, lines: some }) => ({ marker, send: channel.ready(some) }));
  const stream = await LiveStream.open(url, { authority: facts.authority, measure: MEASURE, period });
  try {
    const before = await figureNow(http, facts.authority, period);
    live.watch?.begin();
    const startedAt = performance.now();
    const sent = await sendAtPace(ready, (1000 * eventsARequest) / eventsPerSecond);
    const seconds = (performance.now() - startedAt) / 1000;
    await stream.until(before + bodies.length);
    live.watch?.end();
    await untilCaughtUp(http);
    return { events: lines.length + bodies.length, seconds, sent, told: stream.told };
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
  { authority, lastDay, subjects }: HistoryFacts,
  phase: string,
  eventsARequest: number,
): Body[] {
  const bodies: Body[] = [];
  const others = eventsARequest - 1;
  for (let start = 0; start < lines.length; start += others) {
    const id = `bench-marker-${phase}-${bodies.length}`;
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
  { sent, told, events, seconds }: Stretch,
  wantedEventsPerSecond: number,
): Promise<LiveLatency> {
  const places = await placesOfMarkers(pool);
  const counted = sent.slice(WARM_UPS);
  const toStream = counted.map(({ marker, acknowledgedAt }) => {
    const place = places.get(marker);
    // A figure says how far the log is in it: the event at a position is not, those before it are.
    const first = place && told.find(({ position }) => (position[place.partition] ?? 0) > place.offset);
    if (!first) throw new BenchError(`The live stream never told a figure with ${marker} in it.`);
    // A figure can overtake the answer on its way to us.
    return Math.max(0, first.at - acknowledgedAt);
  });
  return {
    wantedEventsPerSecond,
    eventsPerSecond: events / seconds,
    events,
    acknowledgement: spreadOf(counted.map(({ answered }) => answered)),
    toStream: spreadOf(toStream),
  };
}

interface PlaceInLog {
  readonly partition: number;
  readonly offset: number;
}

/** Where the log has the markers. */
async function placesOfMarkers(pool: Pool): Promise<Map<string, PlaceInLog>> {
  const { rows } = await pool.query<PlaceInLog & { readonly id: string }>(
    `SELECT payload::json ->> 'id' AS id, partition, "offset" FROM event WHERE payload LIKE '%"/bench/markers"%'`,
  );
  return new Map(rows.map(({ id, ...place }) => [id, place]));
}
