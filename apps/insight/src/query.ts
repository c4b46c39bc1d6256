import { formatInstant, parseInstant, parseMonth, type Instant, type Month } from '@careledger/calendar';
import { readPosition } from '@careledger/figures';
import { Problem, wrong } from '@careledger/http-problems';
import { GRAINS, measureIn as measureOf, NEWEST, type Grain, type Measure, type Rulebook } from '@careledger/measures';
import type { Positions } from '@careledger/store';

/** The query of a request as fastify reads it: a parameter that is given twice is an array. */
export type Query = Readonly<Record<string, unknown>>;

export { wrong };

/** @throws Problem 400 where a parameter is there that the call does not have: a slip of the pen must not pass for an answer. */
export function allowOnly(query: Query, ...names: readonly string[]): void {
  const unknown = Object.keys(query).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw wrong(unknown, `must not be there: this call takes ${names.join(', ')}`);
}

/** @throws Problem 400 where there is any parameter. */
export function allowNone(query: Query): void {
  const [name] = Object.keys(query);
  if (name !== undefined) throw wrong(name, 'must not be there: this call takes none');
}

export function textIn(query: Query, name: string): string | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw wrong(name, 'must be given once');
  return value;
}

function required(query: Query, name: string, form: string): string {
  const value = textIn(query, name);
  if (value === undefined || value === '') throw wrong(name, `is missing: give ${form}`);
  return value;
}

/** The three digits of an authority. */
export function authorityIn(query: Query): string {
  const form = 'the three digits of a local-authority code, for instance 841';
  const value = required(query, 'authority', form);
  if (!/^\d{3}$/.test(value)) throw wrong('authority', `must be ${form}`);
  return value;
}

export function grainIn(query: Query): Grain {
  const form = `one of ${GRAINS.join(', ')}`;
  const value = required(query, 'grain', form);
  const grain = GRAINS.find((each) => each === value);
  if (grain === undefined) throw wrong('grain', `must be ${form}`);
  return grain;
}

/** The contract takes dates of these years; a month outside has no figure that could be anything but 0. */
const FIRST_MONTH = parseMonth('1900-01');
const LAST_MONTH = parseMonth('2100-12');

export function monthIn(query: Query, name: string): Month {
  const form = 'a month as YYYY-MM, for instance 2020-12';
  const text = required(query, name, form);
  let month: Month;
  try {
    month = parseMonth(text);
  } catch {
    throw wrong(name, `must be ${form}`);
  }
  if (month < FIRST_MONTH || month > LAST_MONTH) throw wrong(name, 'must lie in the years 1900 to 2100');
  return month;
}

/** A range of months, both included. */
export function monthsIn(query: Query): { from: Month; to: Month } {
  const from = monthIn(query, 'from');
  const to = monthIn(query, 'to');
  if (to < from) throw wrong('to', 'must not be before from: both months are included');
  return { from, to };
}

/** An instant as the contract writes them; a `+` that came unescaped and so became a space is understood. */
export function instantIn(query: Query, name: string): Instant | undefined {
  const text = textIn(query, name);
  if (text === undefined) return undefined;
  try {
    return parseInstant(text.replace(/ (\d\d:\d\d)$/, '+$1'));
  } catch {
    throw wrong(name, `must be an instant with an offset, for instance ${formatInstant(1_609_459_200_000_000)}`);
  }
}

/** A position of the log, which goes with an instant. */
export function positionIn(query: Query, name: string, instant: Instant | undefined): Positions | undefined {
  const text = textIn(query, name);
  if (text === undefined) return undefined;
  if (instant === undefined) throw wrong(name, 'goes with an instant: give the one that was asked about');
  const position = readPosition(text);
  if (position !== undefined) return position;
  throw wrong(name, 'must be partitions with the offset that comes next in each, for instance 0:10412,1:9977');
}

/** The number by which a publication is called. */
export function idIn(query: Query, name: string): number | undefined {
  const text = textIn(query, name);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw wrong(name, 'must be the id of a publication, a whole number');
}

/** A switch is on (`true`), off (`false`) or not there. */
export function switchIn(query: Query, name: string): boolean {
  const value = textIn(query, name);
  if (value === undefined || value === 'true' || value === 'false') return value === 'true';
  throw wrong(name, 'must be true or false, or left out');
}

/** Whether T is to be no later than the date of `knownAt`. */
export function asShownIn(query: Query, knownAt: Instant | undefined): boolean {
  const asShown = switchIn(query, 'asShown');
  if (asShown && knownAt === undefined) throw wrong('asShown', 'goes with knownAt: give the instant of the screen');
  return asShown;
}

export function breakdownIn(query: Query, measure: Measure): string | undefined {
  const value = textIn(query, 'by');
  if (value === undefined || measure.breakdowns.includes(value)) return value;
  throw wrong('by', `must be a breakdown of ${measure.id}: ${measure.breakdowns.join(', ')}`);
}

/** How many to answer at most. */
export function limitIn(query: Query, bounds: { readonly most: number; readonly default: number }): number {
  const value = textIn(query, 'limit');
  if (value === undefined) return bounds.default;
  const limit = /^\d{1,6}$/.test(value) ? Number(value) : NaN;
  if (limit >= 1 && limit <= bounds.most) return limit;
  throw wrong('limit', `must be a whole number from 1 to ${bounds.most}`);
}

/** Where a page goes on: whole numbers with a dot between them, as `next` gave them. */
export function placeIn(query: Query, numbers: number): readonly number[] | undefined {
  const value = textIn(query, 'after');
  if (value === undefined) return undefined;
  const parts = value.split('.').map((part) => (/^-?\d{1,16}$/.test(part) ? Number(part) : NaN));
  if (parts.length === numbers && parts.every(Number.isSafeInteger)) return parts;
  throw wrong('after', 'must be as it stood in the path that "next" gave');
}

/** The measure of the path, as a rulebook defines it. @throws Problem 404 where that has none of that id. */
export function measureIn(id: string, rulebook: Rulebook = NEWEST): Measure {
  const measure = measureOf(rulebook, id);
  if (measure !== undefined) return measure;
  throw new Problem({
    status: 404,
    title: 'There is no such measure',
    detail: 'The catalogue has no measure of that id. GET /v1/measures lists them all.',
    field: 'id',
    rule: 'must be the id of a measure of the catalogue',
  });
}
