import type { Day, Instant, Month } from '@careledger/calendar';
import { monthOf } from '@careledger/calendar';
import type { Groups } from '@careledger/measures';
import type { SampleWanted } from './question';
import type { AuditSummary } from './result';
import type { EntryDifference, PostingBehind } from './slice-result';

export const AUDIT_STATES = ['queued', 'running', 'done', 'failed', 'interrupted'] as const;
export type AuditState = (typeof AUDIT_STATES)[number];

/** An audit as the database keeps it. */
export interface KeptAudit {
  readonly id: string;
  readonly authority: string;
  readonly from: Month;
  readonly to: Month;
  readonly knownAt: Instant;
  readonly sample: SampleWanted | undefined;
  readonly askedBy: string;
  readonly askedAt: Instant;
  readonly state: AuditState;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly stage: string;
  readonly eventsDone: number;
  readonly eventsTotal: number;
  /** Of one that failed or was interrupted: why. */
  readonly problem: string | null;
  /** Null until it is done, and in lists. */
  readonly summary: AuditSummary | null;
  readonly isEqual: boolean | null;
}

/** The row, by its columns. */
export interface AuditRow {
  readonly id: string;
  readonly authority: number;
  readonly first_month: Day;
  readonly last_month: Day;
  readonly known_at: Instant;
  readonly sample_size: number;
  readonly sample_seed: string;
  readonly asked_by: string;
  readonly asked_at: Instant;
  readonly state: AuditState;
  readonly started_at: Instant | null;
  readonly ended_at: Instant | null;
  readonly stage: string;
  readonly events_done: number;
  readonly events_total: number;
  readonly problem: string | null;
  readonly is_equal: boolean | null;
  readonly result?: AuditSummary | null;
}

export const AUDIT_COLUMNS =
  'id, authority, first_month, last_month, known_at, sample_size, sample_seed, asked_by, asked_at, state, started_at, ended_at, ' +
  'stage, events_done, events_total, problem, is_equal';

export function auditOf(row: AuditRow): KeptAudit {
  return {
    id: row.id,
    authority: codeOf(row.authority),
    from: monthOf(row.first_month),
    to: monthOf(row.last_month),
    knownAt: row.known_at,
    sample: row.sample_size === 0 ? undefined : { size: row.sample_size, seed: row.sample_seed },
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    state: row.state,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    stage: row.stage,
    eventsDone: row.events_done,
    eventsTotal: row.events_total,
    problem: row.problem,
    summary: row.result ?? null,
    isEqual: row.is_equal,
  };
}

const codeOf = (authority: number): string => String(authority).padStart(3, '0');

/** A difference as the database keeps it. */
export interface KeptDifference extends EntryDifference {
  readonly number: number;
}

export const SAMPLE_RESULTS = ['agrees', 'differs', 'not-found'] as const;
export type SampleOutcome = (typeof SAMPLE_RESULTS)[number];

/** What came of looking an entry up in the case file. */
export interface SampleResult {
  readonly result: SampleOutcome;
  readonly note: string;
  readonly recordedBy: string;
  readonly recordedAt: Instant;
}

/** A drawn entry as the database keeps it. */
export interface KeptSampleEntry {
  readonly number: number;
  readonly partition: number;
  readonly child: number;
  readonly subject: string;
  readonly measure: string;
  readonly stream: string;
  readonly day: Day;
  readonly groups: Groups;
  readonly numerator: number;
  readonly denominator: number;
  readonly sources: readonly string[];
  /** The first one first; the last one stands. */
  readonly results: readonly SampleResult[];
}

export type { PostingBehind };
