import { Gathering } from '@careledger/store';
import type { Candidate, Preparation } from './candidates';
import { type AppendOutcome, LogUnavailable } from './event-log';

/** What is written together: enough to share the cost, and a short wait for who comes next. */
const GROUP_EVENTS = 5_000;
const GROUP_BYTES = 8 << 20;

/** Group commit: whatever comes in while one group is being written goes into the next one together. */
export type GroupCommit = Gathering<Preparation, readonly AppendOutcome[]>;

/** @param write writes a group and says what became of each event; called for one group at a time */
export function groupCommit(
  write: (candidates: readonly Candidate[]) => Promise<readonly AppendOutcome[]>,
): GroupCommit {
  return new Gathering<Preparation, readonly AppendOutcome[]>(
    async (group) => {
      const outcomes = await write(group.flatMap(({ candidates }) => candidates));
      let at = 0;
      return group.map(({ candidates }) => outcomes.slice(at, (at += candidates.length)));
    },
    {
      fits: (group, next) =>
        sum(group, ({ candidates }) => candidates.length) + next.candidates.length <= GROUP_EVENTS &&
        sum(group, ({ bytes }) => bytes) + next.bytes <= GROUP_BYTES,
      // What cannot be stored in one call must not fail the others; a log that is away is so for all.
      triesAlone: (error) => !(error instanceof LogUnavailable),
    },
  );
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
