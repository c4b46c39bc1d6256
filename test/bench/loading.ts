import { createReadStream } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { BenchError } from './bench-error';
import type { HistoryFacts } from './history-file';
import { type HttpClient, unexpected, untilCaughtUp } from './http-client';
import type { Places } from './places';

/** How long the load took from the first byte on. */
export interface Loading {
  readonly acknowledgedSeconds: number;
  readonly projectedSeconds: number;
  /** Of the whole pipeline: up to the moment at which all events are in the figures. */
  readonly eventsPerSecond: number;
}

const PATH = '/v1/events?historical=true';
const READ_BYTES = 256 << 10;

/** Posts the whole history as one stream from the disk, and waits until it is in the figures. */
export async function load(url: string, http: HttpClient, facts: HistoryFacts, places: Places): Promise<Loading> {
  const post = request(`${url}${PATH}`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' } });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    post.once('response', resolve).once('error', reject);
  });
  const startedAt = performance.now();
  // Where the program answers before the end, writing fails; the answer then says why.
  const sent = pipeline(createReadStream(places.history, { highWaterMark: READ_BYTES }), post);
  sent.catch(() => undefined);
  const response = await answered;
  const acknowledgedAt = performance.now();
  mustHaveTakenAll(response.statusCode ?? 0, await text(response), facts);
  const projectedAt = await untilCaughtUp(http);
  const projectedSeconds = (projectedAt - startedAt) / 1000;
  return {
    acknowledgedSeconds: (acknowledgedAt - startedAt) / 1000,
    projectedSeconds,
    eventsPerSecond: facts.events / projectedSeconds,
  };
}

function mustHaveTakenAll(status: number, body: string, facts: HistoryFacts): void {
  if (status !== 202) throw unexpected('POST', PATH, status, body);
  const { accepted } = JSON.parse(body) as { accepted: number };
  if (accepted !== facts.events) {
    throw new BenchError(
      `Of ${facts.events} events the program took ${accepted}, so the run says nothing: ${body.slice(0, 500)}`,
    );
  }
}
