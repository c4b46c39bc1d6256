import { bankHolidays, formatDay, londonDay } from '@careledger/calendar';
import { CONTROL_PREFIX, type CaseEvent } from '@careledger/contract';
import { createPool, type LoggedEvent } from '@careledger/store';
import type { Pool } from 'pg';
import { nameOf } from '../crash/event-source';
import { storedEvents, storedWaiting } from '../crash/stored';
import { apart, counts, findings, mostFrequent, secondComing, told, waits } from '../crash/what-must-hold';
import { oracle } from '../oracle';
import { caughtUp, postJson, read, type Series } from '../support/client';
import { together } from './load';
import type { Outcome, Row } from './outcome';
import { POISONED_AUTHORITY } from './poison';
import type { Site } from './site';
import { readTopic, type TopicRecord } from './topic';

const DEAD_WITHIN_MS = 30_000;
/** Years whose figures the oracle works out, by the month in which they end. */
const YEARS = ['2016-03', '2020-03', '2023-03'] as const;
/** So far may the broker's clock and ours be apart, which are one. */
const CLOCK_MS = 2_000;

/** What was found in the end: a row for each fault, and what is wrong, a sentence each. */
export interface Verdict {
  readonly rows: readonly Row[];
  readonly faults: readonly string[];
}

/**
 * Looks whether everything is as it must be, when all is in the figures: by the topic, the tables and the answers of the API, each
 * against what follows from the events alone.
 */
export async function judge(site: Site, outcomes: readonly Outcome[]): Promise<Verdict> {
  const pool = createPool(site.databaseUrl, 2, { applicationName: 'faults, judging' });
  try {
    const known = together(outcomes.map((outcome) => outcome.known));
    const circumstances = { log: 'kafka', parked: outcomes.flatMap(({ parked }) => parked) } as const;
    const found = await findings(pool, site.insight.address, known, circumstances);
    const events = await storedEvents(pool);
    const waiting = await storedWaiting(pool);
    const counting = events.filter((logged) => !waits(logged, waiting));
    const topic = await readTopic(site.brokers, site.topic);
    const again = await secondComing(site.intake.address, known);
    await caughtUp(site.insight.address);
    const after = await counts(pool);
    const figures = await oracleFaults(site.insight.address, counting);
    // Last of all: what waited counts afterwards.
    const released = await releaseFaults(site, pool, outcomes);
    return {
      rows: outcomes.map((outcome) => rowOf(outcome, events, counting, topic)),
      faults: [
        ...found.faults,
        ...topicFaults(topic, events, outcomes),
        ...(await deadFaults(site, pool, outcomes)),
        ...figures,
        ...outcomes.flatMap((outcome) => clockFaults(outcome, events)),
        ...again,
        ...released,
        ...(after.events === found.events ? [] : [`posting again made ${after.events} events of ${found.events}`]),
        ...(after.postings === found.postings
          ? []
          : [`posting again made ${after.postings} of ${found.postings} postings`]),
      ],
    };
  } finally {
    await pool.end();
  }
}

function rowOf(
  outcome: Outcome,
  stored: readonly LoggedEvent[],
  counting: readonly LoggedEvent[],
  topic: readonly TopicRecord[],
): Row {
  const { acknowledged, uncertain } = outcome.known;
  const isOurs = (name: string): boolean => acknowledged.has(name) || uncertain.has(name);
  const names = topic
    .map(eventOf)
    .filter((event) => event !== undefined)
    .map(nameOf)
    .filter(isOurs);
  const ours = (events: readonly LoggedEvent[]): number => events.filter(({ event }) => isOurs(nameOf(event))).length;
  return {
    outcome,
    sent: acknowledged.size + uncertain.size,
    acknowledged: acknowledged.size,
    counted: ours(counting),
    waiting: ours(stored) - ours(counting),
    repeated: names.length - new Set(names).size,
  };
}

/** What is stored is on the topic, in that very place, and of copies it is the first. All else on the topic is bad. */
function topicFaults(
  topic: readonly TopicRecord[],
  stored: readonly LoggedEvent[],
  outcomes: readonly Outcome[],
): string[] {
  const bad = new Set(outcomes.flatMap((outcome) => outcome.bad.map(placeOf)));
  const seen = new Set<string>();
  const expected: string[] = [];
  for (const record of topic) {
    if (bad.has(placeOf(record))) continue;
    const event = eventOf(record);
    const name = event === undefined ? 'what is no event' : nameOf(event);
    if (!seen.has(name)) expected.push(`${placeOf(record)} ${name}`);
    seen.add(name);
  }
  const found = stored.map((logged) => `${placeOf(logged)} ${nameOf(logged.event)}`);
  return apart('records of the topic in the event store', expected, found);
}

