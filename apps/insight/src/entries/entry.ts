import type { Day, Instant } from '@careledger/calendar';
import type { Sums } from '@careledger/figures';
import type { Groups } from '@careledger/measures';
import type { Standing } from '@careledger/record';

/** One line of what makes a figure up. */
export interface Entry {
  /** Null where the child is sealed, or was erased. */
  readonly child: string | null;
  /** There where the child is sealed, and the reader may not know whose line it is. */
  readonly sealed?: true;
  /** There where the child was erased since: all that is left is what was posted. */
  readonly erased?: true;
  /** Of a measure of pairs: who else it is about, a worker. */
  readonly [over: string]: unknown;
  /** Of a flow the unit's date; of a state the day since which it has been as it is. */
  readonly date: Day;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly groups: Groups;
  /** The ids of the events that it is made of, as they stand. */
  readonly sources: readonly string[];
  /** The same events themselves; none where whose they are may not be said. */
  readonly events: readonly Standing[];
  /** What of the record was asked for beside; nothing where nothing was, or whose it is may not be said. */
  readonly about?: readonly string[];
  /** The event that put it there, as far as the ledger says; null where it has been erased. */
  readonly cause: string | null;
  readonly knownAt: Instant | null;
}

/** A posting, as far as a line of entries needs it. */
export interface Line extends Sums {
  readonly day: Day;
  readonly groups: Groups;
  readonly cause: number;
  readonly knownAt: Instant;
}

/** Groups but for one, by which one could tell who it is. */
export function withoutGroup(groups: Groups, name: string | undefined): Groups {
  return name === undefined ? groups : Object.fromEntries(Object.entries(groups).filter(([key]) => key !== name));
}
