export * from './rulebook';
export * from './vocabulary/account-numbers';
export * from './vocabulary/cells';
export { difference, ENTRY, NO_ENTRIES, type Entries } from './vocabulary/entries';
export * from './vocabulary/measure';
export * from './vocabulary/rulebook';
export { FOREVER } from './vocabulary/timeline';
export { readWorkedText, type WorkedEvent, type WorkedFigure, type WorkedText } from './worked-example';
