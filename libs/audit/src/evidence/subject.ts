import type { Target, Population } from '@careledger/reference';
import type { Rulebook } from '@careledger/measures';
import type { KeptAudit, KeptSampleEntry } from '../kept-audit';
import type { AuditSummary } from '../result';

/** An audit that is done. */
export interface DoneAudit extends KeptAudit {
  readonly summary: AuditSummary;
}

/** All that evidence is made of: sums, and nothing about one child. */
export interface EvidenceSubject {
  readonly audit: DoneAudit;
  /** How the drawn entries stand; of each no more than what came of it is told. */
  readonly sample: readonly Pick<KeptSampleEntry, 'results'>[];
  /** What the figures can be held against. */
  readonly populations: readonly Population[];
  readonly targets: readonly Target[];
  /** The rulebooks that the program knows, where these are not all that there are. */
  readonly rulebooks?: readonly Rulebook[];
  /** What every answer says of made-up children; null where the data are real. */
  readonly notice: string | null;
}

/** The files of a folder of evidence, by name. */
export type EvidenceFiles = ReadonlyMap<string, Buffer>;
