export { registerEventBodies } from './event-bodies';
export { IntakeModule } from './intake.module';
