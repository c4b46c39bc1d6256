import type { Caller } from '@careledger/access';
import type { CaseEvent } from '@careledger/contract';
import { Problem } from '@careledger/http-problems';

/** Who sends events: whose they may be, and to whom what is refused is shown. */
export interface Sender {
  /** The field and the rule by which this sender may not send an event; undefined where it may. */
  readonly refusalOf: (event: CaseEvent) => { readonly field: string; readonly rule: string } | undefined;
  /** The authority whose operators see a refusal: that of the event where it is readable and the sender's; null for those of all. */
  readonly authorityOf: (value: unknown) => string | null;
}

/** A part of this program, which has asked already who may send what. */
export const OURSELVES: Sender = { refusalOf: () => undefined, authorityOf: namedIn };

/**
 * What a token lets its holder send: as history, whatever is of its authorities (role importer); else what is of its
 * authorities and sources (role emitter).
 * @throws Problem 403 where the token has not the role
 */
export function senderOf(caller: Caller, historical: boolean): Sender {
  const role = historical ? 'importer' : 'emitter';
  if (!caller.has(role)) {
    throw new Problem({
      status: 403,
      detail: historical
        ? 'Only a token with the role importer loads events as history.'
        : 'Only a token with the role emitter sends events as they happen. With the role importer they go in as history (?historical=true).',
    });
  }
  return {
    refusalOf: ({ authority, source }) => {
      if (!caller.isFor(authority)) {
        return { field: 'authority', rule: `must be one that the token is for: ${caller.authorityWords}` };
      }
      if (historical || caller.sendsFor(source)) return undefined;
      return { field: 'source', rule: `must be one that the token is for: ${caller.sources.join(', ') || 'none'}` };
    },
    authorityOf: (value) => {
      const named = namedIn(value);
      return named !== null && caller.isFor(named) ? named : (caller.onlyAuthority ?? null);
    },
  };
}

function namedIn(value: unknown): string | null {
  const named = (value as { authority?: unknown } | null | undefined)?.authority;
  return typeof named === 'string' && /^\d{3}$/.test(named) ? named : null;
}
