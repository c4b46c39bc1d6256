import type { Population } from '@careledger/reference';
import type { BalancesCompared, PostingSums } from './balances';
import type { PartitionDigest } from './digest-partition';
import type { AuditedFigure } from './figures';
import type { NamedSums } from './named-sums';
import type { Slice } from './plan-slices';
import type { AuditScope, PartitionPosition } from './question';
import type { SliceResult } from './slice-result';

/** Where and what all tasks of an audit read. */
export interface AuditTerms {
  readonly databaseUrl: string;
  /** The snapshot that they all see, as `pg_export_snapshot` names it. */
  readonly snapshot: string;
  readonly scope: AuditScope;
  readonly eventsASlice: number | undefined;
}

/** What rates are divided by. */
export interface PopulationsKnown {
  /** Of a fixture: its made-up one, the same in every year. */
  readonly made: { readonly authority: string; readonly population: number } | undefined;
  readonly populations: readonly Population[];
}

/** What a process of the audit is asked to do. */
export type Task =
  | { readonly kind: 'plan'; readonly position: PartitionPosition }
  | { readonly kind: 'reconcile'; readonly slice: Slice }
  | { readonly kind: 'digest'; readonly partition: number; readonly inScope: readonly Float64Array[] }
  | { readonly kind: 'balances'; readonly partition: number; readonly postings: readonly PostingSums[] }
  | {
      readonly kind: 'conclude';
      readonly positions: readonly PartitionPosition[];
      readonly replay: readonly NamedSums[];
      readonly delta: readonly NamedSums[];
      readonly populations: PopulationsKnown;
    };

/** A figure of which the ledger says something else than the replay. */
export interface FigureDifference {
  readonly replay: AuditedFigure;
  /** Null where the ledger has no such group. */
  readonly ledger: AuditedFigure | null;
}

export interface Conclusion {
  /** The version of the rulebook that the figures are by. */
  readonly rulebook: number;
  readonly figures: readonly AuditedFigure[];
  readonly figuresDiffer: readonly FigureDifference[];
}

export interface Outcomes {
  readonly plan: readonly Slice[];
  readonly reconcile: SliceResult;
  readonly digest: PartitionDigest;
  readonly balances: BalancesCompared;
  readonly conclude: Conclusion;
}

export type OutcomeOf<T extends Task> = Outcomes[T['kind']];
