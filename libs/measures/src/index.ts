export * from './due-rules';
export * from './rulebook';
export * from './vocabulary/account-numbers';
export * from './vocabulary/cells';
export { difference, ENTRY, NO_ENTRIES, type Entries } from './vocabulary/entries';
export * from './vocabulary/measure';
export * from './vocabulary/rulebook';
export { placementInForce, type PlacementInCare } from './placements';
export { inCare } from './vocabulary/profile';
export {
  anyOf,
  BEGINNING,
  both,
  during,
  except,
  FOREVER,
  prevailing,
  spansOf,
  type Span,
  type Timeline,
} from './vocabulary/timeline';
export { readWorkedText, type WorkedEvent, type WorkedFigure, type WorkedText } from './worked-example';
