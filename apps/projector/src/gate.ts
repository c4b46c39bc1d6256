/** Is open while no work is under way that closes it. */
export class Gate {
  private closedBy = 0;
  private waiting: (() => void)[] = [];

  /**
   * Fulfilled when it is open.
   * @param patience milliseconds after which it is not waited for any longer
   */
  async open(patience: number): Promise<void> {
    if (this.closedBy === 0) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, patience);
      this.waiting.push(() => {
        clearTimeout(late);
        resolve();
      });
    });
  }

  /** Keeps it closed until the work is done, whether it goes well or not. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.closedBy++;
    try {
      return await work();
    } finally {
      if (--this.closedBy === 0) this.waiting.splice(0).forEach((resolve) => resolve());
    }
  }
}
