import { Type } from '@sinclair/typebox';
import { closing, event, opening } from '../event-definition';
import { choice, code, day, flag } from '../fields';

/** Care leavers, and the carers themselves. */
export const leavingCareEvents = {
  'care-leaver.started': opening('care-leaver', 'The young person is entitled to leaving-care services.', {
    startedOn: day('The first day of the entitlement.'),
    status: choice(['relevant', 'former-relevant', 'qualifying'], 'The kind of entitlement.'),
  }),
  'care-leaver.ended': closing('care-leaver', 'The entitlement ended.', {
    endedOn: day('The day on which it ended.'),
  }),
  'care-leaver-contact.made': event('care-leaver-contact', 'The authority was in touch with the care leaver.', {
    contactedOn: day('The day of the contact.'),
    activity: choice(
      ['F1', 'P1', 'F2', 'P2', 'F4', 'P4', 'F5', 'P5', 'G4', 'G5', 'G6'],
      'The activity code: full-time (F) or part-time (P) education, training or employment, or none of them (G).',
    ),
    accommodation: Type.Optional(code('The accommodation code.', 'K')),
    suitable: flag('Whether the accommodation is suitable.'),
  }),
  'staying-put.started': opening('staying-put', 'A staying-put arrangement with former foster carers began.', {
    startedOn: day('The first day of the arrangement.'),
  }),
  'staying-put.ended': closing('staying-put', 'The staying-put arrangement ended.', {
    endedOn: day('The day on which it ended.'),
  }),
  'parenthood.started': opening('parenthood', 'The young person is pregnant or a mother.', {
    startedOn: day('The first day.'),
    kind: choice(['pregnant', 'mother'], 'Which of the two.'),
  }),
  'parenthood.ended': closing('parenthood', 'That is no longer so.', {
    endedOn: day('The day on which it ended.'),
  }),
  'carer.approved': event('carer', 'A carer was approved; the subject of the event is the carer.', {
    approvedOn: day('The day of the approval.'),
    kind: choice(['mainstream-foster', 'friends-and-family', 'adopter'], 'What the carer was approved as.'),
  }),
};
