/**
 * What the catalogue (docs/measures.md) makes true of any two measures, whatever the children: who knows the one knows
 * something of the other. `m` is the numerator of measure m (of a count: the count), `m.of` its denominator, `m[reason=E11]`
 * the numerator of one of its groups.
 */
export interface Tie {
  /** `a = b + c` or `a ≤ b`. */
  readonly says: string;
  /** Whether it is so of each group too: where both sides take a child's group on the same day. */
  readonly ofGroups: boolean;
  readonly left: readonly Term[];
  readonly relation: '=' | '≤';
  readonly right: readonly Term[];
}

export interface Term {
  readonly measure: string;
  readonly part: 'numerator' | 'denominator';
  readonly group?: { readonly breakdown: string; readonly key: string };
}

function termIn(text: string): Term {
  const [, measure = '', breakdown, key, of] = /^([a-z0-9-]+)(?:\[(\w+)=([\w<+-]+)\])?(\.of)?$/.exec(text) ?? [];
  if (measure === '') throw new RangeError(`${JSON.stringify(text)} is no term of a tie`);
  const part = of === undefined ? 'numerator' : 'denominator';
  return breakdown === undefined || key === undefined
    ? { measure, part }
    : { measure, part, group: { breakdown, key } };
}

function tie(says: string, ofGroups: boolean): Tie {
  const [, left = '', relation, right = ''] = /^(.+) (=|≤) (.+)$/.exec(says) ?? [];
  if (relation !== '=' && relation !== '≤') throw new RangeError(`${JSON.stringify(says)} is no tie`);
  const terms = (side: string): Term[] => side.split(' + ').map(termIn);
  return { says, ofGroups, left: terms(left), relation, right: terms(right) };
}

const ofAll = (...says: string[]): Tie[] => says.map((each) => tie(each, false));
const ofGroupsToo = (...says: string[]): Tie[] => says.map((each) => tie(each, true));

/** Measures of which the denominators are the same children (or events), and all of them lie in `within`. */
const inCareTwelveMonths = ['immunisations-up-to-date', 'cla-substance-misuse'].map(
  (measure) => `${measure}.of = dental-check-12m.of`,
);

