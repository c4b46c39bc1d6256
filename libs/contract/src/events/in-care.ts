import { Type } from '@sinclair/typebox';
import { closing, event, opening } from '../event-definition';
import { code, day, distance, flag, token } from '../fields';

/** Care periods, placements, reviews, independent visitors, unaccompanied children, adoption. */
export const inCareEvents = {
  'care.started': opening('care', 'A period of being looked after began.', {
    startedOn: day('The first day of care.'),
    legalStatus: code('The legal-status code at the start; V3 and V4 are short breaks.', 'C2'),
  }),
  'care.ended': closing('care', 'The period of being looked after ended.', {
    endedOn: day('The day on which care ended.'),
    reason: Type.Optional(code('The code of the reason; E11 and E12 are adoption.', 'E4')),
  }),
  'legal-status.changed': event('legal-status', 'The legal status changed within a care period.', {
    care: token('The id of the care period.', 'care-1'),
    changedOn: day('The first day of the new legal status.'),
    legalStatus: code('The code of the new legal status.', 'C1'),
  }),
  'placement.started': opening('placement', 'A placement began.', {
    startedOn: day('The first day of the placement.'),
    type: code('The placement code of any return year, such as U4, K2, A3, T1.', 'U4'),
    sameCarer: Type.Optional(
      flag(
        'The child stays with, or after a temporary placement (T0 to T4) comes back to, the carers of the placement before: no move; by default false.',
      ),
    ),
    distanceMiles: Type.Optional(distance('Miles between the placement and the child’s home.')),
    insideAuthority: Type.Optional(flag('Whether the placement lies inside the authority.')),
    permanent: Type.Optional(
      flag('Whether it is intended to last to the age of 18; by default true for U1 and U4, else false.'),
    ),
    provider: Type.Optional(token('Who provides the placement.', 'provider-3')),
  }),
  'placement.ended': closing('placement', 'The placement ended.', {
    endedOn: day('The day on which it ended.'),
    reason: Type.Optional(code('Why it ended.', 'CARPL')),
  }),
  'cla-review.held': event('cla-review', 'A review of a looked-after child was held.', {
    heldOn: day('The day of the review.'),
  }),
  'independent-visitor.requested': opening(
    'independent-visitor',
    'An independent visitor was asked for.',
    { requestedOn: day('The day of the request: the wait begins.') },
    'wait',
  ),
  'independent-visitor.matched': opening(
    'independent-visitor',
    'An independent visitor was found: the wait ends, the spell begins.',
    {
      matchedOn: day('The day of the match.'),
      provider: Type.Optional(token('Who provides the visitor.', 'provider-9')),
    },
  ),
  'independent-visitor.ended': closing(
    'independent-visitor',
    'The spell with the independent visitor ended; a wait goes on.',
    {
      endedOn: day('The day on which it ended.'),
    },
  ),
  // No end of a spell: it ends a wait, also one whose request is dated later.
  'independent-visitor.withdrawn': event(
    'independent-visitor',
    'The request for an independent visitor was withdrawn.',
    {
      withdrawnOn: day('The day on which it was withdrawn.'),
    },
  ),
  'uasc.started': opening('uasc', 'The child counts as an unaccompanied asylum-seeking child.', {
    startedOn: day('The first day.'),
  }),
  'uasc.ended': closing('uasc', 'The child no longer counts as an unaccompanied asylum-seeking child.', {
    endedOn: day('The day on which it ended.'),
  }),
  'adoption.authorised': event('adoption', 'A court gave the authority to place the child for adoption.', {
    authorisedOn: day('The day of the court’s authority to place.'),
  }),
  'adoption.matched': event('adoption', 'The child was matched with adopters.', {
    matchedOn: day('The day of the match.'),
  }),
  'adoption.placed': event('adoption', 'The child was placed for adoption.', {
    placedOn: day('The day of the placement.'),
    fosterCarerAdoption: Type.Optional(flag('Whether the adopters are the child’s foster carers; by default false.')),
    movedInOn: Type.Optional(
      day('With fosterCarerAdoption: when the child moved in with those carers. Without it the field has no effect.'),
    ),
  }),
  'adoption.ordered': event('adoption', 'The adoption order was made.', {
    orderedOn: day('The day of the order.'),
  }),
};
