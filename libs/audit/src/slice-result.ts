import type { Day, Instant, Month } from '@careledger/calendar';
import type { Groups } from '@careledger/measures';
import type { Amounts } from './amounts';
import type { PostingSums } from './balances';
import type { NamedSums } from './named-sums';
import type { SampledEntry } from './sample';

/** A posting behind a difference. */
export interface PostingBehind extends Amounts {
  /** Its number in the ledger's partition; null where the events make it and the ledger has none such. */
  readonly number: number | null;
  /** Offset of the event that made it, or should have. */
  readonly cause: number;
  readonly knownAt: Instant;
  readonly measure: string;
  readonly stream: string;
  readonly day: Day;
  readonly groups: Groups;
}

/** An entry of a child of which the ledger says something else than the events. */
export interface EntryDifference {
  readonly partition: number;
  /** The child's number in the ledger. */
  readonly child: number;
  /** Null where neither the events nor the ledger know whose number it is. */
  readonly subject: string | null;
  readonly measure: string;
  readonly stream: string;
  readonly day: Day;
  readonly groups: Groups;
  readonly ledger: Amounts;
  readonly replay: Amounts;
  /** In the ledger alone, or missing there; none where too many children differ to look at each. */
  readonly postings: readonly PostingBehind[];
}

/** How many entries of an account were compared. */
export interface Compared {
  readonly measure: string;
  readonly stream: string;
  readonly compared: number;
  readonly different: number;
}

/** The differences of an account and a month, added up. */
export interface DifferentMonth extends Amounts {
  readonly measure: string;
  readonly stream: string;
  readonly month: Month;
  readonly entries: number;
}

/** A child that could not be worked out. */
export interface ChildFault {
  readonly partition: number;
  readonly child: number;
  readonly subject: string;
  readonly reason: string;
}

/** What came of a slice. */
export interface SliceResult {
  readonly partition: number;
  /** Children of the authority that had an event by then. */
  readonly children: number;
  /** Offsets of the authority's events that were known, in order. */
  readonly inScope: Float64Array;
  readonly erasedInScope: number;
  /** Offsets of all erased events of which the ledger tells that they are the authority's. */
  readonly erasedTold: Float64Array;
  /** Offsets of events whose text is not what the log took. */
  readonly changedEvents: readonly number[];
  readonly faults: readonly ChildFault[];
  /** Children whose events wait, and those among them whose events this program could apply. */
  readonly parked: number;
  readonly parkedApplicable: number;
  /** Erased children: what the ledger holds of them cannot be worked out again. */
  readonly erasedChildren: number;
  readonly erasedEntries: number;
  /** What counts by T, by account, cell and month: worked out again, and of erased children what the ledger holds. */
  readonly replay: NamedSums;
  /** What the ledger has more or less than that. */
  readonly delta: NamedSums;
  readonly postings: number;
  readonly compared: readonly Compared[];
  readonly differentMonths: readonly DifferentMonth[];
  readonly differenceCount: number;
  /** The first of them. */
  readonly differences: readonly EntryDifference[];
  /** All postings of the authority, whenever known: what balances are to be. */
  readonly postingSums: PostingSums;
  readonly drawn: readonly SampledEntry[];
}
