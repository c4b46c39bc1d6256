import type { Caller } from '@careledger/access';
import { Problem } from '@careledger/http-problems';
import type { ChildName } from './parked-file';

/**
 * Dead letters are of no authority, or nobody knows of which: they are for those alone whose token is for all.
 * @throws Problem 403
 */
export function mustBeForAll(caller: Caller): void {
  if (caller.isForAll) return;
  const detail = `Dead letters can be of any authority. Your token is for ${caller.authorityWords}; it takes one for all (*).`;
  throw new Problem({ status: 403, detail });
}

/**
 * Nobody decides about a record that they may not see.
 * @throws Problem 403
 */
export function mustNotBeSealed(isSealed: boolean): void {
  if (!isSealed) return;
  const detail = 'The record of its child is sealed: to decide about it takes the role sealed-records.';
  throw new Problem({ status: 403, detail });
}

/** The child that a record names, however little else is right in it; undefined where it names none. */
export function childNamedIn(payload: string): ChildName | undefined {
  try {
    const { authority, subject } = JSON.parse(payload) as Partial<Record<'authority' | 'subject', unknown>>;
    return typeof authority === 'string' && typeof subject === 'string' ? { authority, subject } : undefined;
  } catch {
    return undefined;
  }
}

/** The authority that a record names, however little else is right in it; undefined where it names none. */
export function authorityNamedIn(payload: string): string | undefined {
  try {
    const { authority } = JSON.parse(payload) as { readonly authority?: unknown };
    return typeof authority === 'string' && /^\d{3}$/.test(authority) ? authority : undefined;
  } catch {
    return undefined;
  }
}
