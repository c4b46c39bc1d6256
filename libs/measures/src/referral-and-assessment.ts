import { addMonths, deadline, workingDays, type Day } from '@careledger/calendar';
import { assessments, cinPlans, contacts, earlyHelp, referrals, type Referral } from '@careledger/record';
import { flow } from './vocabulary/flow';
import { stock } from './vocabulary/stock';
import { anyOf, FOREVER, spansOf } from './vocabulary/timeline';

export const contactsReceived = flow({
  id: 'contacts-received',
  title: 'Contacts received',
  asks: 'How many contacts were received in the period?',
  definition: 'Each contact, on receivedOn.',
  decidedBy: 'the day the contact was received',
  limits: ['A contact about several children counts once for each child that it was recorded for.'],
  each: contacts,
  on: (contact) => contact.receivedOn,
  worked: `
    Ada: contact.received 2020-04-01 #1, contact.received 2020-04-01 #2 => 2020-04-01 2, 2020-04-02 0`,
});

export const referralsReceived = flow({
  id: 'referrals-received',
  title: 'Referrals received',
  asks: 'How many referrals were received in the period?',
  definition: 'Each referral, on receivedOn; by source.',
  rate: true,
  decidedBy: 'the day the referral was received',
  limits: ['A form on which several children stand counts once for each of them; referral-families counts forms.'],
  each: referrals,
  on: (referral) => referral.receivedOn,
  by: { source: (referral) => referral.source },
  worked: `
    Ada: referral.received 2020-04-01 => 2020-04-01 1
    Ben: referral.completed 2020-04-02 => 2020-04-02 0`,
});

/** By when a referral is to be decided on. */
export const decisionDue = (receivedOn: Day): Day => deadline(receivedOn, 1);

export const referralsCompletedIn1WorkingDay = flow({
  id: 'referrals-completed-1wd',
  codes: ['CSC 022'],
  title: 'Referrals completed within 1 working day',
  asks: 'Of the referrals completed in the period, how many took one working day or less?',
  definition: 'Each completed referral, on completedOn; numerator: wd(received, completed) ≤ 1.',
  decidedBy: 'the day the decision on the referral was made',
  limits: [
    'Referrals without a decision are not in it, however old they are.',
    'The hour at which a referral came is not known: the day after is one working day, whether it came at nine or at five.',
  ],
  each: referrals,
  on: (referral) => referral.completedOn,
  counts: (referral) => (referral.completedOn ?? FOREVER) <= decisionDue(referral.receivedOn),
  worked: `
    Ada: referral.received 2020-04-01, referral.completed 2020-04-02 => 2020-04-02 1/1
    Ben: referral.received 2020-04-01, referral.completed 2020-04-03 => 2020-04-03 0/1
    Cy (over Easter): referral.received 2020-04-09, referral.completed 2020-04-14 => 2020-04-14 1/1`,
});

export const referralsCompletedOver3WorkingDays = flow({
  id: 'referrals-completed-over-3wd',
  codes: ['CSC 026'],
  title: 'Referrals that took more than 3 working days',
  asks: 'Of the referrals completed in the period, how many took more than three working days?',
  definition: 'Each completed referral, on completedOn; numerator: wd(received, completed) > 3; by leadChild.',
  decidedBy: 'the day the decision on the referral was made',
  limits: ['Referrals without a decision are not in it, however old they are.'],
  each: referrals,
  on: (referral) => referral.completedOn,
  counts: (referral) => took(referral) > 3,
  by: { leadChild: (referral) => referral.leadChild },
  worked: `
    Ada: referral.received 2020-04-20, referral.completed 2020-04-23 => 2020-04-23 0/1
    Ben: referral.received 2020-04-20, referral.completed 2020-04-24 => 2020-04-24 1/1`,
});

/** Working days from receipt to completion; asked only of completed referrals. */
function took(referral: Referral): number {
  return workingDays(referral.receivedOn, referral.completedOn ?? FOREVER);
}

/** The referrals of the same child in the twelve months before this one: p < r ≤ p ⊕ 12. */
const earlierWithin12Months = (referral: Referral, all: readonly Referral[]): Referral[] =>
  all.filter(
    ({ receivedOn: earlier }) => earlier < referral.receivedOn && referral.receivedOn <= addMonths(earlier, 12),
  );

export const reReferrals = flow({
  id: 're-referrals-12m',
  codes: ['CSC 034', 'CSC 032'],
  title: 'Re-referrals within 12 months',
  asks: 'Of the referrals received in the period, how many were of a child referred in the 12 months before?',
  definition:
    'Each referral, on receivedOn = r; numerator: the child has another with receivedOn p, p < r ≤ p ⊕ 12; by leadChild.',
  decidedBy: 'the day the later referral was received',
  limits: [
    'Referrals to another authority, and those from before the history that was loaded, are not known.',
    'Two referrals on one day are no re-referral of each other.',
  ],
  each: referrals,
  on: (referral) => referral.receivedOn,
  counts: (referral, child) => earlierWithin12Months(referral, referrals(child)).length > 0,
  because: (referral, child) => earlierWithin12Months(referral, referrals(child)),
  by: { leadChild: (referral) => referral.leadChild },
  worked: `
    Ada: referral.received 2019-04-10 #1, referral.received 2020-04-10 #2 => 2019-04-10 0/1, 2020-04-10 1/1
    Ben: referral.received 2019-04-10 #1, referral.received 2020-04-11 #2 => 2020-04-11 0/1
    Cy (the same day is no re-referral): referral.received 2020-04-10 #1, referral.received 2020-04-10 #2 => 2020-04-10 0/2`,
});

