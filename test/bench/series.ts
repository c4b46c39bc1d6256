import { addMonths, formatMonth, londonDay, monthOf, parseDay, parseInstant, type Day } from '@careledger/calendar';
import { BenchError } from './bench-error';
import type { HistoryFacts } from './history-file';
import { type HttpClient, unexpected } from './http-client';
import { spreadOf, type Spread } from './percentiles';

/** One kind of request, and the milliseconds that its answers took. */
export interface SeriesLatency {
  readonly measure: string;
  readonly grain: string;
  /** `plain`, `by`, `knownAt` or `knownAt and by`. */
  readonly variant: string;
  readonly path: string;
  readonly milliseconds: Spread;
}

/** What is asked for. */
export interface SeriesSubject {
  readonly measure: string;
  readonly grain: 'month' | 'rolling-12m';
}

const MONTHS = 36;
const WARM_UPS = 20;
const REQUESTS = 300;
const BREAKDOWN = 'ageBand';

/** Asks for 36 months of each subject in four ways, one request after the other over one connection. */
export async function seriesLatencies(
  http: HttpClient,
  subjects: readonly SeriesSubject[],
  facts: HistoryFacts,
): Promise<SeriesLatency[]> {
  const upToToday = months(parseDay(facts.lastDay));
  const upToThen = months(londonDay(parseInstant(facts.middle)));
  const knownAt = `&knownAt=${facts.middle}`;
  const by = `&by=${BREAKDOWN}`;
  const latencies: SeriesLatency[] = [];
  for (const { measure, grain } of subjects) {
    const variants: Readonly<Record<string, string>> = {
      plain: upToToday,
      by: upToToday + by,
      knownAt: upToThen + knownAt,
      'knownAt and by': upToThen + knownAt + by,
    };
    for (const [variant, query] of Object.entries(variants)) {
      const path = `/v1/measures/${measure}/series?authority=${facts.authority}&grain=${grain}${query}`;
      latencies.push({ measure, grain, variant, path, milliseconds: await timed(http, path) });
    }
  }
  return latencies;
}

/** The 36 months that end with the day's. */
function months(day: Day): string {
  const from = formatMonth(monthOf(addMonths(day, 1 - MONTHS)));
  return `&from=${from}&to=${formatMonth(monthOf(day))}`;
}

async function timed(http: HttpClient, path: string): Promise<Spread> {
  const taken: number[] = [];
  for (let request = -WARM_UPS; request < REQUESTS; request++) {
    const startedAt = performance.now();
    const { status, body } = await http.get(path);
    const ms = performance.now() - startedAt;
    if (status !== 200) throw unexpected('GET', path, status, body);
    if (request === -WARM_UPS) mustSaySomething(body, path);
    if (request >= 0) taken.push(ms);
  }
  return spreadOf(taken);
}

function mustSaySomething(body: string, path: string): void {
  const { points } = JSON.parse(body) as { points: readonly { numerator: number }[] };
  if (points.length === MONTHS && points.some(({ numerator }) => numerator !== 0)) return;
  throw new BenchError(`${path} should have ${MONTHS} points with something in them; it has ${points.length}.`);
}
