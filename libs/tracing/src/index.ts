export type { Doing, Tracing } from './span';
export { activeTraceparent, startTracing, stopTracing, tracing } from './tracing';
