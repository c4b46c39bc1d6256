import { READERS, type Caller } from '@careledger/access';
import { Problem } from '@careledger/http-problems';
import type { Publication } from './publication-store';
import type { Publications } from './publications';

/** Who may look at publications. */
export const LOOKERS = [...READERS, 'publisher'] as const;

export const PUBLICATION_ID = {
  name: 'id',
  example: '1',
  description: 'The id of a publication.',
  schema: { type: 'integer' as const },
};

/**
 * The publication of an id in an address.
 * @throws Problem 404 where there is none; 403 where the token is not for its authority
 */
export async function publicationAsked(publications: Publications, caller: Caller, text: string): Promise<Publication> {
  const publication = await publications.publication(/^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0);
  mustBeFor(caller, publication.authority);
  return publication;
}

/** @throws Problem 403 where the token is not for the authority */
export function mustBeFor(caller: Caller, authority: string): void {
  if (caller.isFor(authority)) return;
  const detail = `That is of the authority ${authority}. Your token is for ${caller.authorityWords}.`;
  throw new Problem({ status: 403, detail, field: 'authority', rule: 'must be one that the token is for' });
}
