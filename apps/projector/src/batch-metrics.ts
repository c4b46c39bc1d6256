import { common } from '@careledger/service';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { BatchReport } from './ledger-projection';

/** A batch that is in the figures, and how long it took from being taken to its commit. */
export interface BatchDone extends BatchReport {
  readonly partition: number;
  readonly seconds: number;
  /** How many of its events are of which type. */
  readonly types: Readonly<Record<string, number>>;
}

/** Up to what a batch can have at most, and fine where batches are small because little comes. */
const BATCH_BUCKETS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000];
const SECONDS_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const events = common('careledger_projected_events_total', (name) => {
  return new Counter({ name, help: 'Events applied to the ledger', labelNames: ['partition', 'type'] });
});
const postings = common('careledger_postings_total', (name) => {
  return new Counter({ name, help: 'Postings added to the ledger', labelNames: ['partition'] });
});
const parked = common('careledger_parked_total', (name) => {
  return new Counter({
    name,
    help: 'Children parked because an event could not be applied',
    labelNames: ['partition'],
  });
});
const size = common('careledger_batch_events', (name) => {
  return new Histogram({ name, help: 'Events of a batch', labelNames: ['partition'], buckets: BATCH_BUCKETS });
});
const seconds = common('careledger_batch_seconds', (name) => {
  const help = 'Time from taking a batch to its commit';
  return new Histogram({ name, help, labelNames: ['partition'], buckets: SECONDS_BUCKETS });
});

const ready = common('careledger_rulebook_ready_children', (name) => {
  const help = 'Children for whom the change to the next rulebook is worked out, ahead of its activation';
  return new Gauge({ name, help, labelNames: ['partition'] });
});

/** Notes of a partition for how many children the next rulebook is worked out ahead. */
export function countReady(partition: number, children: number): void {
  ready.set({ partition: String(partition) }, children);
}

/** Counts a batch in the common registry of Prometheus. */
export function countBatch(done: BatchDone): void {
  const partition = String(done.partition);
  for (const [type, count] of Object.entries(done.types)) events.inc({ partition, type }, count);
  postings.inc({ partition }, done.postings);
  parked.inc({ partition }, done.parked.length);
  size.observe({ partition }, done.events);
  seconds.observe({ partition }, done.seconds);
}
