export { discardRest } from './discard-rest';
export { Problem, type ProblemBody, type ProblemDetails } from './problem';
export { ProblemFilter } from './problem-filter';
