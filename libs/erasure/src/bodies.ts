import { ERASURE_GROUNDS, type ErasureGround } from '@careledger/contract';
import { Problem } from '@careledger/http-problems';
import { STATES, type State } from './register';

type Fields = Readonly<Record<string, unknown>>;

/** The three digits of an authority. @throws Problem 400 */
export function authorityIn({ authority }: Fields): string {
  if (typeof authority === 'string' && /^\d{3}$/.test(authority)) return authority;
  throw wrong('authority', 'must be the three digits of a local-authority code');
}

/** An authority, where one is named. @throws Problem 400 */
export function authorityIfNamed(fields: Fields): string | undefined {
  return fields['authority'] === undefined ? undefined : authorityIn(fields);
}

/** A child's pseudonym. @throws Problem 400 */
export function pseudonymIn({ child }: Fields): string {
  if (typeof child === 'string' && /^[A-Za-z0-9_-]{8,64}$/.test(child)) return child;
  throw wrong('child', 'must be a pseudonym: 8 to 64 letters, digits, - or _');
}

/** @throws Problem 400 */
export function groundIn({ ground }: Fields): ErasureGround {
  const found = ERASURE_GROUNDS.find((each) => each === ground);
  if (found !== undefined) return found;
  throw wrong('ground', `must be one of ${ERASURE_GROUNDS.join(', ')}`);
}

/** @throws Problem 400 */
export function stateIn({ state }: Fields): State | undefined {
  const found = STATES.find((each) => each === state);
  if (found !== undefined || state === undefined) return found;
  throw wrong('state', `must be one of ${STATES.join(', ')}`);
}

/** The line after which a list goes on. @throws Problem 400 */
export function afterIn({ after }: Fields): string | undefined {
  if (after === undefined || (typeof after === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(after))) return after;
  throw wrong('after', 'must be as it stood in the path that "next" gave');
}

/** The child after which a list goes on. @throws Problem 400 */
export function childAfterIn({ after }: Fields): { partition: number; child: number } | undefined {
  if (after === undefined) return undefined;
  const [, partition, child] = (typeof after === 'string' && /^(\d{1,4})-(\d{1,15})$/.exec(after)) || [];
  if (partition !== undefined) return { partition: Number(partition), child: Number(child) };
  throw wrong('after', 'must be as it stood in the path that "next" gave');
}

/** The number of a hold. @throws Problem 404 where it can be none */
export function holdIn(id: string): number {
  if (/^\d{1,15}$/.test(id)) return Number(id);
  throw new Problem({ status: 404, title: 'There is no such hold', detail: 'A hold is called by its number.' });
}

function wrong(field: string, rule: string): Problem {
  return new Problem({ status: 400, detail: `The field ${field} ${rule}.`, field, rule });
}
