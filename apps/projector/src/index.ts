export { countBatch, countReady, type BatchDone } from './batch-metrics';
export { consuming } from './consuming';
export { Consumption, type ConsumptionState } from './consumption';
export { LedgerProjection, type BatchReport } from './ledger-projection';
export { LogStrategy } from './log-strategy';
export { Projector } from './projector';
export { ProjectorModule } from './projector.module';
export { runProjector, type ProjectorOptions, type RunningProjector } from './run-projector';
export { rebuild, RebuildError, type RebuildOptions, type RebuildReport } from './rebuild/rebuild';
