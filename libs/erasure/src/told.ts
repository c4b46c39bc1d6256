import { formatInstant, type Instant } from '@careledger/calendar';
import type { ErasureFile } from './erasures';
import type { Hold } from './holds';
import type { Erasure } from './register';

const orNull = (instant: Instant | null): string | null => (instant === null ? null : formatInstant(instant));

/** A line of the register as it is answered. @param hidden the children whose pseudonyms are withheld */
export function erasureJson(erasure: Erasure, hidden: ReadonlySet<string>) {
  const { id, authority, subject, ground, reason, state, askedBy, decidedBy, arrivedLater, letInBy } = erasure;
  const { partition, offset } = erasure;
  return {
    ...{ id, authority, ...named(authority, subject, hidden), ground, reason, state },
    ...{ askedAt: formatInstant(erasure.askedAt), askedBy, decidedAt: orNull(erasure.decidedAt), decidedBy },
    doneAt: orNull(erasure.doneAt),
    position: partition === null || offset === null ? null : { partition, offset },
    erased: erasure.counts,
    ...{ arrivedLater, letInAt: orNull(erasure.letInAt), letInBy },
  };
}

export function fileJson({ erasure, found, holds }: ErasureFile) {
  return { ...erasureJson(erasure, NOBODY), found, holds: holds.map((hold) => holdJson(hold, NOBODY)) };
}

export function holdJson(
  { id, authority, subject, reason, setAt, setBy, liftedAt, liftedBy }: Hold,
  hidden: ReadonlySet<string>,
) {
  return {
    ...{ id, authority, ...named(authority, subject, hidden), reason },
    ...{ setAt: formatInstant(setAt), setBy, liftedAt: orNull(liftedAt), liftedBy },
  };
}

const NOBODY: ReadonlySet<string> = new Set();

/** The pseudonym, for those whom it is for. */
export function named(
  authority: string,
  subject: string | null,
  hidden: ReadonlySet<string>,
): { child: string | null; sealed?: true } {
  if (subject === null || !hidden.has(`${authority}:${subject}`)) return { child: subject };
  return { child: null, sealed: true };
}
