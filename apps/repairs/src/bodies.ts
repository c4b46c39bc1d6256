import { MAX_REASON_LENGTH } from '@careledger/contract';
import { Problem } from '@careledger/http-problems';
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

function wrong(field: string, rule: string): Problem {
  const subject = field === '' ? 'The body' : `The field ${field}`;
  return new Problem({ status: 400, detail: `${subject} ${rule}.`, field, rule });
}
