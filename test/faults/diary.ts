/** What happened in a trial and when, for people: printed as it happens, and whole where the trial fails. */
export class Diary {
  readonly lines: string[] = [];
  private readonly begun = performance.now();

  /** @param say told each line */
  constructor(private readonly say: (line: string) => void = () => undefined) {}

  note(text: string): void {
    const line = `${((performance.now() - this.begun) / 1000).toFixed(1).padStart(6)} s  ${text}`;
    this.lines.push(line);
    this.say(line);
  }
}
