/**
 * Reads what changes all the time, for many who ask at once: each answer was read after its question, and who asks while one is
 * being read shares the next.
 */
export class FreshReading<T> {
  private reading: Promise<T> | undefined;
  private afterwards: Promise<T> | undefined;

  constructor(private readonly read: () => Promise<T>) {}

  next(): Promise<T> {
    if (this.reading === undefined) return this.begin();
    this.afterwards ??= this.reading
      .catch(() => undefined)
      .then(() => {
        this.afterwards = undefined;
        return this.begin();
      });
    return this.afterwards;
  }

  private begin(): Promise<T> {
    const reading = this.read().finally(() => {
      if (this.reading === reading) this.reading = undefined;
    });
    return (this.reading = reading);
  }
}
