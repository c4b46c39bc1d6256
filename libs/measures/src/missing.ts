import type { Instant } from '@careledger/calendar';
import {
  carePeriods,
  missingEpisodes,
  returns,
  view,
  type Child,
  type MissingEpisode,
  type Return,
} from '@careledger/record';
import { exploitationAndOffending } from './exploitation-and-offending';
import { distinct } from './vocabulary/distinct';
import { flow } from './vocabulary/flow';
import type { Evidence } from './vocabulary/measure';
import { inCare } from './vocabulary/profile';
import { anyOf, at, both, FOREVER, type Span, type Timeline } from './vocabulary/timeline';

/** The day on which an episode began, as a timeline of single days. */
const daysBegun = (episodes: readonly MissingEpisode[]): Timeline<MissingEpisode> =>
  anyOf(episodes.map((what): Span<MissingEpisode> => ({ from: what.startedOn, to: what.startedOn + 1, what })));

/** The missing episodes that began while the child was in care. */
const episodesInCare = view((child): readonly MissingEpisode[] =>
  missingEpisodes(child).filter((episode) => at(inCare(child), episode.startedOn) !== undefined),
);

/** The days on which the child was missing: the local dates from start to end, both included. */
const daysMissing = (child: Child): Timeline<MissingEpisode> =>
  anyOf(
    missingEpisodes(child).map((what): Span<MissingEpisode> => {
      const to = what.endedOn === undefined ? FOREVER : what.endedOn + 1;
      return { from: what.startedOn, to, what };
    }),
  );

export const missing = flow({
  id: 'missing-episodes',
  codes: ['D text'],
  title: 'Missing episodes',
  asks: 'How many episodes of going missing began in the period?',
  definition: 'Each missing episode, on the local date of startedAt; by responsible.',
  decidedBy: 'the day, in London, on which the episode began',
  limits: [
    'An episode that nobody reported is not known.',
    'Children of other authorities who live here are in it; responsible tells them apart where it was recorded.',
  ],
  each: missingEpisodes,
  on: (episode) => episode.startedOn,
  by: { responsible: (episode) => episode.responsible },
  worked: `
    Ada (after midnight in London): missing.started 2020-06-30T23:30:00Z => 2020-06-30 0, 2020-07-01 1
    Ben (away, not missing): missing.started 2020-06-30T12:00:00Z kind=away => 2020-06-30 0`,
});

export const missingChildren = distinct({
  id: 'missing-children',
  codes: ['D text'],
  title: 'Children who went missing',
  asks: 'How many children began an episode of going missing in the period?',
  definition: 'Children with a missing episode that began in the period.',
  decidedBy: 'the day, in London, on which an episode of the child began',
  limits: [
    'An episode that nobody reported is not known.',
    'How often and for how long a child was missing is not told.',
  ],
  of: (child) => daysBegun(missingEpisodes(child)),
  worked: `
    Ada: missing.started 2020-06-10T12:00:00Z #1, missing.started 2020-06-20T12:00:00Z #2 => month@2020-06-30 1, month@2020-07-31 0, quarter@2020-06-30 1, year@2021-03-31 1, rolling-12m@2021-05-31 1, rolling-12m@2021-06-01 0`,
});

export const missingInCare = flow({
  id: 'cla-missing-episodes',
  codes: ['CSC 246 Ep.'],
  title: 'Missing episodes of children in care',
  asks: 'How many episodes of going missing of children in care began in the period?',
  definition: 'Each missing episode, on the local date of startedAt = m, where the child is in care at m.',
  decidedBy: 'the day, in London, on which the episode began',
  limits: [
    'An episode that nobody reported is not known.',
    'Children in the care of other authorities who live here are not in it.',
  ],
  each: episodesInCare,
  on: (episode) => episode.startedOn,
  because: (episode, child) => at(inCare(child), episode.startedOn),
  worked: `
    Ada: care.started 2020-06-15 legalStatus=C2, missing.started 2020-06-14T12:00:00Z #1, missing.started 2020-06-15T12:00:00Z #2 => 2020-06-14 0, 2020-06-15 1`,
});

export const missingChildrenInCare = distinct({
  id: 'cla-missing-children',
  codes: ['CSC 246 Child'],
  title: 'Children in care who went missing',
  asks: 'How many children in care began an episode of going missing in the period?',
  definition: 'Children with an episode of cla-missing-episodes in the period.',
  decidedBy: 'the day, in London, on which an episode of the child began',
  limits: [
    'An episode that nobody reported is not known.',
    'Children in the care of other authorities who live here are not in it.',
  ],
  of: (child) => daysBegun(episodesInCare(child)),
  worked: `
    Ada: care.started 2020-06-15 legalStatus=C2, missing.started 2020-06-15T12:00:00Z => month@2020-06-30 1, quarter@2020-06-30 1`,
});

