import { Type } from '@sinclair/typebox';
import { event } from '../event-definition';
import { choice, day, flag, wholeNumber } from '../fields';

/** Health checks, strengths and difficulties, substance misuse. */
export const healthEvents = {
  'health-check.completed': event('health-check', 'A health check was completed.', {
    checkedOn: day('The day of the check.'),
    kind: choice(['initial', 'review', 'dental', 'immunisation', 'development'], 'What was checked.'),
    upToDate: Type.Optional(
      flag(
        'Of immunisation and development: whether the child is up to date; by default true. Of the others it has no effect.',
      ),
    ),
  }),
  'health-check.refused': event('health-check', 'A health check was refused.', {
    refusedOn: day('The day of the refusal.'),
    kind: choice(['review', 'dental'], 'What was refused.'),
  }),
  'iha-form.returned': event('care', 'The form for the initial health assessment of the care period came back.', {
    returnedOn: day('The day on which it came back.'),
  }),
  'sdq.scored': event('sdq', 'A strengths and difficulties questionnaire was scored.', {
    scoredOn: day('The day of the score.'),
    score: wholeNumber(0, 40, 'The total difficulties score.'),
  }),
  'substance-misuse.identified': event('substance-misuse', 'A substance misuse problem was identified.', {
    identifiedOn: day('The day on which it was identified.'),
  }),
  'substance-treatment.presented': event('substance-treatment', 'The child presented for substance misuse treatment.', {
    presentedOn: day('The day of the presentation.'),
  }),
};
