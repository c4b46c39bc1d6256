import type { Caller, Seals } from '@careledger/access';
import { Problem } from '@careledger/http-problems';
import type { ChildName } from '@careledger/store';

/** @throws Problem 403 where the token is not for an authority */
export function mustBeFor(caller: Caller, authority: string): void {
  if (caller.isFor(authority)) return;
  throw new Problem({
    status: 403,
    detail: `The token is for the authority ${caller.authorityWords}, and the request must name one of those.`,
    field: 'authority',
    rule: 'must be one that the token is for',
  });
}

/** The children among these whose pseudonyms are not for whoever asks, as `authority:subject`. */
export async function hiddenFrom(
  caller: Caller,
  seals: Seals,
  children: readonly ChildName[],
): Promise<ReadonlySet<string>> {
  if (caller.has('sealed-records') || children.length === 0) return new Set();
  return new Set((await seals.among(children)).keys());
}
