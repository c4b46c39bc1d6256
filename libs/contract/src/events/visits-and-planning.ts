import { Type } from '@sinclair/typebox';
import { closing, event, opening } from '../event-definition';
import { choice, day, flag, token } from '../fields';

const purpose = (what: string) =>
  choice(['cp', 'cla', 'cin'], `${what}: child protection, looked after, child in need.`);

/** Visits, what is booked, and who holds the case. */
export const visitAndPlanningEvents = {
  'visit.completed': event('visit', 'A social worker visited the child.', {
    visitedOn: day('The day of the visit.'),
    purpose: purpose('What the visit was for'),
    seen: Type.Optional(
      flag('Whether the child was seen; by default true. A visit where the child was not seen counts in no measure.'),
    ),
    seenAlone: Type.Optional(flag('Whether the child was seen alone.')),
    mode: Type.Optional(choice(['in-person', 'virtual'], 'How the visit was made.')),
  }),
  'visit.planned': event('visit', 'A visit is booked.', {
    plannedOn: day('The day for which it is booked.'),
    purpose: purpose('What the visit is for'),
  }),
  'review.planned': event('review', 'A review is booked.', {
    plannedOn: day('The day for which it is booked.'),
    purpose: purpose('What the review is of'),
  }),
  'conference.planned': event('conference', 'A child protection conference is booked.', {
    plannedOn: day('The day for which it is booked.'),
  }),
  'allocation.started': opening('allocation', 'A worker was allocated to the child.', {
    startedOn: day('The first day of the allocation.'),
    worker: token('The worker’s pseudonym.', 'worker-17'),
    qualified: flag('Whether the worker is a qualified social worker.'),
    role: Type.Optional(
      choice(
        ['social-worker', 'personal-adviser', 'iro', 'other'],
        'What the worker does for the child; by default social-worker.',
      ),
    ),
    team: Type.Optional(token('The worker’s team.', 'team-4')),
  }),
  'allocation.ended': closing('allocation', 'The allocation ended.', {
    endedOn: day('The day on which it ended.'),
  }),
};
