import { Caller } from '@careledger/access';
import { formatDay, formatInstant, londonDay, parseInstant, parseMonth, type Instant } from '@careledger/calendar';
import { periodEnding, ruleBrokenBy, type NamedPeriod } from '@careledger/figures';
import { GRAINS, MEASURES, measureNamed, type Measure } from '@careledger/measures';
import type { ProposalAsked } from './publications';
import { wrongField } from './wrong-field';

export type Fields = Readonly<Record<string, unknown>>;

const MOST_PERIODS = 24;
const MOST_LINE = 500;

/** The fields of a body. @throws Problem 400 where it is no object, or has a field that the call does not take */
export function fieldsOf(body: unknown, ...names: readonly string[]): Fields {
  if (body === undefined || body === null || body === '') return {};
  if (typeof body !== 'object' || Array.isArray(body))
    throw wrongField('', `must be a JSON object with ${names.join(', ')}`);
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined) throw wrongField(unknown, `must not be there: this call takes ${names.join(', ')}`);
  return body as Fields;
}

/** A line of text for people. @throws Problem 400 */
export function lineIn(fields: Fields, name: string, what: string, most = MOST_LINE): string {
  const value = fields[name];
  if (typeof value === 'string' && /\S/.test(value) && !/\p{Cc}/u.test(value) && value.length <= most) return value;
  throw wrongField(name, `must be a line of text of 1 to ${most} characters: ${what}`);
}

/** Something that is said or not. @throws Problem 400 */
export function truthIn(fields: Fields, name: string): boolean {
  const { [name]: value = false } = fields;
  if (typeof value === 'boolean') return value;
  throw wrongField(name, 'must be true or false, or left out');
}

/**
 * Who does something: the subject of the token. Where nobody shows who they are (AUTH=none), the body says it.
 * @throws Problem 400
 */
export function whoIn(fields: Fields, caller: Caller): string {
  if (caller === Caller.ANYBODY)
    return lineIn(fields, 'by', 'who you are, since nobody signs in here (AUTH=none)', 200);
  if (fields['by'] === undefined) return caller.name;
  throw wrongField('by', 'must not be there: the token says who you are');
}

/** What a proposal is to hold. @throws Problem 400, naming the field */
export function proposalIn(body: unknown, caller: Caller): ProposalAsked {
  const fields = fieldsOf(body, 'authority', 'periods', 'measures', 'breakdowns', 'knownAt', 'note', 'by');
  const { authority } = fields;
  if (typeof authority !== 'string' || !/^\d{3}$/.test(authority)) {
    throw wrongField('authority', 'must be the three digits of a local-authority code, for instance "841"');
  }
  const knownAt = instantIn(fields['knownAt']);
  const measures = measuresIn(fields['measures']);
  return {
    authority,
    knownAt,
    measures,
    periods: periodsIn(fields['periods'], knownAt),
    breakdowns: breakdownsIn(fields['breakdowns'], measures),
    note: lineIn(fields, 'note', 'what is published, without names'),
    by: whoIn(fields, caller),
  };
}

function instantIn(value: unknown): Instant {
  try {
    if (typeof value === 'string') return parseInstant(value);
  } catch {
    // It is said below what is wanted.
  }
  const example = formatInstant(parseInstant('2021-01-15T23:59:59.999999Z'));
  throw wrongField('knownAt', `must be an instant with an offset, for instance ${example}`);
}

function measuresIn(value: unknown): readonly Measure[] {
  if (value === undefined) return MEASURES;
  const ids = listIn('measures', value);
  return ids.map((id) => {
    const measure = measureNamed(id);
    if (measure !== undefined) return measure;
    throw wrongField('measures', `must be ids of the catalogue, and ${JSON.stringify(id)} is none (GET /v1/measures)`);
  });
}

function breakdownsIn(value: unknown, measures: readonly Measure[]): readonly string[] {
  if (value === undefined) return [];
  return listIn('breakdowns', value).map((name) => {
    if (measures.some(({ meanOver }) => meanOver === name)) {
      throw wrongField(
        'breakdowns',
        `must not name ${name}: published groups are of many, and these are single persons`,
      );
    }
    if (measures.some(({ breakdowns }) => breakdowns.includes(name))) return name;
    throw wrongField('breakdowns', `must be breakdowns of the measures, and none has ${JSON.stringify(name)}`);
  });
}

/** A list of different texts, with at least one. */
function listIn(field: string, value: unknown): string[] {
  const isList = Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
  if (isList && new Set(value).size === value.length) return value;
  throw wrongField(field, 'must be a list of names, each once, or left out');
}

function periodsIn(value: unknown, knownAt: Instant): NamedPeriod[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_PERIODS) {
    throw wrongField(
      'periods',
      `must be a list of 1 to ${MOST_PERIODS} periods, such as {"grain": "quarter", "period": "2020-12"}`,
    );
  }
  const periods = value.map((each) => periodIn(each, knownAt));
  const names = new Set(periods.map(({ grain, month }) => `${grain} ${month}`));
  if (names.size !== periods.length) throw wrongField('periods', 'must each be there once');
  return periods;
}

/** A period that had ended on the instant's day in London: what is published does not go on moving with the calendar. */
function periodIn(value: unknown, knownAt: Instant): NamedPeriod {
  const { grain, period, ...others } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const known = GRAINS.find((each) => each === grain);
  if (known === undefined || typeof period !== 'string' || Object.keys(others).length > 0) {
    throw wrongField('periods', `must each have a grain (${GRAINS.join(', ')}) and a period (its last month, YYYY-MM)`);
  }
  const month = monthIn(period);
  const rule = ruleBrokenBy(month, known);
  if (rule !== undefined) throw wrongField('periods', `must end with ${period}: ${rule}`);
  const day = londonDay(knownAt);
  const named = periodEnding(month, known, day);
  if (named === undefined || named.last > day) {
    throw wrongField(
      'periods',
      `must have ended by the day of knownAt, ${formatDay(day)}, and ${known} ${period} had not`,
    );
  }
  return named;
}

function monthIn(period: string) {
  try {
    return parseMonth(period);
  } catch {
    throw wrongField('periods', `must name months as YYYY-MM, and ${JSON.stringify(period)} is none`);
  }
}
