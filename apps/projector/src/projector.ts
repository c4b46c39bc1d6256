import { Injectable } from '@nestjs/common';
import type { LogBatch } from '@careledger/event-log';
import { LedgerDirectory } from '@careledger/store';
import type { Pool } from 'pg';
import { Counter, Histogram, register } from 'prom-client';
import { LedgerProjection, type BatchReport } from './ledger-projection';

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

/** Keeps a projection for each partition that this process is given. */
@Injectable()
export class Projector {
  private readonly projections = new Map<number, LedgerProjection>();
  private directory: Promise<LedgerDirectory> | undefined;

  constructor(private readonly pool: Pool) {}

  /** Where to begin in a partition: every event before that offset is in the figures. */
  async nextOffset(partition: number): Promise<number> {
    return (await this.projection(partition)).nextOffset();
  }

  /** Applies a batch to the ledger; fulfilled once that is durable. */
  async apply(batch: LogBatch): Promise<BatchReport> {
    const partition = String(batch.partition);
    const stop = seconds.startTimer({ partition });
    const report = await (await this.projection(batch.partition)).apply(batch);
    stop();
    events.inc({ partition }, report.events);
    postings.inc({ partition }, report.postings);
    return report;
  }

  private async projection(partition: number): Promise<LedgerProjection> {
    const known = this.projections.get(partition);
    if (known !== undefined) return known;
    this.directory ??= LedgerDirectory.open(this.pool);
    this.directory.catch(() => (this.directory = undefined));
    const projection = new LedgerProjection(this.pool, await this.directory, partition);
    this.projections.set(partition, projection);
    return projection;
  }
}
