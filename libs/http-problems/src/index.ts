export { discardRest } from './discard-rest';
export { refuseForeignHosts, type Exposure } from './loopback-guard';
export { Problem, wrong, type ProblemBody, type ProblemDetails } from './problem';
export { ProblemFilter } from './problem-filter';
