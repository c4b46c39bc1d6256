import type { Rulebook } from '@careledger/measures';
import { TaskWorker } from '../carry-out-task';
import type { OutcomeOf, Task } from '../tasks';
import type { StartWorkers } from '../workers';

/** Does the tasks of an audit in this process, one after the other: no other knows the rulebooks of a test. */
export function inThisProcess(rulebooks: readonly Rulebook[]): StartWorkers {
  return (_count, terms, onEvents) => {
    const worker = new TaskWorker(terms, rulebooks);
    let last: Promise<unknown> = Promise.resolve();
    return {
      carryOut: <T extends Task>(task: T): Promise<OutcomeOf<T>> => {
        const outcome = last.then(() =>
          worker.carryOut(task, (events) => {
            onEvents(events);
            return Promise.resolve();
          }),
        );
        last = outcome.catch(() => undefined);
        return outcome;
      },
      stop: () => void worker.end(),
    };
  };
}
