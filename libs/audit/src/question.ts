import type { Day, Instant, Month } from '@careledger/calendar';

/** Which entries are drawn for testing against the case files. */
export interface SampleWanted {
  readonly size: number;
  readonly seed: string;
}

/** What is audited: the figures of an authority whose periods end in these months, as known at an instant. */
export interface AuditScope {
  /** Three digits. */
  readonly authority: string;
  /** The range of the periods' last months, both included. */
  readonly from: Month;
  readonly to: Month;
  /** From each child's events with knownAt up to and at this instant alone. */
  readonly knownAt: Instant;
  /** T of what has not ended. As known at an instant moves it no more than it does elsewhere. */
  readonly today: Day;
  readonly sample: SampleWanted | undefined;
}

/** How far a partition is projected: what is beyond is no concern of the ledger yet, nor of the audit. */
export interface PartitionPosition {
  readonly partition: number;
  /** Every event before it is in the figures. */
  readonly nextOffset: number;
  /** Every posting before it is there. */
  readonly nextPosting: number;
}