export const missingChildrenShareInCare = distinct({
  id: 'missing-children-cla-share',
  codes: ['D text'],
  title: 'Share in care of the children who went missing',
  asks: 'Of the children who went missing in the period, how many did so while in care?',
  definition: 'Denominator: children of missing-children; numerator: children of cla-missing-children.',
  decidedBy: 'the day, in London, on which an episode of the child began',
  limits: [
    'An episode that nobody reported is not known.',
    'Children in the care of other authorities who live here are in the denominator alone.',
  ],
  of: (child) => daysBegun(missingEpisodes(child)),
  counts: (child) => daysBegun(episodesInCare(child)),
  worked: `
    Ada: care.started 2020-06-15 legalStatus=C2, missing.started 2020-06-14T12:00:00Z #1, missing.started 2020-06-15T12:00:00Z #2 => month@2020-06-14 0/1, month@2020-06-30 1/1`,
});

export const missingFromCareInYear = distinct({
  id: 'cla-missing-in-year',
  codes: ['C'],
  title: 'Children in care who were missing in the period',
  asks: 'Of the children in care on at least one day of the period, how many were missing on a day of it?',
  definition:
    'Denominator: children in care on at least one day of the period (up to today); numerator: those with a missing episode, begun before the period or in it, of which a day (local dates of startedAt to endedAt, both included; to today where it has not ended) lies in the period and finds the child in care.',
  decidedBy: 'every day of the period, or up to today where it has not ended, on which the child was in care',
  limits: [
    'An episode that nobody reported is not known.',
    'How often and for how long a child was missing is not told.',
  ],
  of: (child): Timeline<Evidence> => (carePeriods(child).length === 0 ? [] : inCare(child)),
  counts: (child) => both(daysMissing(child), inCare(child)),
  worked: `
    Ada: care.started 2020-04-20 legalStatus=C2, care.ended 2020-06-10, missing.started 2020-04-28T12:00:00Z, missing.ended 2020-05-02T12:00:00Z => month@2020-04-30 1/1, month@2020-05-31 1/1, month@2020-06-30 0/1, month@2020-07-31 0/0, year@2021-03-31 1/1, rolling-12m@2021-05-31 0/1, rolling-12m@2021-06-01 0/0`,
});

// ---- return interviews ---------------------------------------------------------------------------------------------

const SEVENTY_TWO_HOURS: Instant = 72 * 3_600_000_000;

/** By when a return interview is to be held, after the instant at which a child is back. */
export const interviewDue = (endedAt: Instant): Instant => endedAt + SEVENTY_TWO_HOURS;

/** Whether it happened in the 72 hours after the return, or before it, while the child was missing. */
export const isInterviewInTime = ({ startedAt, endedAt }: Return, at: Instant | undefined): boolean =>
  at !== undefined && startedAt <= at && at <= interviewDue(endedAt);

const COUNTED_FROM_THE_RETURN = [
  'The 72 hours run from endedAt to the microsecond, also over a weekend and over a change of the clocks.',
  'An interview that is dated while the child was still missing is in time; one that is dated before the episode is taken for a mistake.',
];

export const interviewsOffered = flow({
  id: 'rhi-offered-72h',
  codes: ['D text'],
  title: 'Return interviews offered within 72 hours',
  asks: 'Of the missing episodes that ended in the period, after how many was a return interview offered within 72 hours?',
  definition:
    'Each ended missing episode, on the local date of endedAt; numerator: startedAt ≤ offeredAt ≤ endedAt + 72 hours.',
  notes: COUNTED_FROM_THE_RETURN,
  decidedBy: 'the day, in London, on which the episode ended',
  limits: [
    'Children who are still missing are not in it.',
    'Why no interview was offered or held, and whether the child refused one, is not told.',
  ],
  each: returns,
  on: (episode) => episode.on,
  counts: (episode) => isInterviewInTime(episode, episode.offeredAt),
  worked: `
    Ada: missing.started 2020-06-10T12:00:00Z, missing.ended 2020-06-11T12:00:00Z, return-interview.offered 2020-06-14T12:00:00Z => 2020-06-11 1/1
    Ben (a microsecond late): missing.started 2020-06-10T12:00:00Z, missing.ended 2020-06-11T12:00:00Z, return-interview.offered 2020-06-14T12:00:00.000001Z => 2020-06-11 0/1
    Cy (back after midnight in London): missing.started 2020-06-10T12:00:00Z, missing.ended 2020-06-30T23:30:00Z => 2020-06-30 0/0, 2020-07-01 0/1
    Dee (still missing): missing.started 2020-06-10T12:00:00Z, return-interview.offered 2020-06-10T13:00:00Z => 2020-06-10 0/0
    Eve (as it began; before it began): missing.started 2020-06-10T12:00:00Z #1, missing.ended 2020-06-11T12:00:00Z #1, return-interview.offered 2020-06-10T12:00:00Z #1, missing.started 2020-07-10T12:00:00Z #2, missing.ended 2020-07-11T12:00:00Z #2, return-interview.offered 2020-07-10T11:59:59Z #2 => 2020-06-11 1/1, 2020-07-11 0/1
    Flo (away, not missing): missing.started 2020-06-10T12:00:00Z kind=away, missing.ended 2020-06-11T12:00:00Z => 2020-06-11 0/0
    Gus (72 hours, an hour less by the clock): missing.started 2020-10-23T12:00:00Z, missing.ended 2020-10-23T23:30:00+01:00, return-interview.offered 2020-10-26T22:30:00Z => 2020-10-23 1/1`,
});

