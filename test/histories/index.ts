/** The public face of the generated histories. */
export { AUTHORITIES, histories, reorderings, sampleHistory, withRecordedTimes } from './history';
export type { Extent, LoggedCaseEvent } from './history';
export type { Unusual } from './recording';
export { FIRST_DAY, lastDay } from './days';
