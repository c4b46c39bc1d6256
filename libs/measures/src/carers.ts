import { carerApprovals, type Child, type CarerApproval, type CarerKind } from '@careledger/record';
import { flow } from './vocabulary/flow';

const approvalsOf =
  (kind: CarerKind) =>
  (child: Child): readonly CarerApproval[] =>
    carerApprovals(child).filter((approval) => approval.kind === kind);

const ABOUT_CARERS = [
  'The event is about the carer, not about a child: its breakdowns say unknown, unless a description was sent of the carer, which nobody is asked for.',
];

export const fosterCarersApproved = flow({
  id: 'mainstream-foster-carers-approved',
  codes: ['C'],
  title: 'Mainstream foster carers approved',
  asks: 'How many mainstream foster carers were approved in the period?',
  definition: 'Each carer.approved of kind mainstream-foster, on approvedOn.',
  notes: ABOUT_CARERS,
  decidedBy: 'the day of the approval',
  limits: [
    'Carers who have given up since are not taken off.',
    'Whether an approval is of one person or of a household is not known: one event is one approval.',
  ],
  each: approvalsOf('mainstream-foster'),
  on: (approval) => approval.on,
  worked: `
    Ada: carer.approved 2020-06-30 kind=mainstream-foster => 2020-06-29 0, 2020-06-30 1
    Ben: carer.approved 2020-06-30 kind=friends-and-family => 2020-06-30 0`,
});

export const friendsAndFamilyCarersApproved = flow({
  id: 'friends-and-family-carers-approved',
  codes: ['C'],
  title: 'Friends and family carers approved',
  asks: 'How many friends and family foster carers were approved in the period?',
  definition: 'Each carer.approved of kind friends-and-family, on approvedOn.',
  notes: ABOUT_CARERS,
  decidedBy: 'the day of the approval',
  limits: [
    'Carers who have given up since are not taken off.',
    'Whether an approval is of one person or of a household is not known: one event is one approval.',
  ],
  each: approvalsOf('friends-and-family'),
  on: (approval) => approval.on,
  worked: `
    Ada: carer.approved 2020-06-30 kind=friends-and-family => 2020-06-30 1
    Ben (approved as one, later as the other): carer.approved 2020-06-30 kind=friends-and-family #1, carer.approved 2020-09-30 kind=mainstream-foster #2 => 2020-06-30 1, 2020-09-30 0`,
});

export const adoptersApproved = flow({
  id: 'adopters-approved',
  codes: ['C'],
  title: 'Adopters approved',
  asks: 'How many adopters were approved in the period?',
  definition: 'Each carer.approved of kind adopter, on approvedOn.',
  notes: ABOUT_CARERS,
  decidedBy: 'the day of the approval',
  limits: [
    'Carers who have given up since are not taken off.',
    'Whether an approval is of one person or of a household is not known: one event is one approval.',
  ],
  each: approvalsOf('adopter'),
  on: (approval) => approval.on,
  worked: `
    Ada: carer.approved 2020-06-30 kind=adopter => 2020-06-30 1
    Ben: carer.approved 2020-06-30 kind=mainstream-foster => 2020-06-30 0`,
});

/** Of "Care leavers, carers": the carers. */
export const carerMeasures = [fosterCarersApproved, friendsAndFamilyCarersApproved, adoptersApproved];
