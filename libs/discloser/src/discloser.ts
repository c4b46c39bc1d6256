import { extname, join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Disclosure, EarlierCell, ExactCell } from '@careledger/disclosure';

/** What the thread is asked. */
export interface Question {
  readonly cells: readonly ExactCell[];
  readonly earlier: readonly (readonly EarlierCell[])[];
}

/** What the thread answers. */
export type Answer = Disclosure;

/** It could not be worked out what is shown: the thread that was at it is gone. */
export class DisclosureBrokenOff extends Error {
  override readonly name = 'DisclosureBrokenOff';
}

const HEAP_MB = 1024;

interface Waiting {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Works out what is shown of publications, each in a thread of its own and one after the other: that takes seconds of a
 * processor, in which pages and live streams go on. A thread ends with its question, and its memory with it.
 */
export class Discloser {
  private readonly waiting: Waiting[] = [];
  private current: { readonly thread: Worker; readonly reject: (error: Error) => void } | undefined;
  private isStopped = false;

  /**
   * See `disclose`: the same question, and the same answer.
   * @throws DisclosureBrokenOff where it is stopped, or the thread ends without an answer; with the reason
   */
  disclose(cells: readonly ExactCell[], earlier: readonly (readonly EarlierCell[])[]): Promise<Disclosure> {
    return new Promise((done, reject) => {
      if (this.isStopped) return reject(stopped());
      this.waiting.push({ question: { cells, earlier }, resolve: done, reject });
      this.next();
    });
  }

  /** Breaks off what is being worked out and what waits. */
  async stop(): Promise<void> {
    this.isStopped = true;
    for (const { reject } of this.waiting.splice(0)) reject(stopped());
    this.current?.reject(stopped());
    await this.current?.thread.terminate();
  }

  private next(): void {
    const one = this.current === undefined && !this.isStopped ? this.waiting.shift() : undefined;
    if (one === undefined) return;
    const thread = new Worker(file(), {
      workerData: one.question,
      execArgv: loader(),
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.current = { thread, reject: one.reject };
    thread.on('message', one.resolve);
    thread.on('error', (error) => one.reject(new DisclosureBrokenOff(`the thread failed: ${error.message}`)));
    thread.on('exit', () => {
      this.current = undefined;
      one.reject(new DisclosureBrokenOff('the thread ended without an answer')); // of no effect where there was one
      this.next();
    });
  }
}

const stopped = (): DisclosureBrokenOff => new DisclosureBrokenOff('the program is stopping');

/** The file of the thread: beside the bundle, or in the source that is not built. */
const file = (): string => join(__dirname, `disclosure-thread${extname(__filename)}`);

const loader = (): string[] =>
  extname(__filename) === '.ts' ? ['-r', resolve(__dirname, '../../../infra/run-ts.cjs')] : [];
