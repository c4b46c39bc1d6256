import { parseDay } from '@careledger/calendar';
import { readAnchors, verifyChains } from '@careledger/chains';
import { measureNamed } from '@careledger/measures';
import type { LoggedEvent } from '@careledger/store';
import type { Pool } from 'pg';
import { postEvents, read, type Series } from '../support/client';
import { computedAfresh, type Line } from './computed-afresh';
import type { Known } from './emitters';
import { nameOf } from './event-source';
import {
  CONTRADICTIONS,
  CONTRADICTIONS_OF_THE_JOURNAL,
  storedEvents,
  storedLines,
  storedWaiting,
  type Waiting,
} from './stored';

const EXAMPLES = 3;
const EVENTS_A_REQUEST = 1_000;

/** What was found in the tables: how much there is, and what is wrong with it, a sentence each. */
export interface Findings {
  readonly events: number;
  readonly postings: number;
  readonly faults: readonly string[];
}

/** What the log is, and who may be parked. */
export interface Circumstances {
  readonly log?: 'journal' | 'kafka';
  /** Subjects of the children who must be parked in the end; nobody else may be. */
  readonly parked?: readonly string[];
  /** The file in which the program anchors the chains. */
  readonly anchorFile?: string;
}

/**
 * Asks whether every acknowledged event is in the log and in the figures exactly once. The projector must have come to the end.
 * What waits for a parked child to be released is in the log, and not in the figures.
 */
export async function findings(
  pool: Pool,
  address: string,
  known: Known,
  { log = 'journal', parked = [], anchorFile }: Circumstances = {},
): Promise<Findings> {
  const events = await storedEvents(pool);
  const lines = await storedLines(pool);
  const waiting = await storedWaiting(pool);
  const expected = [...computedAfresh(events.filter((logged) => !waits(logged, waiting)))];
  return {
    events: events.length,
    postings: lines.length,
    faults: [
      ...known.faults.slice(0, EXAMPLES),
      ...eventFaults(events, known),
      ...(await contradictions(pool, log)),
      ...(await chainFaults(pool, anchorFile)),
      ...apart(
        'parked children',
        parked,
        waiting.map(({ subject }) => subject),
      ),
      ...childFaults(events, await storedChildren(pool)),
      ...lineFaults(lines, expected),
      ...(await figureFaults(address, expected)),
    ],
  };
}

/** Acknowledged: exactly once. Given up by its emitter: at most once. Anything else: not there. */
function eventFaults(events: readonly LoggedEvent[], { acknowledged, uncertain }: Known): string[] {
  const times = new Map<string, number>();
  for (const { event } of events) times.set(nameOf(event), (times.get(nameOf(event)) ?? 0) + 1);
  const lost = [...acknowledged.keys()].filter((name) => !times.has(name));
  const repeated = [...times].filter(([, count]) => count > 1).map(([name, count]) => `${name} (${count} times)`);
  const foreign = [...times.keys()].filter((name) => !acknowledged.has(name) && !uncertain.has(name));
  return [
    ...told('acknowledged events that are not in the log', lost),
    ...told('events that are in the log more than once', repeated),
    ...told('events in the log that nobody sent', foreign),
  ];
}

export function waits({ partition, offset, event }: LoggedEvent, waiting: readonly Waiting[]): boolean {
  return waiting.some(
    (child) =>
      child.partition === partition &&
      child.since <= offset &&
      child.subject === event.subject &&
      child.authority === event.authority,
  );
}

async function contradictions(pool: Pool, log: 'journal' | 'kafka'): Promise<string[]> {
  const faults: string[] = [];
  for (const { what, sql } of [...CONTRADICTIONS, ...(log === 'journal' ? CONTRADICTIONS_OF_THE_JOURNAL : [])]) {
    const { rows } = await pool.query<{ count: number }>(sql);
    if (rows[0]?.count !== 0) faults.push(`${rows[0]?.count} ${what}`);
  }
  return faults;
}

/** The chains verify, and what was anchored before a crash still lies on them: an anchor names nothing that a crash can take. */
async function chainFaults(pool: Pool, anchorFile: string | undefined): Promise<string[]> {
  const { anchors } = await readAnchors(anchorFile, undefined);
  const found: string[] = [];
  for await (const { table, partition, place, what } of verifyChains(pool, { anchors })) {
    found.push(`${table} ${partition ?? ''} ${place}: ${what}`);
  }
  return told('places of the chains that are not as they were written', found);
}

async function storedChildren(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ partition: number; child: number; authority: number; subject: string }>(
    'SELECT partition, child, authority, subject FROM child',
  );
  return rows.map(({ partition, child, authority, subject }) =>
    [partition, child, String(authority).padStart(3, '0'), subject].join(' '),
  );
}

