import type { LogBatch } from '@careledger/event-log';
import { RULEBOOKS, type Rulebook } from '@careledger/measures';
import { LedgerDirectory } from '@careledger/store';
import { tracing } from '@careledger/tracing';
import type { Pool } from 'pg';
import type { BatchDone } from './batch-metrics';
import { LedgerCommits } from './ledger-commits';
import { LedgerProjection, type BatchReport } from './ledger-projection';
import { WorkingAhead, type TellsOfWorkingAhead } from './working-ahead';

/** Keeps a projection for each partition that this process is given. */
export class Projector {
  private readonly projections = new Map<number, LedgerProjection>();
  private readonly commits: LedgerCommits;
  private directory: Promise<LedgerDirectory> | undefined;
  private readonly ahead: WorkingAhead | undefined;

  /**
   * @param onDone told of each batch that is in the figures
   * @param rulebooks those that it knows: where there is one ahead of that in force, it works ahead for it
   * @param ahead who is told for how many children of a partition that is done, and what went wrong with it: it is tried again
   */
  constructor(
    private readonly pool: Pool,
    private readonly onDone: (done: BatchDone) => void,
    private readonly rulebooks: readonly Rulebook[] = RULEBOOKS,
    { onReady, onFailure }: Partial<TellsOfWorkingAhead> = {},
  ) {
    this.commits = new LedgerCommits(pool);
    if (rulebooks.length > 1) this.ahead = new WorkingAhead(() => this.projections, { onReady, onFailure });
  }

  /** Ends what it does by itself. */
  async stop(): Promise<void> {
    await this.ahead?.stop();
  }

  /** Where to begin in a partition: every event before that offset is in the figures. */
  async nextOffset(partition: number): Promise<number> {
    return (await this.projection(partition)).nextOffset();
  }

  /** Applies a batch to the ledger; fulfilled once it is committed (see `LedgerProjection`: not yet on the disk). */
  async apply(batch: LogBatch): Promise<BatchReport> {
    const { partition } = batch;
    const start = performance.now();
    const report = await this.traced(batch, async () => (await this.projection(partition)).apply(batch));
    // Events that were applied before are passed over: they come first.
    const types = report.events === 0 ? {} : typesOf(batch.events.slice(-report.events));
    this.onDone({ partition, ...report, types, seconds: (performance.now() - start) / 1000 });
    return report;
  }

  /** Follows a batch where somebody collects traces: from the requests that its events came with, to the live stream. */
  private async traced(batch: LogBatch, apply: () => Promise<BatchReport>): Promise<BatchReport> {
    if (!tracing().isOn) return apply();
    const links = batch.events.flatMap(({ event }) => ('traceparent' in event ? event.traceparent : undefined) ?? []);
    const span = tracing().begin('project batch', 'consumer', { links });
    span.set({ 'messaging.destination.partition.id': String(batch.partition), 'careledger.next_offset': batch.next });
    try {
      const report = await tracing().during(span, apply);
      span.set({ 'messaging.batch.message_count': report.events, 'careledger.postings': report.postings });
      span.end();
      return report;
    } catch (error) {
      span.end(error);
      throw error;
    }
  }

  /** Forgets what it keeps of partitions that others have now. */
  keepOnly(partitions: readonly number[]): void {
    for (const partition of this.projections.keys()) {
      if (!partitions.includes(partition)) this.projections.delete(partition);
    }
  }

  private async projection(partition: number): Promise<LedgerProjection> {
    const known = this.projections.get(partition);
    if (known !== undefined) return known;
    this.directory ??= LedgerDirectory.open(this.pool, this.rulebooks);
    this.directory.catch(() => (this.directory = undefined));
    const projection = new LedgerProjection(this.pool, await this.directory, partition, this.commits);
    this.projections.set(partition, projection);
    return projection;
  }
}

function typesOf(events: LogBatch['events']): Record<string, number> {
  const types: Record<string, number> = {};
  for (const { event } of events) types[event.type] = (types[event.type] ?? 0) + 1;
  return types;
}
