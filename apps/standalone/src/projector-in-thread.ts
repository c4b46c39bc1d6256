import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { KafkaSettings } from '@careledger/event-log';
import type { BatchDone } from '@careledger-app/projector';

/** What the thread is given. */
export interface ThreadData {
  /** The database. */
  readonly url: string;
  /** The Kafka cluster; the journal is the log without it. */
  readonly kafka: KafkaSettings | undefined;
}

/** What the thread tells. */
export type FromThread = 'ready' | { readonly done: BatchDone };

/** Young objects are many and die in batches: room for them saves collections. */
const YOUNG_GENERATION_MB = 192;

/**
 * Starts the projector in a thread of its own, so that folding and measuring never keep an emitter or a reader waiting.
 * @param onDone told of each batch that is in the figures
 * @param onLost called once where the thread ends by itself: the program cannot go on
 * @returns how to stop it; fulfilled once the batches under way are done
 */
export async function startProjector(
  data: ThreadData,
  onDone: (done: BatchDone) => void,
  onLost: (error: Error) => void,
): Promise<() => Promise<void>> {
  const thread = new Worker(join(__dirname, `projector-thread${extname(__filename)}`), {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB, maxOldGenerationSizeMb: 2048 },
  });
  let isStopping = false;
  const ended = once(thread, 'exit');
  const ready = new Promise<void>((resolve, reject) => {
    thread.on('message', (message: FromThread) => (message === 'ready' ? resolve() : onDone(message.done)));
    thread.on('error', (error) => {
      reject(error);
      if (!isStopping) onLost(error);
    });
  });
  await ready;
  return async () => {
    isStopping = true;
    thread.postMessage('stop');
    await ended;
  };
}
