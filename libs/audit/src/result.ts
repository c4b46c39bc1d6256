import type { TopicCompared } from '@careledger/event-log';
import type { BalancesCompared } from './balances';
import type { PartitionDigest } from './digest-partition';
import type { AuditedFigure } from './figures';
import type { SampledEntry } from './sample';
import type { ChildFault, Compared, DifferentMonth, EntryDifference } from './slice-result';
import type { FigureDifference } from './tasks';

/** What made an audit: which program, by which rules. */
export interface Versions {
  readonly program: string;
  /** The commit that the program was built from; null where nobody said. */
  readonly commit: string | null;
  readonly rulebook: number;
  readonly bankHolidays: number;
  readonly node: string;
  readonly postgres: string;
}

/** What is kept of a partition of the log, as it stood. */
export interface PartitionState extends PartitionDigest {
  /** The projector had come so far. */
  readonly nextOffset: number;
  readonly nextPosting: number;
  /** The end of the log, and the head of its chain of commitments there. */
  readonly logEnd: number;
  readonly chainHead: string;
}

/** What an audit found; sums alone, nothing about one child. */
export interface AuditSummary {
  readonly isEqual: boolean;
  readonly isFinal: boolean;
  readonly today: string;
  readonly partitions: readonly PartitionState[];
  /** Over all events in scope, see `DIGEST_RULE`. */
  readonly digest: string;
  readonly events: { readonly inScope: number; readonly erased: number; readonly changed: readonly string[] };
  readonly children: {
    readonly inScope: number;
    readonly parked: number;
    readonly parkedApplicable: number;
    readonly erased: number;
    readonly faulty: number;
  };
  /** Postings of the authority that were known. */
  readonly postings: number;
  readonly entries: {
    readonly compared: number;
    readonly different: number;
    /** Of erased children: they cannot be worked out again. */
    readonly erased: number;
    readonly accounts: readonly Compared[];
    readonly months: readonly DifferentMonth[];
  };
  readonly figures: readonly AuditedFigure[];
  readonly figuresDiffer: readonly FigureDifference[];
  readonly balances: BalancesCompared;
  /** With Kafka: the event store beside what the topic still holds. Null with the journal, which is the store itself. */
  readonly topic: TopicCompared | null;
  readonly versions: Versions;
  readonly seconds: number;
}

/** What an audit found, and about whom. */
export interface AuditResult {
  readonly summary: AuditSummary;
  readonly differences: readonly EntryDifference[];
  readonly faults: readonly ChildFault[];
  readonly sample: readonly SampledEntry[];
}
