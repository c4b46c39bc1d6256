import { parseDay, parseInstant, type Day, type Instant } from '@careledger/calendar';
import { listOf, view } from './child';
import { missingEpisodes, notBefore, type Dated, type MissingEpisode, type Recorded, type Spell } from './entities';

// ---- return interviews ---------------------------------------------------------------------------------------------

interface ReturnInterview extends Recorded {
  readonly offeredAt: Instant | undefined;
  readonly completedAt: Instant | undefined;
  readonly engaged: boolean;
}

/** The interview about an episode, under the episode's id. */
const returnInterviews = listOf(
  'missing',
  (entity): ReturnInterview | undefined => {
    const events = entity.eventsOf('return-interview.offered', 'return-interview.completed');
    if (events.length === 0) return undefined;
    const offered = entity.standing('return-interview.offered');
    const completed = entity.standing('return-interview.completed');
    return {
      id: entity.id,
      events,
      offeredAt: offered && parseInstant(offered.data.offeredAt),
      completedAt: completed && parseInstant(completed.data.completedAt),
      engaged: completed?.data.engaged ?? false,
    };
  },
  'interview',
);

/** A missing episode that is over, and the interview that followed. */
export interface Return extends Recorded {
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  /** London date of the end. */
  readonly on: Day;
  readonly offeredAt: Instant | undefined;
  readonly completedAt: Instant | undefined;
  /** Whether the child engaged with a completed interview. */
  readonly engaged: boolean;
}

export const returns = view((child): readonly Return[] => {
  const episodes = missingEpisodes(child);
  if (episodes.length === 0) return [];
  const interviews = new Map(returnInterviews(child).map((interview) => [interview.id, interview]));
  return episodes.flatMap((episode) => returnFrom(episode, interviews.get(episode.id)));
});

function returnFrom(episode: MissingEpisode, interview: ReturnInterview | undefined): Return[] {
  const { id, startedAt, endedAt, endedOn } = episode;
  if (endedAt === undefined || endedOn === undefined) return [];
  const events = [...episode.events, ...(interview?.events ?? [])];
  const { offeredAt, completedAt, engaged = false } = interview ?? {};
  return [{ id, events, startedAt, endedAt, on: endedOn, offeredAt, completedAt, engaged }];
}

// ---- exploitation, offending ---------------------------------------------------------------------------------------

/** The times on the tracker of children who are, or may be, exploited. */
export const exploitationTrackings = listOf('exploitation-tracker', (entity): Spell | undefined => {
  const added = entity.standing('exploitation-tracker.added');
  if (added === undefined) return undefined;
  const startedOn = parseDay(added.data.addedOn);
  const endedOn = notBefore(startedOn, entity.standing('exploitation-tracker.removed')?.data.removedOn);
  return { id: entity.id, events: entity.events, startedOn, endedOn };
});

/** Convictions, youth cautions and youth conditional cautions, on the day of the decision. */
export const offences = listOf('offence', (entity): Dated | undefined => {
  const decided = entity.standing('offence.decided');
  return decided && { id: entity.id, events: entity.events, on: parseDay(decided.data.decidedOn) };
});
