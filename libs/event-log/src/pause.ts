const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/** How long to wait after that many failures in a row: 50 ms, doubling, at most 5 s. */
export function backOff(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 16));
}

/** Something that happens now and again, counted so that nobody who looks before waiting can miss it. */
export class Signal {
  private count = 0;
  private readonly waiting = new Set<() => void>();

  /** How often it has happened. */
  get version(): number {
    return this.count;
  }

  raise(): void {
    this.count++;
    for (const wake of this.waiting) wake();
  }

  /** Waits until it has happened after `seen`, or until the time is up. */
  after(seen: number, milliseconds?: number): Promise<void> {
    if (this.count !== seen) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = milliseconds === undefined ? undefined : setTimeout(wake, milliseconds);
      this.waiting.add(wake);
    });
  }
}
