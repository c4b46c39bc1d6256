export { AuditorModule, type AuditorOptions, type MadeUp } from './auditor.module';
