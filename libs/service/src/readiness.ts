import { failureText } from '@careledger/logging';

/**
 * The parts that a process cannot do without, each with how to find out: fulfilled (with what is worth saying) where it is
 * there. Where it is not, `NotReady` says why; of another error only that it failed is shown.
 */
export type ReadyParts = Readonly<Record<string, () => Promise<object>>>;

/** Why a part is not ready, in words that may be shown to whoever can reach the process. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}

/** An answer that takes longer is none: a probe has not much patience either. */
const PATIENCE_MS = 3_000;

/** Whether the process can do its work, part by part. */
export class Readiness {
  constructor(private readonly parts: ReadyParts) {}

  get names(): readonly string[] {
    return Object.keys(this.parts);
  }

  /** @throws NotReady where the part is not there */
  async look(name: string): Promise<object> {
    const part = this.parts[name];
    if (part === undefined) throw new RangeError(`There is no part ${name}`);
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(new NotReady(`does not answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
    });
    try {
      return await Promise.race([part(), tooLate]);
    } catch (error) {
      throw error instanceof NotReady ? error : new NotReady(`cannot be reached or read: ${failureText(error)}`);
    } finally {
      clearTimeout(late);
    }
  }
}
