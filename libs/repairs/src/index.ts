export { RepairsModule } from './repairs.module';
// What the calls about erasures have in common with those of operators.
export { childIn, fieldsOf, limitIn, reasonIn } from './bodies';
export { controlEvent } from './control-event';
export * as describing from './descriptions';
export { Unavailability } from './unavailability';
// What the pages of those who run the system are made of; they decide by the same services as the calls.
export { Acts, notParked, type Decided, type Decision } from './acts';
export { offsetIn, placeIn, stateIn } from './bodies';
export {
  DeadLetters,
  LETTER_STATES,
  type DeadLetter,
  type LetterPlace,
  type LetterState,
  type OpenedLetter,
} from './dead-letters';
export { LettersOfAuthority, type LetterPage, type NamedLetter } from './letters-of-authority';
export { ParkedFiles, type ParkedFile } from './parked-file';
export { authorityNamedIn, childNamedIn, mustBeForAll, mustNotBeSealed } from './who';
