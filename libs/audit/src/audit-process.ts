import { setPriority } from 'node:os';
import { setImmediate as letOthers } from 'node:timers/promises';
import { failureText } from '@careledger/logging';
import { TaskWorker } from './carry-out-task';
import type { FromWorker, ToWorker } from './worker-messages';

/** Whoever takes events in or answers questions goes first: the lowest priority that there is, whatever the program has itself. */
const NICENESS = 19;

/** A process that works for an audit: at low priority, with memory of its own, and gone when its parent is. */
function main(): void {
  setPriority(NICENESS);
  const tell = (message: FromWorker): void => void process.send?.(message);
  let worker: TaskWorker | undefined;
  const take = async (message: ToWorker): Promise<void> => {
    if ('terms' in message) {
      worker = new TaskWorker(message.terms);
      return tell('ready');
    }
    if (worker === undefined) return;
    const breath = async (events: number): Promise<void> => {
      tell({ events });
      await letOthers();
    };
    try {
      tell({ outcome: await worker.carryOut(message.task, breath) });
    } catch (error) {
      tell({ failed: failureText(error) });
    }
  };
  process.on('message', (message: ToWorker) => void take(message));
  process.on('disconnect', () => process.exit(0));
  // A signal to the group is the parent's to answer.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
}

main();
