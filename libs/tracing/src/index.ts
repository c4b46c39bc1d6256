export { activeTraceparent, startTracing, stopTracing, tracing, type Doing, type Tracing } from './tracing';
