export { RepairsModule } from './repairs.module';
// What the calls about erasures have in common with those of operators.
export { childIn, fieldsOf, limitIn, reasonIn } from './bodies';
export { controlEvent } from './control-event';
export * as describing from './descriptions';
export { Unavailability } from './unavailability';
