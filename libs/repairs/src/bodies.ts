import { MAX_REASON_LENGTH } from '@careledger/contract';
import { Problem } from '@careledger/http-problems';
import { LETTER_STATES, type LetterPlace, type LetterState } from './dead-letters';
import type { ChildName } from './parked-file';

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a body. @throws Problem 400 where it is no object, or has a field that the call does not take */
export function fieldsOf(body: unknown, ...names: readonly string[]): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw wrong('', `must be a JSON object with ${names.join(', ')}`);
  }
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined) throw wrong(unknown, `must not be there: this call takes ${names.join(', ')}`);
  return body as Fields;
}

/** Why something is done. @throws Problem 400 */
export function reasonIn({ reason }: Fields): string {
  const isLine = typeof reason === 'string' && /\S/.test(reason) && !/[\u0000-\u001F\u007F-\u009F]/.test(reason);
  if (isLine && reason.length <= MAX_REASON_LENGTH) return reason;
  throw wrong(
    'reason',
    `must be a line of text of 1 to ${MAX_REASON_LENGTH} characters: why this is done, without names`,
  );
}

/** An offset of the log. @throws Problem 400 */
export function offsetIn({ offset }: Fields): number {
  if (typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw wrong('offset', 'must be the offset of an event that waits');
}

/** The child of the path. @throws Problem 404 where it can be nobody's name */
export function childIn(authority: string, subject: string): ChildName {
  if (/^\d{3}$/.test(authority) && /^[A-Za-z0-9_-]{8,64}$/.test(subject)) return { authority, subject };
  throw new Problem({
    status: 404,
    title: 'There is no such child',
    detail: 'The path names the three digits of an authority and the pseudonym of a child.',
    field: 'child',
    rule: 'must be the pseudonym of a child',
  });
}

/** The dead letter that a path or a query names. @throws Problem 404 where it can be none */
export function placeIn(id: unknown): LetterPlace {
  const [, partition, offset] = (typeof id === 'string' && /^(\d{1,5})-(\d{1,15})$/.exec(id)) || [];
  if (partition !== undefined && Number(partition) < 1 << 15) {
    return { partition: Number(partition), offset: Number(offset) };
  }
  throw new Problem({
    status: 404,
    title: 'There is no such dead letter',
    detail: 'A dead letter is called by its partition and offset, such as 0-9120.',
    field: 'id',
    rule: 'must be partition-offset of a dead letter, such as 0-9120',
  });
}

const MOST_AT_ONCE = 1_000;

/** How many to answer at most. @throws Problem 400 */
export function limitIn({ limit = '100' }: Fields): number {
  const number = typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : NaN;
  if (number >= 1 && number <= MOST_AT_ONCE) return number;
  throw wrong('limit', `must be a whole number from 1 to ${MOST_AT_ONCE}`);
}

/** Which dead letters are asked for. @throws Problem 400 */
export function stateIn({ status = 'open' }: Fields): LetterState {
  const state = LETTER_STATES.find((each) => each === status);
  if (state !== undefined) return state;
  throw wrong('status', `must be one of ${LETTER_STATES.join(', ')}`);
}

function wrong(field: string, rule: string): Problem {
  const subject = field === '' ? 'The body' : `The field ${field}`;
  return new Problem({ status: 400, detail: `${subject} ${rule}.`, field, rule });
}
