import type { Instant } from '@careledger/calendar';
import type { CaseEvent, ControlEvent } from '@careledger/contract';
import type { Logged } from '@careledger/record';
import type { Positions, Writing } from '@careledger/store';

export type { Logged, LoggedEvent } from '@careledger/record';
export type { Positions } from '@careledger/store';

/** What the log takes: events of the contract, and control events. */
export type LogEvent = CaseEvent | ControlEvent;

/** An event on its way into the log, with its text as the emitter sent it, which is what the log keeps. */
export interface Submission {
  readonly event: LogEvent;
  readonly payload: string;
}

/**
 * What became of a submitted event. `duplicate`: the log had it already, with the same content. `id-reused`: the log has
 * another event under the same authority, subject, source and id; nothing was added.
 */
export type AppendOutcome =
  | { readonly outcome: 'accepted'; readonly partition: number; readonly offset: number }
  | { readonly outcome: 'duplicate' }
  | { readonly outcome: 'id-reused' };

export interface AppendOptions {
  /** A historical load: each event's `recordedtime` becomes its `appendedAt`. An event without one is a programmer's error. */
  readonly historical: boolean;
}

/** Consecutive events of one partition. */
export interface LogBatch {
  readonly partition: number;
  /** The offset that it begins with: all before it was handed over earlier. Without it, it follows on whatever was done last. */
  readonly from?: number;
  /** In order of offset. Events that were erased are not among them, so offsets may skip and the list may be empty. */
  readonly events: readonly Logged[];
  /** The offset that follows the batch: the position to store once the batch is done. */
  readonly next: number;
  /** Where it is there: what the log itself keeps of the batch, to be written together with its effects. */
  readonly keep?: Kept;
}

/** What the log keeps of a batch; that of several batches can be written at once. */
export interface Kept {
  /**
   * What is to be written in the transaction that takes the batches' effects and positions, after them: so it is there together
   * with the effects, or not at all. Its check throws where another process has dealt with one of the batches meanwhile.
   * @param all of batches of different partitions, this one among them
   * @throws PositionMoved
   */
  writing(all: readonly Kept[]): Writing;
}

export interface ConsumeOptions {
  /** Where to begin in a partition; asked once for each at the start, and again where `onBatch` rejects with `PositionMoved`. */
  readonly from: (partition: number) => Promise<number>;
  /** Called with one batch at a time in each partition. Where it rejects, the same events come again after a pause. */
  readonly onBatch: (batch: LogBatch) => Promise<void>;
  /** The most events in a batch; 1,000 where nothing is said. */
  readonly maxBatch?: number;
  /** The partitions to consume; all where nothing is said. */
  readonly partitions?: readonly number[];
  /**
   * Told of each failure of `from`, of reading and of `onBatch`, before the pause, and of failures to take part in the group,
   * which concern no one partition. The consumer goes on by itself.
   */
  readonly onFailure?: (error: unknown, partition: number | undefined) => void;
  /**
   * Consumers of one group, in whatever process, share the partitions: one at a time consumes each. Without it all
   * partitions are consumed, whoever else does.
   */
  readonly group?: string;
  /** In a group: told which partitions this consumer has, whenever that changes, and once where there is none for it. */
  readonly onPartitions?: (partitions: readonly number[]) => void;
}

export interface Consumer {
  /** Begins no further batch; fulfilled when the batches under way are done. */
  stop(): Promise<void>;
}

/** Where the log ends, and since when. */
export interface LogEnd {
  readonly positions: Positions;
  /** No live event that is appended later gets an `appendedAt` before this instant, even if the log's clock goes back. */
  readonly at: Instant;
}

/**
 * The log of case events. The partition of an event follows from `authority:subject` alone, so the events of a child
 * are in one partition and in one order. Whatever engine: `testing/conformance` says what it must do.
 *
 * Every method rejects with `LogUnavailable` where the log cannot be reached.
 */
export interface EventLog {
  /** How many partitions there are, numbered from 0: fixed when the log was created. */
  readonly partitions: number;

  /**
   * Adds events, and is fulfilled once all are durable; where it rejects, none are (journal), or it cannot be said which
   * are (`LogUnavailable`).
   * @returns the outcome of each event, by its index. With Kafka it is what can be seen before the event is there: a repetition
   *   that it misses is passed over by consumers, so that each event still counts once.
   */
  append(events: readonly Submission[], options: AppendOptions): Promise<readonly AppendOutcome[]>;

  /** Hands over the events from a position on, and goes on with those to come, until stopped. Partitions run side by side. */
  consume(options: ConsumeOptions): Consumer;

  /**
   * The end of the log. Waits for appends that are under way, and for the disk: what it says of instants lasts. For who only wants to know
   * how far the log goes, `positions` is cheaper.
   */
  end(): Promise<LogEnd>;

  /** How far the log goes: everything that was acknowledged before the call is before it. It says nothing of instants. */
  positions(): Promise<Positions>;

  /** The log's clock. */
  now(): Promise<Instant>;

  /** Stops the consumers, waits for appends under way, lets go of connections. */
  close(): Promise<void>;
}

/**
 * A batch begins behind the position, so that events between would be left out: a database that crashed may come back without
 * its last transactions. Where `onBatch` rejects with this the consumer asks `from` again, and goes on from there.
 */
export class PositionMoved extends Error {
  override readonly name = 'PositionMoved';

  constructor(partition: number, position: number, from: number) {
    super(
      `partition ${partition} was handed over up to offset ${from}, and is projected up to ${position} alone: the database has lost the rest. Going on from there`,
    );
  }
}

/** The log is not there at the moment. What was being appended may or may not be in it: append it again. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';

  constructor(cause: unknown) {
    const reason = (cause as Partial<Error> | null | undefined)?.message ?? String(cause);
    super(`The event log cannot be reached: ${reason}`, { cause });
  }
}
