import { Problem } from '@careledger/http-problems';

/** The records are still being read for the first time since the program started. */
export interface Reading {
  /** Children that are done … */
  readonly done: number;
  /** … of how many; 0 while that is not known. */
  readonly total: number;
}

/** So long an answer waits for records to be read; after that it says how far the reading is, or what it knew before. */
export const PATIENCE_MS = 800;

const RETRY_AFTER_SECONDS = '3';

/** What a program is told meanwhile. */
export function stillReading({ done, total }: Reading): Problem {
  const detail = `The records are being read for the first time since the program started: ${done} of ${total} children. Ask again in a few seconds.`;
  return new Problem({ status: 503, title: 'Not known yet', detail }, { 'retry-after': RETRY_AFTER_SECONDS });
}
