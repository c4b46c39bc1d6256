import { Counter, Histogram, register } from 'prom-client';
import type { BatchReport } from './ledger-projection';

/** A batch that is in the figures, and how long it took from being taken to its commit. */
export interface BatchDone extends BatchReport {
  readonly partition: number;
  readonly seconds: number;
}

const events = metric('careledger_projected_events_total', (name) => {
  return new Counter({ name, help: 'Events applied to the ledger', labelNames: ['partition'] });
});
const postings = metric('careledger_postings_total', (name) => {
  return new Counter({ name, help: 'Postings added to the ledger', labelNames: ['partition'] });
});
const seconds = metric('careledger_batch_seconds', (name) => {
  return new Histogram({ name, help: 'Time from taking a batch to its commit', labelNames: ['partition'] });
});

/** One per process, however often the program is set up in it. */
function metric<M>(name: string, make: (name: string) => M): M {
  return (register.getSingleMetric(name) as M | undefined) ?? make(name);
}

/** Counts a batch in the common registry of Prometheus. */
export function countBatch(done: BatchDone): void {
  const partition = String(done.partition);
  events.inc({ partition }, done.events);
  postings.inc({ partition }, done.postings);
  seconds.observe({ partition }, done.seconds);
}
