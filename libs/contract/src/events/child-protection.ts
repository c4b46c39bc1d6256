import { Type } from '@sinclair/typebox';
import { closing, event, opening } from '../event-definition';
import { choice, code, day, flag } from '../fields';

/** Section 47 enquiries, conferences, child protection plans and plans for children in need. */
export const childProtectionEvents = {
  's47.started': opening('s47', 'An enquiry under section 47 began.', {
    startedOn: day('The strategy discussion that initiates it.'),
    leadChild: Type.Optional(
      flag('True for one child of the family, false for the siblings; not sent where not known.'),
    ),
  }),
  's47.completed': closing('s47', 'The enquiry was completed.', {
    completedOn: day('The day on which it was completed.'),
    outcome: Type.Optional(
      choice(['conference', 'no-further-action', 'substantiated-no-conference'], 'What the enquiry led to.'),
    ),
  }),
  'icpc.held': event('icpc', 'An initial child protection conference was held.', {
    heldOn: day('The day of the conference.'),
    strategyOn: day('The initiating strategy discussion or start of the section 47 enquiry.'),
    transferIn: Type.Optional(flag('Whether the child moved here with a plan of another authority; by default false.')),
    outcome: Type.Optional(choice(['plan', 'no-plan'], 'What the conference decided.')),
  }),
  'cp-plan.started': opening('cp-plan', 'The child became the subject of a child protection plan.', {
    startedOn: day('The first day of the plan.'),
    category: Type.Optional(
      choice(['NEG', 'PHY', 'SAB', 'EMO', 'MUL'], 'Neglect, physical, sexual or emotional abuse, or several of them.'),
    ),
  }),
  'cp-plan.ended': closing('cp-plan', 'The child protection plan ended.', {
    endedOn: day('The day on which the plan ended.'),
    reason: Type.Optional(code('Why it ended.', 'improved')),
  }),
  'cp-review.held': event('cp-review', 'A review child protection conference was held.', {
    heldOn: day('The day of the conference.'),
  }),
  'cin-plan.started': opening('cin-plan', 'A plan for a child in need began.', {
    startedOn: day('The first day of the plan.'),
  }),
  'cin-plan.ended': closing('cin-plan', 'The plan for a child in need ended.', {
    endedOn: day('The day on which the plan ended.'),
  }),
};
