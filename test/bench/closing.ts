/** What has to be ended however a run ends: the last thing begun first. */
export class Closing {
  private readonly ends: (() => Promise<unknown>)[] = [];

  add(end: () => Promise<unknown>): void {
    this.ends.push(end);
  }

  /** Ends everything; what fails is told and stops nothing else. */
  async run(complain: (message: string) => void): Promise<void> {
    for (let end = this.ends.pop(); end !== undefined; end = this.ends.pop()) {
      try {
        await end();
      } catch (error) {
        complain(error instanceof Error ? error.message : String(error));
      }
    }
  }
}