/** Each bad record is a dead letter with its reason, in the table once and on the topic of dead letters; no other is. */
async function deadFaults(site: Site, pool: Pool, outcomes: readonly Outcome[]): Promise<string[]> {
  const bad = outcomes.flatMap((outcome) => outcome.bad);
  for (const late = Date.now() + DEAD_WITHIN_MS; Date.now() < late;) {
    const { rowCount } = await pool.query('SELECT FROM dead_letter WHERE produced_at IS NULL');
    if (rowCount === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const { rows } = await pool.query<{ partition: number; offset: number; rule: string }>(
    'SELECT partition, "offset", rule FROM dead_letter',
  );
  const rules = new Map(rows.map((row) => [placeOf(row), row.rule]));
  const misjudged = bad.filter((record) => !record.rule.test(rules.get(placeOf(record)) ?? ''));
  const produced = (await readTopic(site.brokers, `${site.topic}.dead`)).map(({ headers }) => {
    return `${String(headers['careledger-partition'])}/${String(headers['careledger-offset'])}`;
  });
  return [
    ...apart('dead letters', bad.map(placeOf), rows.map(placeOf)),
    ...told(
      'dead letters with another reason than theirs',
      misjudged.map((record) => `${placeOf(record)} "${rules.get(placeOf(record))}"`),
    ),
    ...apart('records on the topic of dead letters', bad.map(placeOf), [...new Set(produced)]),
  ];
}

/**
 * Sets the parked children free, as operators do once the program was put right: by the API. Then nobody is parked, and the figures of their
 * authority have all their events.
 */
async function releaseFaults(site: Site, pool: Pool, outcomes: readonly Outcome[]): Promise<string[]> {
  const subjects = outcomes.flatMap(({ parked }) => parked);
  if (subjects.length === 0) return [];
  await site.putProjectorsRight();
  const { address } = site.insight;
  for (const subject of subjects) {
    const path = `/v1/parked/${POISONED_AUTHORITY}/${subject}/release`;
    const { status, body } = await postJson(address, path, { reason: 'the projector was put right' });
    if (status !== 202) return [`the release of ${subject} was answered ${status}: ${JSON.stringify(body)}`];
  }
  await caughtUp(address);
  const parked = (await storedWaiting(pool)).map(({ subject }) => subject);
  const events = (await storedEvents(pool)).filter(({ event }) => !event.type.startsWith(CONTROL_PREFIX));
  return [
    ...told('children that are parked though they were released', parked),
    ...(await oracleFaults(address, events, POISONED_AUTHORITY)),
  ];
}

/** What the API answers is what the slow engine says: every measure, in some years, for the authority with most events or a given one. */
async function oracleFaults(
  address: string,
  events: readonly LoggedEvent[],
  authority = mostFrequent(events.map(({ event }) => event.authority)),
): Promise<string[]> {
  const today = formatDay(londonDay(Date.now() * 1_000));
  const slow = oracle(events, { holidays: new Set(bankHolidays.map(({ date }) => date)) });
  const faults: string[] = [];
  for (const { id } of slow.measures) {
    const path = `/v1/measures/${id}/series?authority=${authority}&grain=year&from=${YEARS[0]}&to=${YEARS.at(-1)}`;
    const { points } = await read<Series>(address, path);
    for (const period of YEARS) {
      const point = points.find((each) => each.period === period);
      const { numerator, denominator } = slow.figure({ measure: id, authority, grain: 'year', period, today });
      const [expected, shown] = [`${numerator}/${denominator}`, `${point?.numerator}/${point?.denominator}`];
      if (shown !== expected) faults.push(`${id} of the year to ${period} is shown as ${shown}; it is ${expected}`);
    }
  }
  return told('figures that are not those of the oracle', faults);
}

/** When an event is known is what the broker's clock says, whatever that of its emitter. */
function clockFaults({ direct, from, to }: Outcome, stored: readonly LoggedEvent[]): string[] {
  const off = stored.filter(({ event, appendedAt }) => {
    const at = appendedAt / 1_000;
    return direct.acknowledged.has(nameOf(event)) && (at < from - CLOCK_MS || at > to + CLOCK_MS);
  });
  return told(
    'events that are known at another time than they were sent',
    off.map(({ event, appendedAt }) => `${nameOf(event)} at ${new Date(appendedAt / 1_000).toISOString()}`),
  );
}

const placeOf = ({ partition, offset }: { readonly partition: number; readonly offset: number }): string =>
  `${partition}/${offset}`;

function eventOf({ value }: TopicRecord): CaseEvent | undefined {
  try {
    const event = JSON.parse(value ?? '') as CaseEvent;
    return typeof event.id === 'string' && typeof event.source === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}
