import { knownAtIn, SAMPLE_RESULTS, type AuditAsked, type SampleOutcome, type SampleWanted } from '@careledger/audit';
import { formatMonth, parseMonth, type Instant, type Month } from '@careledger/calendar';
import { Problem } from '@careledger/http-problems';

type Fields = Readonly<Record<string, unknown>>;

/** The contract takes dates of these years. */
const FIRST_MONTH = parseMonth('1990-01');
const LAST_MONTH = parseMonth('2100-12');
/** So many months at most: every figure of every breakdown is kept. */
export const MOST_MONTHS = 24;
export const MOST_SAMPLED = 1_000;
const LONGEST_SEED = 100;
const LONGEST_NOTE = 500;

/** @throws Problem 400 that names the field and the rule */
export function auditAskedIn(body: unknown): AuditAsked {
  const fields = fieldsOf(body, 'authority', 'from', 'to', 'knownAt', 'sample');
  const { authority } = fields;
  if (typeof authority !== 'string' || !/^\d{3}$/.test(authority)) {
    throw wrong('authority', 'must be the three digits of a local-authority code, for instance "841"');
  }
  const from = monthIn(fields, 'from');
  const to = monthIn(fields, 'to');
  if (to < from) throw wrong('to', 'must not be before from: both months are included');
  if (to - from >= MOST_MONTHS) {
    throw wrong(
      'to',
      `must be at most ${MOST_MONTHS} months on, so ${formatMonth(from + MOST_MONTHS - 1)} at the latest`,
    );
  }
  return { authority, from, to, knownAt: instantIn(fields), sample: sampleIn(fields['sample']) };
}

/** What came of an entry of the sample. @throws Problem 400 */
export function sampleResultIn(body: unknown): { readonly result: SampleOutcome; readonly note: string } {
  const { result, note = '' } = fieldsOf(body, 'result', 'note');
  const outcome = SAMPLE_RESULTS.find((one) => one === result);
  if (outcome === undefined) throw wrong('result', `must be one of ${SAMPLE_RESULTS.join(', ')}`);
  const isNote = typeof note === 'string' && note.length <= LONGEST_NOTE && !/[\u0000-\u001F\u007F-\u009F]/.test(note);
  if (!isNote) throw wrong('note', `must be a line of at most ${LONGEST_NOTE} characters, without names`);
  return { result: outcome, note };
}

function sampleIn(value: unknown): SampleWanted | undefined {
  if (value === undefined) return undefined;
  const { size, seed } = fieldsOf(value, 'size', 'seed');
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > MOST_SAMPLED) {
    throw wrong('sample.size', `must be a whole number from 1 to ${MOST_SAMPLED}`);
  }
  const isSeed = typeof seed === 'string' && /^[\x20-\x7e]+$/.test(seed) && seed.length <= LONGEST_SEED;
  if (!isSeed) throw wrong('sample.seed', `must be a text of 1 to ${LONGEST_SEED} printable ASCII characters`);
  return { size, seed };
}

function monthIn(fields: Fields, name: string): Month {
  const value = fields[name];
  const form = 'must be a month as YYYY-MM, for instance "2020-12"';
  let month: Month;
  try {
    month = parseMonth(typeof value === 'string' ? value : '');
  } catch {
    throw wrong(name, form);
  }
  if (month < FIRST_MONTH || month > LAST_MONTH) throw wrong(name, 'must lie in the years 1990 to 2100');
  return month;
}

function instantIn({ knownAt }: Fields): Instant {
  try {
    return knownAtIn(typeof knownAt === 'string' ? knownAt : '');
  } catch {
    throw wrong(
      'knownAt',
      'must be an instant with an offset, for instance "2021-01-15T09:00:00Z", or a date, which means all of that day in London',
    );
  }
}

function fieldsOf(body: unknown, ...names: readonly string[]): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw wrong('', `must be a JSON object with ${names.join(', ')}`);
  }
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined) throw wrong(unknown, `must not be there: this call takes ${names.join(', ')}`);
  return body as Fields;
}

function wrong(field: string, rule: string): Problem {
  const subject = field === '' ? 'The body' : `The field ${field}`;
  return new Problem({ status: 400, detail: `${subject} ${rule}.`, field, rule });
}
