import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { formatDay, londonDay, parseInstant } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
import { benchmarkHistory } from '@careledger-fixtures/index';
import { BenchError } from './bench-error';
import { type Places, ROOT } from './places';

/** What the run needs to know about the history without reading it. */
export interface HistoryFacts {
  /** From what it was made: where that changes, it is made anew. */
  readonly key: string;
  /** In the history that is loaded. */
  readonly events: number;
  readonly bytes: number;
  /** Events of the live phase that follow it. */
  readonly liveEvents: number;
  readonly authority: string;
  /** London date of the last event of all, `YYYY-MM-DD`. */
  readonly lastDay: string;
  /** `recordedtime` of the event in the middle of what is loaded. */
  readonly middle: string;
  /** The children that are described in what is loaded. */
  readonly subjects: readonly string[];
}

const LEAST_LIVE = 20_000;
const MOST_LIVE = 40_000;
const EVENTS_AT_ONCE = 2_000;
const EVENTS_A_LINE = 100_000;

/**
 * How many events follow for the live phase: a tenth, but enough for it to last, and no more than give samples enough. What lasts a
 * second or two measures a program that has not worked in small batches before. More than a sixth would lie ahead of today:
 * the history takes ten years and begins in 2014.
 */
function liveEventsFor(events: number): number {
  return Math.min(MOST_LIVE, Math.max(Math.round(events / 10), Math.min(Math.round(events / 6), LEAST_LIVE)));
}

/** The history as files, made where they are not there yet or the generator has changed since. */
export async function historyFile(
  events: number,
  places: Places,
  progress: (message: string) => void,
): Promise<HistoryFacts> {
  const liveEvents = liveEventsFor(events);
  const key = `${events} + ${liveEvents} ${hashOfFixtures()}`;
  const kept = keptFacts(places);
  if (kept?.key === key) return kept;
  progress(`Making a history of ${(events + liveEvents).toLocaleString('en-GB')} events (kept for the next run) …`);
  mkdirSync(places.work, { recursive: true });
  const facts = await make(key, events, liveEvents, places, progress);
  writeFileSync(places.facts, JSON.stringify(facts));
  return facts;
}

function keptFacts(places: Places): HistoryFacts | undefined {
  try {
    const facts = JSON.parse(readFileSync(places.facts, 'utf8')) as HistoryFacts;
    const isWhole = statSync(places.history).size === facts.bytes && statSync(places.live).size > 0;
    return isWhole ? facts : undefined;
  } catch {
    return undefined; // missing or unreadable: it is made anew
  }
}

/** Of the generator's files and this one as they are, committed or not. */
function hashOfFixtures(): string {
  const folder = join(ROOT, 'fixtures');
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  for (const name of names.sort()) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return hash.update(readFileSync(__filename)).digest('hex');
}

async function make(
  key: string,
  events: number,
  liveEvents: number,
  places: Places,
  progress: (message: string) => void,
): Promise<HistoryFacts> {
  const subjects = new Set<string>();
  const history = new LineFile(places.history);
  const live = new LineFile(places.live);
  let count = 0;
  let middle: CaseEvent | undefined;
  let last: CaseEvent | undefined;
  for (const event of benchmarkHistory(events, liveEvents)) {
    last = event;
    if (count < events) {
      await history.add(event);
      if (event.type === 'csc.child.described') subjects.add(event.subject);
    } else {
      await live.add(event);
    }
    if (++count === Math.ceil(events / 2)) middle = event;
    if (count % EVENTS_A_LINE === 0) progress(`  ${count.toLocaleString('en-GB')} events`);
  }
  await live.close();
  const bytes = await history.close();
  if (middle?.recordedtime === undefined || last?.recordedtime === undefined) {
    throw new BenchError('The generated history has events without recordedtime; it cannot be loaded as a history.');
  }
  if (parseInstant(last.recordedtime) > Date.now() * 1000) {
    throw new BenchError(`The generated history goes on to ${last.recordedtime}: what lies ahead of now is refused.`);
  }
  const lastDay = formatDay(londonDay(parseInstant(last.recordedtime)));
  const { authority } = last;
  return { key, events, bytes, liveEvents, authority, lastDay, middle: middle.recordedtime, subjects: [...subjects] };
}

/** Events as lines, written beside and moved into place whole. */
class LineFile {
  private readonly beside: string;
  private readonly stream;
  private lines: string[] = [];

  constructor(private readonly path: string) {
    this.beside = `${path}.part`;
    this.stream = createWriteStream(this.beside);
  }

  async add(event: CaseEvent): Promise<void> {
    this.lines.push(`${JSON.stringify(event)}\n`);
    if (this.lines.length >= EVENTS_AT_ONCE) await this.flush();
  }

  /** @returns how many bytes it has */
  async close(): Promise<number> {
    await this.flush();
    this.stream.end();
    await finished(this.stream);
    renameSync(this.beside, this.path);
    return this.stream.bytesWritten;
  }

  private async flush(): Promise<void> {
    const text = this.lines.join('');
    this.lines = [];
    if (!this.stream.write(text)) await once(this.stream, 'drain');
  }
}
