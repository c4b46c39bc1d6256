import type { Account } from './measure';

/**
 * An account as a small number, the same in every rulebook that has an account of that measure and stream: what a new
 * rulebook posts goes where the old one had posted.
 */
export type AccountNumber = number;

type AccountName = Pick<Account, 'measure' | 'stream'>;

const names: AccountName[] = [];
const numbers = new Map<string, AccountNumber>();

/** The number of an account. It holds in this process; the database has numbers of its own. */
export function accountNumber({ measure, stream }: AccountName): AccountNumber {
  const key = `${measure}/${stream}`;
  const known = numbers.get(key);
  if (known !== undefined) return known;
  const number = names.push({ measure, stream }) - 1;
  numbers.set(key, number);
  return number;
}

/** The measure and stream of a number. @throws RangeError where no account has it */
export function accountNumbered(number: AccountNumber): AccountName {
  const name = names[number];
  if (name === undefined) throw new RangeError(`no account has the number ${number}`);
  return name;
}
