/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A value that was understood, or what is wrong with it: the rest of a sentence that begins with the variable's name. */
export type Reading<T> = { value: T } | { problem: string };

/** Environment variables read one by one, the problems collected so that they can be reported together. */
export class Settings {
  readonly problems: string[] = [];

  constructor(private readonly env: Environment) {}

  isSet(name: string): boolean {
    return this.env[name] !== undefined;
  }

  /** The variable's value as `understand` reads it; undefined where it is not set or not right. */
  read<T>(name: string, understand: (text: string) => Reading<T>): T | undefined {
    const text = this.env[name]?.trim();
    if (text === undefined) return undefined;
    const reading = text === '' ? { problem: 'is set but empty. Give it a value or leave it out.' } : understand(text);
    if ('value' in reading) return reading.value;
    this.refuse(name, reading.problem);
    return undefined;
  }

  refuse(name: string, problem: string): void {
    this.problems.push(`${name} ${problem}`);
  }
}
