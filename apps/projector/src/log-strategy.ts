import { CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { Consumer, EventLog, LogBatch } from '@careledger/event-log';
import { isObservable, lastValueFrom } from 'rxjs';

/** The pattern under which batches of case events are handed over. */
export const CASE_EVENTS = 'case-events';

interface StrategyOptions {
  readonly log: EventLog;
  readonly from: (partition: number) => Promise<number>;
  readonly maxBatch: number;
  /** The partition is not known where the failure concerns none alone. */
  readonly onFailure: (error: unknown, partition: number | undefined) => void;
  /** Projectors of one group share the partitions. */
  readonly group?: string;
  readonly onPartitions?: (partitions: readonly number[]) => void;
  /** Told of each batch before it is handed over. */
  readonly onBegin?: (partition: number) => void;
}

/**
 * Nest transport that hands over the event log's batches, whichever engine it runs on. A batch is done when its handler
 * is; where the handler fails, the log gives the same batch again.
 */
export class LogStrategy extends Server implements CustomTransportStrategy {
  private consumer: Consumer | undefined;

  constructor(private readonly options: StrategyOptions) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    const handler = this.getHandlerByPattern(CASE_EVENTS);
    if (handler === null) return callback(new Error(`no handler for ${CASE_EVENTS}`));
    const { log, onBegin, ...consuming } = this.options;
    const onBatch = async (batch: LogBatch): Promise<void> => {
      onBegin?.(batch.partition);
      // Nest answers a failing handler with an Observable that errors, instead of throwing: unwrap it, or the failure is lost.
      const answer: unknown = await handler(batch);
      if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
    };
    this.consumer = log.consume({ ...consuming, onBatch });
    callback();
  }

  async close(): Promise<void> {
    await this.consumer?.stop();
  }

  on(): never {
    throw new Error('the event log has no events of its own to listen to');
  }

  unwrap<T>(): T {
    return this.options.log as T;
  }
}
