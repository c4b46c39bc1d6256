import type { AuditTerms, OutcomeOf, Task } from './tasks';

/** What a process of the audit is told. */
export type ToWorker = { readonly terms: AuditTerms } | { readonly task: Task };

/** What it tells. */
export type FromWorker =
  | 'ready'
  /** So many events more are done. */
  | { readonly events: number }
  | { readonly outcome: OutcomeOf<Task> }
  | { readonly failed: string };
