export { DIGEST_RULE } from './digest-partition';
export type { AuditedFigure } from './figures';
export type { AuditScope, SampleWanted } from './question';
export type { AuditResult, AuditSummary } from './result';
export { runAudit, type AuditMeans, type Progress } from './run-audit';
export { AuditBrokenOff } from './workers';
export { Auditor, type AuditorMeans } from './auditor';
export { Audits, type AuditAsked, type EvidenceSources } from './audits';
export { AuditTables, type KeptEvidence } from './audit-tables';
export { makeEvidence, type Evidence } from './evidence/make-evidence';
export { MANIFEST } from './evidence/manifest';
export { figuresOfEvidence, readEvidence } from './evidence/read-evidence';
export type { DoneAudit, EvidenceFiles, EvidenceSubject } from './evidence/subject';
export { verifyEvidence, type Check, type Verification } from './evidence/verify-evidence';
export { filesOfZip, zipOf } from './evidence/zip';
export {
  SAMPLE_RESULTS,
  type AuditState,
  type KeptAudit,
  type KeptDifference,
  type KeptSampleEntry,
  type SampleOutcome,
  type SampleResult,
} from './kept-audit';
export { knownAtIn } from './known-at';
