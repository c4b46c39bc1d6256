/** The oracle's public face. */
export type { Breakdown } from './measure';
export { oracle } from './figures';
export type { Figure, MeasureOutline, Oracle, Question, Ratio } from './figures';
export type { Grain } from './periods';
export type { ChildRecord, LoggedEventLike } from './record';
