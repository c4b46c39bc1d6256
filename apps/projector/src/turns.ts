/** Lets one at a time work, in the order in which they came. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Does the work when everything that came before is done, whether it went well or not. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}
