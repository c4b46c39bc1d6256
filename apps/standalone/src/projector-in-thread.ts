import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AnchorPlaces } from '@careledger/chains';
import type { LogFormat } from '@careledger/config';
import type { KafkaSettings } from '@careledger/event-log';
import { NotReady, type PoolUse } from '@careledger/service';
import type { BatchDone, ConsumptionState, ProjectorOptions } from '@careledger-app/projector';

/** What the thread is given. */
export interface ThreadData {
  /** The database. */
  readonly url: string;
  /** The Kafka cluster; the journal is the log without it. */
  readonly kafka: KafkaSettings | undefined;
  /** Where the heads of the chains are kept outside the database. */
  readonly anchors: AnchorPlaces | undefined;
  readonly logFormat: LogFormat;
}

/** What the thread is asked. */
export type ToThread = 'look' | 'stop';

/** How the thread does. */
export interface Look {
  readonly pools: readonly PoolUse[];
  readonly consumption: ConsumptionState;
}

/** What the thread tells. */
export type FromThread =
  | 'ready'
  | { readonly done: BatchDone }
  | { readonly ahead: { readonly partition: number; readonly children: number } }
  | { readonly look: Look };

/** The projector in a thread of its own. */
export interface ProjectorInThread {
  /** Asks how it does. @throws NotReady where it does not answer */
  look(): Promise<Look>;
  /** Fulfilled once the batches under way are done. */
  stop(): Promise<void>;
}

/** Young objects are many and die in batches: room for them saves collections. What Node is told by a flag (`npm start` does, to save memory) overrules it. */
const YOUNG_GENERATION_MB = 192;
/** It lets go of the processor every few milliseconds. */
const ANSWERS_WITHIN_MS = 2_000;

/**
 * Starts the projector in a thread of its own, so that folding and measuring never keep an emitter or a reader waiting.
 * @param options who is told of each batch that is in the figures, and how far it has worked ahead for the next rulebook
 * @param onLost called once where the thread ends by itself: the program cannot go on
 */
export async function startProjector(
  data: ThreadData,
  { onDone, onReady }: Pick<ProjectorOptions, 'onDone' | 'onReady'>,
  onLost: (error: Error) => void,
): Promise<ProjectorInThread> {
  const thread = new Worker(join(__dirname, `projector-thread${extname(__filename)}`), {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB, maxOldGenerationSizeMb: 2048 },
  });
  let isStopping = false;
  let looking: ((look: Look) => void)[] = [];
  const ended = once(thread, 'exit');
  const ready = new Promise<void>((resolve, reject) => {
    thread.on('message', (message: FromThread) => {
      if (message === 'ready') return resolve();
      if ('done' in message) return onDone(message.done);
      if ('ahead' in message) return onReady?.(message.ahead.partition, message.ahead.children);
      const asked = looking;
      looking = [];
      asked.forEach((answer) => answer(message.look));
    });
    thread.on('error', (error) => {
      reject(error);
      if (!isStopping) onLost(error);
    });
  });
  await ready;
  const tell = (message: ToThread): void => thread.postMessage(message);
  return {
    look: () =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new NotReady("The projector's thread does not answer")),
          ANSWERS_WITHIN_MS,
        );
        looking.push((look) => {
          clearTimeout(late);
          resolve(look);
        });
        tell('look');
      }),
    stop: async () => {
      isStopping = true;
      tell('stop');
      await ended;
    },
  };
}
