/** The longest time without an answer. */
export class Silence {
  /** In milliseconds. */
  longest = 0;
  private since = performance.now();
  private ended = false;

  answered(): void {
    const now = performance.now();
    if (!this.ended) this.longest = Math.max(this.longest, now - this.since);
    this.since = now;
  }

  /** No answer is waited for from now on; a silence that lasts until now counts. */
  end(): void {
    this.answered();
    this.ended = true;
  }
}
