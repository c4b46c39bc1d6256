/**
 * By when things are due, as the measures have it: for whoever asks what falls due, so that no deadline is worked out twice.
 */
export { conferenceDue, onPlan, planReviewChain, planVisitChain } from './child-protection';
export { initialAssessmentDue, initialAssessmentFormDue } from './health-assessments';
export {
  dentalDoneThisYear,
  dentalYears,
  reviewDoneThisYear,
  reviewYears,
  withinCare,
  type CheckYear,
} from './health-checks';
export { careReviewChain } from './in-care';
export { interviewDue, isInterviewInTime } from './missing';
export { visitedSpans } from './placements';
export { assessmentDue, decisionDue } from './referral-and-assessment';
export type { Link } from './vocabulary/due-chain';
export { inCare } from './vocabulary/profile';
export { at, prevailing, type Span, type Timeline } from './vocabulary/timeline';
