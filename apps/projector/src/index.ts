export { countBatch, type BatchDone } from './batch-metrics';
export { failureText } from './failure';
export { LedgerProjection, type BatchReport } from './ledger-projection';
export { LogStrategy } from './log-strategy';
export { Projector } from './projector';
export { ProjectorModule } from './projector.module';
