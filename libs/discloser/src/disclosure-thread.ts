import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { disclose } from '@careledger/disclosure';
import type { Answer, Question } from './discloser';
import { loadSolver } from './highs-solver';

/** What answers people goes first. On Linux that is said of this thread alone; elsewhere it would be said of the program. */
function stepBack(): void {
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
}

/** Works out what is shown of a publication, says it, and ends. */
async function main({ cells, earlier }: Question): Promise<void> {
  stepBack();
  const answer: Answer = disclose(cells, earlier, await loadSolver());
  parentPort?.postMessage(answer);
}

void main(workerData as Question);