export const interviewsCompleted = flow({
  id: 'rhi-completed-72h',
  codes: ['D text'],
  title: 'Return interviews completed within 72 hours',
  asks: 'Of the missing episodes that ended in the period, after how many was a return interview completed within 72 hours?',
  definition:
    'Each ended missing episode, on the local date of endedAt; numerator: startedAt ≤ completedAt ≤ endedAt + 72 hours.',
  notes: [...COUNTED_FROM_THE_RETURN, 'An interview that was held counts whether or not the child engaged in it.'],
  decidedBy: 'the day, in London, on which the episode ended',
  limits: [
    'Children who are still missing are not in it.',
    'Why no interview was offered or held, and whether the child refused one, is not told.',
  ],
  each: returns,
  on: (episode) => episode.on,
  counts: (episode) => isInterviewInTime(episode, episode.completedAt),
  worked: `
    Ada: missing.started 2020-06-10T12:00:00Z, missing.ended 2020-06-11T12:00:00Z, return-interview.completed 2020-06-14T12:00:00Z engaged=false => 2020-06-11 1/1
    Ben (offered in time, held too late): missing.started 2020-06-10T12:00:00Z, missing.ended 2020-06-11T12:00:00Z, return-interview.offered 2020-06-12T12:00:00Z, return-interview.completed 2020-06-14T12:00:01Z engaged=true => 2020-06-11 0/1
    Cy (never held): missing.started 2020-06-10T12:00:00Z, missing.ended 2020-06-11T12:00:00Z, return-interview.offered 2020-06-12T12:00:00Z => 2020-06-11 0/1`,
});

export const interviewsEngagedIn = flow({
  id: 'rhi-engaged',
  codes: ['D text'],
  title: 'Return interviews in which the child engaged',
  asks: 'Of the missing episodes that ended in the period and were followed by an interview, in how many interviews did the child engage?',
  definition:
    'Each ended missing episode with a completed interview, on the local date of endedAt; numerator: engaged.',
  notes: ['Every completed interview counts, however late it was, in the period of the return.'],
  decidedBy: 'the day, in London, on which the episode ended',
  limits: ['Episodes that no interview followed are not in it.'],
  each: (child) => returns(child).filter(({ completedAt }) => completedAt !== undefined),
  on: (episode) => episode.on,
  counts: (episode) => episode.engaged,
  worked: `
    Ada: missing.started 2020-06-10T12:00:00Z, missing.ended 2020-06-11T12:00:00Z, return-interview.completed 2020-08-14T12:00:00Z engaged=true => 2020-06-11 1/1, 2020-08-14 0/0
    Ben: missing.started 2020-06-10T12:00:00Z, missing.ended 2020-06-11T12:00:00Z, return-interview.completed 2020-06-12T12:00:00Z engaged=false => 2020-06-11 0/1
    Cy (only offered): missing.started 2020-06-10T12:00:00Z, missing.ended 2020-06-11T12:00:00Z, return-interview.offered 2020-06-12T12:00:00Z => 2020-06-11 0/0
    Dee (not back yet): missing.started 2020-06-10T12:00:00Z, return-interview.completed 2020-06-12T12:00:00Z engaged=true => 2020-06-12 0/0`,
});

/** "Missing, exploitation, offending", in the order of the catalogue. */
export const missingMeasures = [
  missing,
  missingChildren,
  missingInCare,
  missingChildrenInCare,
  missingChildrenShareInCare,
  missingFromCareInYear,
  interviewsOffered,
  interviewsCompleted,
  interviewsEngagedIn,
  ...exploitationAndOffending,
];
