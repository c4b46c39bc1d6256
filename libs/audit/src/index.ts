export { DIGEST_RULE } from './digest-partition';
export type { AuditedFigure } from './figures';
export type { AuditScope, SampleWanted } from './question';
export type { AuditResult, AuditSummary } from './result';
export { runAudit, type AuditMeans, type Progress } from './run-audit';
export { AuditBrokenOff } from './workers';
