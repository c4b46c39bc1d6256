export { RepairsModule } from './repairs.module';
