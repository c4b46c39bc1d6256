import type { ClientBase } from 'pg';
import { arraysOf, intoRows, type RowsToAdd } from './add-rows';
import { writeRows } from './copy-binary';
import { exchange, type Answer, type Statement } from './exchange';

/** A statement, or rows to be added. */
export type Step = Statement | RowsToAdd;

/** Steps of a transaction, and what is to be true of what the database answers. */
export interface Writing {
  readonly steps: readonly Step[];
  /**
   * Called before the transaction is committed, and where a step fails.
   * @param answers one a step; fewer where a step failed
   * @throws Error where the transaction is to be given up
   */
  readonly check?: (answers: readonly Answer[]) => void;
  /** What is to be done when all steps are done, in the same transaction. */
  readonly finish?: (client: ClientBase) => Promise<void>;
}

/** Some writings one after the other, as one. */
export function together(...all: readonly Writing[]): Writing {
  return {
    steps: all.flatMap(({ steps }) => steps),
    check: (answers) => {
      let from = 0;
      for (const { steps, check } of all) {
        check?.(answers.slice(from, from + steps.length));
        from += steps.length;
      }
    },
    finish: async (client) => {
      for (const { finish } of all) await finish?.(client);
    },
  };
}

/**
 * Does what is to be written, within the caller's transaction, or one that the first steps begin.
 * @param bulk whether there are so many rows that they had better be copied: otherwise all steps go in one exchange with the database
 * @throws what `check` throws; the database's error
 */
export async function write(client: ClientBase, { steps, check, finish }: Writing, bulk: boolean): Promise<void> {
  const answers: Answer[] = [];
  try {
    if (bulk) await copyRows(client, steps, answers);
    else await exchange(client, steps.map(asStatement), answers);
  } catch (error) {
    // Whoever has been overtaken may have tried to write what is there already: that it was overtaken says more.
    check?.(answers);
    throw error;
  }
  check?.(answers);
  await finish?.(client);
}

/** Takes the steps in their order, with a COPY for rows. */
async function copyRows(client: ClientBase, steps: readonly Step[], answers: Answer[]): Promise<void> {
  let statements: Statement[] = [];
  for (const step of steps) {
    if (!('into' in step)) {
      statements.push(step);
      continue;
    }
    await exchange(client, statements, answers);
    statements = [];
    await writeRows(client, intoRows(step), ...step.copies);
    answers.push([]);
  }
  await exchange(client, statements, answers);
}

function asStatement(step: Step): Statement {
  return 'into' in step ? arraysOf(step) : step;
}
