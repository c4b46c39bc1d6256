import type { Candidate, Preparation } from './candidates';
import { type AppendOutcome, LogUnavailable } from './event-log';

/** What is written together: enough to share the cost, and a short wait for who comes next. */
const GROUP_EVENTS = 5_000;
const GROUP_BYTES = 8 << 20;

interface Waiting {
  readonly preparation: Preparation;
  readonly resolve: (outcomes: readonly AppendOutcome[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Group commit: whatever comes in while one group is being written goes into the next one together. */
export class GroupCommit {
  private readonly waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;

  /** @param write writes a group and says what became of each event; called for one group at a time */
  constructor(private readonly write: (candidates: readonly Candidate[]) => Promise<readonly AppendOutcome[]>) {}

  append(preparation: Preparation): Promise<readonly AppendOutcome[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ preparation, resolve, reject });
      this.writing ??= this.writeAll();
    });
  }

  /** Fulfilled when nothing is waiting any more. */
  async settled(): Promise<void> {
    await this.writing;
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) await this.writeGroup(this.nextGroup());
    this.writing = undefined;
  }

  private nextGroup(): Waiting[] {
    const group: Waiting[] = [];
    let events = 0;
    let bytes = 0;
    while (this.waiting.length > 0) {
      const { candidates, bytes: more } = this.waiting[0]!.preparation;
      events += candidates.length;
      bytes += more;
      if (group.length > 0 && (events > GROUP_EVENTS || bytes > GROUP_BYTES)) break;
      group.push(this.waiting.shift()!);
    }
    return group;
  }

  private async writeGroup(group: readonly Waiting[]): Promise<void> {
    const candidates = group.flatMap((each) => each.preparation.candidates);
    try {
      const outcomes = await this.write(candidates);
      let at = 0;
      for (const { preparation, resolve } of group) resolve(outcomes.slice(at, (at += preparation.candidates.length)));
    } catch (error) {
      // What cannot be stored in one call must not fail the others that happened to come with it.
      if (group.length > 1 && !(error instanceof LogUnavailable))
        for (const each of group) await this.writeGroup([each]);
      else for (const { reject } of group) reject(error);
    }
  }
}
