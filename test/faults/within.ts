import { setTimeout as wait } from 'node:timers/promises';

/** What a promise is fulfilled with; undefined where that takes too long. */
export async function withinMs<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise, wait(ms, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
