import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something holds. @throws Error where that takes more than a minute */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const late = Date.now() + 60_000; !(await condition()); await pause(20)) {
    if (Date.now() > late) throw new Error(`waited in vain for ${what}`);
  }
}
