export { Discloser, DisclosureBrokenOff } from './discloser';
export { loadSolver } from './highs-solver';