export const referralFamilies = flow({
  id: 'referral-families',
  codes: ['D text'],
  title: 'Families referred',
  asks: 'How many families were referred in the period?',
  definition: 'Each referral with leadChild true, on receivedOn.',
  decidedBy: 'the day the referral was received',
  limits: ['A form on which no child was marked as the lead child is not counted.'],
  each: (child) => referrals(child).filter((referral) => referral.leadChild === true),
  on: (referral) => referral.receivedOn,
  worked: `
    Ada: referral.received 2020-04-01 leadChild=true => 2020-04-01 1
    Ben (her brother): referral.received 2020-04-01 leadChild=false => 2020-04-01 0`,
});

export const earlyHelpStarted = flow({
  id: 'early-help-started',
  codes: ['CSC 002'],
  title: 'Early help started',
  asks: 'How many early help assessments were started in the period?',
  definition: 'Each, on startedOn; by external.',
  decidedBy: 'the day the early help assessment started',
  limits: ['Early help by partners is in it only so far as the case system records it.'],
  each: earlyHelp,
  on: (help) => help.startedOn,
  by: { external: (help) => help.external },
  worked: `
    Ada: early-help.started 2020-04-01 external=true => 2020-04-01 1`,
});

export const assessmentsCompleted = flow({
  id: 'assessments-completed',
  codes: ['CSC 036'],
  title: 'Assessments completed',
  asks: 'How many assessments were completed in the period?',
  definition: 'Each assessment, on completedOn.',
  rate: true,
  decidedBy: 'the day the assessment was completed',
  limits: ['Assessments that are still open are not in it.'],
  each: assessments,
  on: (assessment) => assessment.endedOn,
  worked: `
    Ada: assessment.started 2020-04-01, assessment.completed 2020-06-09 => 2020-06-09 1
    Ben (still open): assessment.started 2020-04-01 => 2020-06-09 0
    Cy (ends before it starts): assessment.started 2020-04-02, assessment.completed 2020-04-01 => 2020-04-01 0`,
});

/** By when an assessment is to be completed. */
export const assessmentDue = (startedOn: Day): Day => deadline(startedOn, 45);

export const assessmentsWithin45WorkingDays = flow({
  id: 'assessments-45wd',
  codes: ['CSC 038'],
  title: 'Assessments completed within 45 working days',
  asks: 'Of the assessments completed in the period, how many took 45 working days or fewer?',
  definition: 'Each completed assessment, on completedOn; numerator: wd(started, completed) ≤ 45.',
  decidedBy: 'the day the assessment was completed',
  limits: [
    'Assessments that are still open are not in it, however late they are; assessments-open-over-45wd shows these.',
  ],
  each: assessments,
  on: (assessment) => assessment.endedOn,
  counts: (assessment) => (assessment.endedOn ?? FOREVER) <= assessmentDue(assessment.startedOn),
  worked: `
    Ada: assessment.started 2020-04-01, assessment.completed 2020-06-09 => 2020-06-09 1/1
    Ben: assessment.started 2020-04-01, assessment.completed 2020-06-10 => 2020-06-10 0/1`,
});

export const assessmentsOpenOver45WorkingDays = stock({
  id: 'assessments-open-over-45wd',
  title: 'Children whose open assessment has passed 45 working days',
  asks: 'Of the children with an open assessment, of how many has one gone on for more than 45 working days?',
  definition: 'Children with an open assessment at T; numerator: one of them has wd(started, T) > 45.',
  limits: ['It counts children, not assessments, and does not say by how much an assessment is late.'],
  of: (child) => anyOf(spansOf(assessments(child))),
  counts: (child) =>
    anyOf(spansOf(assessments(child)).map(({ from, to, what }) => ({ from: assessmentDue(from) + 1, to, what }))),
  worked: `
    Ada: assessment.started 2020-04-01 => 2020-03-31 0/0, 2020-04-01 0/1, 2020-06-09 0/1, 2020-06-10 1/1
    Ben: assessment.started 2020-04-01, assessment.completed 2020-06-12 => 2020-06-11 1/1, 2020-06-12 0/0`,
});

export const childInNeedPlans = stock({
  id: 'cin-plans',
  title: 'Children with a child in need plan',
  asks: 'How many children have a child in need plan?',
  definition: 'Children with a cin-plan spell open at T.',
  limits: ['Children in need who have no plan are not counted.'],
  of: (child) => anyOf(spansOf(cinPlans(child))),
  worked: `
    Ada: cin-plan.started 2020-04-01, cin-plan.ended 2020-05-01 => 2020-03-31 0, 2020-04-01 1, 2020-04-30 1, 2020-05-01 0
    Ben (two at once count once): cin-plan.started 2020-04-01 #1, cin-plan.started 2020-04-15 #2 => 2020-04-20 1`,
});

/** "Referral, early help, assessment", in the order of the catalogue. */
export const referralAndAssessment = [
  contactsReceived,
  referralsReceived,
  referralsCompletedIn1WorkingDay,
  referralsCompletedOver3WorkingDays,
  reReferrals,
  referralFamilies,
  earlyHelpStarted,
  assessmentsCompleted,
  assessmentsWithin45WorkingDays,
  assessmentsOpenOver45WorkingDays,
  childInNeedPlans,
];
