export { registerEventBodies } from './event-bodies';
export { HistoricalSink } from './historical-sink';
export { IntakeModule } from './intake.module';
