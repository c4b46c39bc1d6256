import { Type } from '@sinclair/typebox';
import { closing, opening } from '../event-definition';
import { choice, code, day, flag, token } from '../fields';

/** From the first contact to the assessment. */
export const referralAndAssessmentEvents = {
  'contact.received': opening('contact', 'Somebody contacted children’s social care about the child.', {
    receivedOn: day('The day of the contact.'),
    outcome: Type.Optional(code('What came of the contact.', 'referral')),
  }),
  'referral.received': opening('referral', 'The child was referred to children’s social care.', {
    receivedOn: day('The day on which the referral arrived.'),
    source: Type.Optional(code('The referral-source code of the children-in-need return.', '1A')),
    leadChild: Type.Optional(
      flag(
        'True for one child of the family on the same form, false for the siblings; not sent where it is not known.',
      ),
    ),
  }),
  'referral.completed': closing('referral', 'A decision on the referral was made.', {
    completedOn: day('The day of the decision.'),
    outcome: Type.Optional(
      choice(['assessment', 'early-help', 'no-further-action', 'information'], 'What was decided.'),
    ),
  }),
  'early-help.started': opening('early-help', 'Early help began.', {
    startedOn: day('The first day of early help.'),
    external: Type.Optional(flag('Whether somebody outside the authority leads it.')),
  }),
  'assessment.started': opening('assessment', 'An assessment under section 17 began.', {
    startedOn: day(
      'The day the clock starts: the referral, the strategy discussion, or the new information that calls for it.',
    ),
    referralId: Type.Optional(token('The referral that led to it.', 'referral-1')),
  }),
  'assessment.completed': closing('assessment', 'The manager closed the assessment.', {
    completedOn: day('The day on which the manager closed it.'),
  }),
};
