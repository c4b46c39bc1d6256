/** Catalogue: "Missing, exploitation, offending", the rows on return interviews, exploitation and offending. */
import { addMonths, londonDay, within } from './calendar';
import type { Measure } from './measure';
import { flow, stock } from './measure';
import type { ChildRecord } from './record';
import { ageAt, careAt, isOpen } from './states';

const HOUR = 3_600_000_000;

/** A flow of the missing episodes that have ended, on the London date of their end. */
function returns(counts: (episode: ChildRecord['missing'][number], endedAt: number) => boolean | null): Measure {
  return flow('percent', (child) =>
    child.missing.flatMap((episode) => {
      const { endedAt } = episode;
      if (endedAt === null) return [];
      const numerator = counts(episode, endedAt);
      return numerator === null ? [] : [{ on: londonDay(endedAt), numerator }];
    }),
  );
}

export function harmMeasures(): Record<string, Measure> {
  return {
    'rhi-offered-72h': returns(
      ({ startedAt, offeredAt }, endedAt) =>
        offeredAt !== null && startedAt <= offeredAt && offeredAt <= endedAt + 72 * HOUR,
    ),

    'rhi-completed-72h': returns(
      ({ startedAt, completed }, endedAt) =>
        completed !== null && startedAt <= completed.at && completed.at <= endedAt + 72 * HOUR,
    ),

    'rhi-engaged': returns(({ completed }) => (completed === null ? null : completed.engaged)),

    'exploitation-tracker-cla': stock('percent', (child, T) =>
      child.exploitationTrackings.some((one) => isOpen(one, T)) ? { numerator: careAt(child, T) !== undefined } : null,
    ),

    'cla-offending': stock('percent', (child, T) => {
      const care = careAt(child, T);
      const age = ageAt(child, T);
      if (care === undefined || addMonths(care.started, 12) > T + 1 || age === null || age < 10) return null;
      return { numerator: child.offenceDays.some((decidedOn) => within(decidedOn, 12, T)) };
    }),
  };
}