/** Each child is there once, numbered by its first event. */
function childFaults(events: readonly LoggedEvent[], stored: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const { partition, offset, event } of events) {
    const name = `${event.authority} ${event.subject}`;
    if (!first.has(name)) first.set(name, `${partition} ${offset} ${name}`);
  }
  return apart('children', [...first.values()], stored);
}

/**
 * Each event made the very postings that it makes in a fresh computation, in the order of the log. Then all sums over
 * postings are the same too: by account, day, cell and child, now and as known at any instant.
 */
function lineFaults(stored: readonly Line[], expected: readonly Line[]): string[] {
  const outOfOrder = stored.filter((line, at) => {
    const before = stored[at - 1];
    return before?.partition === line.partition && before.cause > line.cause;
  });
  return [
    ...told('postings that stand before those of an earlier event', outOfOrder.map(inWords)),
    ...apart('postings', expected.map(inWords), stored.map(inWords)),
  ];
}

const inWords = (line: Line): string =>
  `${line.measure} ${line.stream}, day ${line.day}, ${line.numerator}/${line.denominator}, groups ${line.groups}, ` +
  `child ${line.child} of ${line.authority}, by event ${line.cause} of partition ${line.partition}, known at ${line.knownAt}`;

/** What the API answers is the sum of what was computed afresh: each measure, each year, for the authority with most. */
async function figureFaults(address: string, lines: readonly Line[]): Promise<string[]> {
  const authority = mostFrequent(lines.map((line) => line.authority));
  const ofMeasure = new Map<string, Line[]>();
  for (const line of lines) {
    if (line.authority !== authority) continue;
    const own = ofMeasure.get(line.measure);
    if (own === undefined) ofMeasure.set(line.measure, [line]);
    else own.push(line);
  }
  const faults: string[] = [];
  for (const [id, own] of ofMeasure) {
    const measure = measureNamed(id);
    if (measure === undefined || measure.meanOver !== undefined) continue;
    const path = `/v1/measures/${id}/series?authority=${authority}&grain=year&from=2014-04&to=2025-03`;
    const { points } = await read<Series>(address, path);
    const stream = { flow: 'flow', stock: 'level', distinct: 'year' }[measure.kind];
    for (const { from, to, numerator, denominator, period } of points) {
      const [first, last] = [stream === 'flow' ? parseDay(from) : -Infinity, parseDay(to)];
      const counting = own.filter((line) => line.stream === stream && line.day >= first && line.day <= last);
      const wanted = `${sum(counting, 'numerator')}/${measure.shape === 'count' ? null : sum(counting, 'denominator')}`;
      const shown = `${numerator}/${denominator}`;
      if (shown !== wanted) faults.push(`${id} of the year to ${period} is shown as ${shown}; it is ${wanted}`);
    }
  }
  return told('figures', faults);
}

/** How many events and postings there are. */
export async function counts(pool: Pool): Promise<{ events: number; postings: number }> {
  const { rows } = await pool.query<{ events: number; postings: number }>(
    'SELECT (SELECT count(*) FROM event) AS events, (SELECT count(*) FROM posting) AS postings',
  );
  return rows[0] ?? { events: 0, postings: 0 };
}

/** Posts all acknowledged events once more: each must be known as a duplicate. */
export async function secondComing(address: string, { acknowledged }: Known): Promise<string[]> {
  const events = [...acknowledged.values()];
  let duplicates = 0;
  for (let from = 0; from < events.length; from += EVENTS_A_REQUEST) {
    const { body } = await postEvents(address, events.slice(from, from + EVENTS_A_REQUEST));
    duplicates += body.duplicates;
  }
  return duplicates === events.length
    ? []
    : [`of ${events.length} acknowledged events that were posted again only ${duplicates} were duplicates`];
}

/** What is missing from a collection and what is there too often, counting repetitions. */
export function apart(what: string, expected: readonly string[], stored: readonly string[]): string[] {
  const balance = new Map<string, number>();
  for (const one of expected) balance.set(one, (balance.get(one) ?? 0) - 1);
  for (const one of stored) balance.set(one, (balance.get(one) ?? 0) + 1);
  const missing = [...balance].filter(([, count]) => count < 0).map(([one]) => one);
  const surplus = [...balance].filter(([, count]) => count > 0).map(([one]) => one);
  return [
    ...told(`${what} that are missing`, missing),
    ...told(`${what} that should not be there, or not so often`, surplus),
  ];
}

export function told(what: string, found: readonly string[]): string[] {
  if (found.length === 0) return [];
  const more = found.length > EXAMPLES ? ` (and ${found.length - EXAMPLES} more)` : '';
  return [`${what}: ${found.slice(0, EXAMPLES).join('; ')}${more}`];
}

function sum(lines: readonly Line[], what: 'numerator' | 'denominator'): number {
  return lines.reduce((total, line) => total + line[what], 0);
}

export function mostFrequent(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '500';
}
