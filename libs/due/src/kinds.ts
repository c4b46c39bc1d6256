/** What can fall due. */
export const DUE_KINDS = [
  'cp-visit',
  'cla-visit',
  'cp-review',
  'cla-review',
  'initial-conference',
  'assessment',
  'referral-decision',
  'return-interview',
  'initial-health-form',
  'initial-health-assessment',
  'review-health-assessment',
  'dental-check',
] as const;

export type DueKind = (typeof DUE_KINDS)[number];

/** A kind of thing that falls due, in words. */
export interface KindInWords {
  /** One of them. */
  readonly title: string;
  /** Several of them. */
  readonly plural: string;
  /** When it is due. */
  readonly rule: string;
  /** Who says so. */
  readonly source: string;
  /** The measures that it moves, the one with the same rule first. */
  readonly measures: readonly string[];
}

const CARE_PLANNING = 'Care Planning, Placement and Case Review (England) Regulations 2010';
const WORKING_TOGETHER = 'Working Together to Safeguard Children (statutory guidance)';
const HEALTH_GUIDANCE = 'Promoting the health and well-being of looked-after children (statutory guidance, 2015)';
const OWN = 'The authority’s own standard';

/** The rules themselves are those of the measures; this says them in words. */
export const KINDS: Readonly<Record<DueKind, KindInWords>> = {
  'cp-visit': {
    title: 'Child protection visit',
    plural: 'Child protection visits',
    rule: 'Within 10 working days of the start of the plan, and of each visit on which the child was seen.',
    source: OWN,
    measures: ['cp-visits-up-to-date', 'cp-children-visits-on-time', 'cp-visits-10wd', 'cp-visits-15wd'],
  },
  'cla-visit': {
    title: 'Visit to a child in care',
    plural: 'Visits to children in care',
    rule: 'Within 7 days of the start of a placement with new carers, then within 6 weeks of each visit; within 3 months once a placement that is to last to 18 has lasted a year.',
    source: `${CARE_PLANNING}, regulation 28`,
    measures: ['cla-visits-up-to-date', 'cla-children-visits-on-time', 'cla-visits-on-time'],
  },
  'cp-review': {
    title: 'Child protection review conference',
    plural: 'Child protection review conferences',
    rule: 'Within 3 months of the start of the plan, then within 6 months of each review.',
    source: WORKING_TOGETHER,
    measures: ['cp-reviews-on-time'],
  },
  'cla-review': {
    title: 'Review of a child in care',
    plural: 'Reviews of children in care',
    rule: 'Within 20 working days of coming into care, then within 3 months, then within 6 months of each review.',
    source: `${CARE_PLANNING}, regulation 33`,
    measures: ['cla-reviews-on-time', 'cla-reviews-on-time-in-year'],
  },
  'initial-conference': {
    title: 'Initial child protection conference',
    plural: 'Initial child protection conferences',
    rule: 'Within 15 working days of the strategy discussion that started the Section 47 enquiry, unless the enquiry ends without one.',
    source: WORKING_TOGETHER,
    measures: ['icpc-15wd'],
  },
  assessment: {
    title: 'Assessment',
    plural: 'Assessments',
    rule: 'Completed within 45 working days of the day it started.',
    source: WORKING_TOGETHER,
    measures: ['assessments-open-over-45wd', 'assessments-45wd'],
  },
  'referral-decision': {
    title: 'Decision on a referral',
    plural: 'Decisions on referrals',
    rule: 'Within 1 working day of the day the referral was received.',
    source: WORKING_TOGETHER,
    measures: ['referrals-completed-1wd', 'referrals-completed-over-3wd'],
  },
  'return-interview': {
    title: 'Return interview',
    plural: 'Return interviews',
    rule: 'Within 72 hours of the child’s return from being missing.',
    source: 'Children who run away or go missing from home or care (statutory guidance, 2014)',
    measures: ['rhi-completed-72h', 'rhi-offered-72h', 'rhi-engaged'],
  },
  'initial-health-form': {
    title: 'Form for the initial health assessment',
    plural: 'Forms for initial health assessments',
    rule: 'Back within 7 working days of coming into care.',
    source: OWN,
    measures: ['iha-form-7wd'],
  },
  'initial-health-assessment': {
    title: 'Initial health assessment',
    plural: 'Initial health assessments',
    rule: 'Within 20 working days of coming into care.',
    source: HEALTH_GUIDANCE,
    measures: ['iha-20wd'],
  },
  'review-health-assessment': {
    title: 'Review health assessment',
    plural: 'Review health assessments',
    rule: '12 months after the last health assessment before this financial year, 6 months where the child was under 5 then; one in each financial year is enough.',
    source: `${CARE_PLANNING}, regulation 7, as the measure counts it by financial years`,
    measures: ['rha-due-completed', 'rha-done-this-year', 'health-assessments-required'],
  },
  'dental-check': {
    title: 'Dental check',
    plural: 'Dental checks',
    rule: '12 months after the last dental check before this financial year; one in each financial year is enough.',
    source: `${HEALTH_GUIDANCE}, as the measure counts it by financial years`,
    measures: ['dental-due-completed', 'dental-done-this-year', 'dental-check-12m'],
  },
};