export const TIES: readonly Tie[] = [
  // Referral, early help, assessment
  ...ofGroupsToo(
    'referrals-completed-over-3wd.of = referrals-completed-1wd.of',
    'referrals-completed-1wd + referrals-completed-over-3wd ≤ referrals-completed-1wd.of',
    're-referrals-12m.of = referrals-received',
    'referral-families ≤ referrals-received',
    'assessments-45wd.of = assessments-completed',
  ),
  ...ofAll('re-referrals-12m[leadChild=true].of = referral-families'),
  // Section 47, conferences, child protection
  ...ofGroupsToo(
    's47-enquiries ≤ s47-started',
    's47-already-on-plan.of = s47-started',
    'cp-ended-after-2y.of = cp-plans-ended',
    'cp-started-again-within-2y.of = cp-plans-started',
    'cp-started-again-ever.of = cp-plans-started',
    'cp-started-again-within-2y ≤ cp-started-again-ever',
    'cp-visits-15wd.of = cp-visits-10wd.of',
    'cp-visits-10wd ≤ cp-visits-15wd',
    'cp-allocated-qualified.of = cp-plans',
    'cp-visits-up-to-date.of = cp-plans',
    'cp-children-visits-on-time.of = cp-plans',
    'cp-reviews-on-time.of ≤ cp-plans',
  ),
  // In care
  ...ofGroupsToo(
    'cla-allocated-qualified.of = cla',
    'cla-3-plus-placements.of = cla',
    'cla-uasc.of = cla',
    'cla-reviews-on-time-in-year.of = cla-reviews-on-time.of',
    'cla-reviews-on-time.of ≤ cla',
    'cla-children-visits-on-time.of = cla-visits-up-to-date.of',
    'cla-visits-up-to-date.of ≤ cla',
    'cla-same-placement-2y.of ≤ cla',
    'cla-20-miles.of ≤ cla-visits-up-to-date.of',
    'cla-20-miles-outside.of ≤ cla-20-miles.of',
    'cla-20-miles-outside ≤ cla-20-miles',
    'placed-for-adoption ≤ cla-visits-up-to-date.of',
    'cla-ended-adopted.of = cla-ended',
    'independent-visitors ≤ cla',
    'independent-visitors-waiting ≤ cla',
  ),
  ...ofAll(
    'cla-ended-adopted = cla-ended[reason=E11] + cla-ended[reason=E12]',
    'placed-for-adoption = cla[placementType=A3] + cla[placementType=A4] + cla[placementType=A5] + cla[placementType=A6]',
  ),
  // Missing, exploitation, offending
  ...ofGroupsToo(
    'cla-missing-episodes ≤ missing-episodes',
    'missing-children-cla-share.of = missing-children',
    'rhi-completed-72h.of = rhi-offered-72h.of',
    'rhi-engaged.of ≤ rhi-offered-72h.of',
    'rhi-completed-72h ≤ rhi-engaged.of',
    'exploitation-tracker-cla ≤ cla',
    'cla-offending.of ≤ health-assessments-required.of',
  ),
  // A child is in one group of a distinct measure, by its first day in the denominator; two measures may take two days.
  ...ofAll(
    'missing-children-cla-share = cla-missing-children',
    'missing-children ≤ missing-episodes',
    'cla-missing-children ≤ cla-missing-episodes',
    'cla-missing-children ≤ cla-missing-in-year',
    'cla ≤ cla-missing-in-year.of',
  ),
  // Health
  ...ofGroupsToo(
    'dental-done-this-year.of = rha-done-this-year.of',
    'rha-done-this-year.of ≤ cla',
    'rha-refused.of = rha-due-completed.of',
    'rha-due-completed + rha-refused ≤ rha-due-completed.of',
    'rha-due-completed.of ≤ cla',
    'dental-refused.of = dental-due-completed.of',
    'dental-due-completed + dental-refused ≤ dental-due-completed.of',
    'dental-due-completed.of ≤ cla',
    ...inCareTwelveMonths,
    'dental-check-12m.of ≤ cla',
    'health-assessments-required.of ≤ dental-check-12m.of',
    'development-assessments-up-to-date.of ≤ health-assessments-required.of',
    'sdq-average.of ≤ health-assessments-required.of',
  ),
  // Care leavers
  ...ofGroupsToo(
    'care-leavers-eet-19-21.of = care-leavers-suitable-accommodation-19-21.of',
    'care-leavers-higher-education-19-21.of = care-leavers-suitable-accommodation-19-21.of',
    'care-leavers-higher-education-19-21 ≤ care-leavers-eet-19-21',
    'care-leavers-neet-19-21.of ≤ care-leavers-suitable-accommodation-19-21.of',
    'care-leavers-suitable-accommodation-19-21 ≤ care-leavers-neet-19-21.of',
    'care-leavers-neet-19-21.of = care-leavers-eet-19-21 + care-leavers-neet-19-21',
    'care-leavers-eet-17-18.of = care-leavers-suitable-accommodation-17-18.of',
    'care-leavers-higher-education-17-18.of = care-leavers-suitable-accommodation-17-18.of',
    'care-leavers-higher-education-17-18 ≤ care-leavers-eet-17-18',
    'care-leavers-parents-17-21.of ≤ care-leavers-parents-17-25.of',
    'care-leavers-parents-17-21 ≤ care-leavers-parents-17-25',
  ),
];

/**
 * Stocks that hang together with what began and what ended: the stock at the end of a period is that before it, and what
 * began, less what ended. It is so wherever the record has no overlaps, so that everybody reckons with it; no theorem.
 */
export const BALANCES = [
  { stock: 'cla', began: 'cla-started', ended: 'cla-ended' },
  { stock: 'cp-plans', began: 'cp-plans-started', ended: 'cp-plans-ended' },
] as const;
