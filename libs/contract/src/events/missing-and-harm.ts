import { Type } from '@sinclair/typebox';
import { closing, event, opening } from '../event-definition';
import { choice, code, day, flag, instant } from '../fields';

/** Missing episodes and return interviews, exploitation, offending. */
export const missingAndHarmEvents = {
  'missing.started': opening('missing', 'The child went missing, or was away without authorisation.', {
    startedAt: instant('When the episode began.'),
    kind: Type.Optional(
      choice(['missing', 'away'], 'Missing, or away from placement without authorisation; by default missing.'),
    ),
    responsible: Type.Optional(code('The code of the authority that is responsible for the child.', '841')),
  }),
  'missing.ended': closing('missing', 'The child was found or came back.', {
    endedAt: instant('When the episode ended.'),
  }),
  'return-interview.offered': event('missing', 'A return interview was offered after the missing episode.', {
    offeredAt: instant('When it was offered.'),
  }),
  'return-interview.completed': event('missing', 'The return interview after the missing episode took place.', {
    completedAt: instant('When it was completed.'),
    engaged: flag('Whether the child engaged in it.'),
  }),
  'offence.decided': event('offence', 'A court or the police decided on an offence.', {
    decidedOn: day('The day of the decision.'),
    outcome: choice(['conviction', 'youth-caution', 'youth-conditional-caution'], 'What was decided.'),
  }),
  'exploitation-tracker.added': opening('exploitation-tracker', 'The child was put on the exploitation tracker.', {
    addedOn: day('The first day on the tracker.'),
  }),
  'exploitation-tracker.removed': closing('exploitation-tracker', 'The child was taken off the exploitation tracker.', {
    removedOn: day('The day on which the child was taken off.'),
  }),
};
