/** A count: `1 assessment was completed`, `203 assessments were completed`; without the number. */
interface CountWording {
  readonly one: string;
  readonly many: string;
}

/** A percentage: `85.2% (455 of 534) of` what `did` what. */
interface ShareWording {
  readonly of: string;
  readonly did: string;
}

/** A mean: `the average difficulties score was 14.3 (`of 88 `over`)`. */
interface MeanWording {
  readonly mean: string;
  /** What it is counted in, after the number: empty for a score. */
  readonly unit: string;
  readonly over: string;
}

export type Wording = CountWording | ShareWording | MeanWording;

const count = (one: string, many: string): CountWording => ({ one, many });
const share = (of: string, did: string): ShareWording => ({ of, did });
const mean = (what: string, unit: string, over: string): MeanWording => ({ mean: what, unit, over });

/**
 * What a measure counts, as the middle of a sentence in the past tense; the period stands before it. They say what `asks` of the
 * catalogue asks, no more.
 */
const WORDINGS: Readonly<Record<string, Wording>> = {
  'contacts-received': count('contact was received', 'contacts were received'),
  'referrals-received': count('referral was received', 'referrals were received'),
  'referrals-completed-1wd': share('referrals completed', 'took one working day or less'),
  'referrals-completed-over-3wd': share('referrals completed', 'took more than three working days'),
  're-referrals-12m': share('referrals received', 'were of a child referred in the 12 months before'),
  'referral-families': count('family was referred', 'families were referred'),
  'early-help-started': count('early help assessment was started', 'early help assessments were started'),
  'assessments-completed': count('assessment was completed', 'assessments were completed'),
  'assessments-45wd': share('assessments completed', 'took 45 working days or fewer'),
  'assessments-open-over-45wd': share(
    'children with an open assessment',
    'had one that had gone on for more than 45 working days',
  ),
  'cin-plans': count('child had a child in need plan', 'children had a child in need plan'),
  's47-started': count(
    'child became the subject of a Section 47 enquiry, counted by enquiry',
    'children became the subject of a Section 47 enquiry, counted by enquiry',
  ),
  's47-enquiries': count(
    'Section 47 enquiry, one for each family, was started',
    'Section 47 enquiries, one for each family, were started',
  ),
  's47-already-on-plan': share('Section 47 enquiries started', 'were on a child already on a protection plan'),
  'icpc-15wd': share(
    'initial child protection conferences held',
    'came within 15 working days of the strategy discussion',
  ),
  'cp-plans': count('child was on a child protection plan', 'children were on a child protection plan'),
  'cp-plans-started': count('child protection plan started', 'child protection plans started'),
  'cp-plans-ended': count('child protection plan ended', 'child protection plans ended'),
  'cp-allocated-qualified': share('children on a protection plan', 'had an allocated qualified social worker'),
  'cp-reviews-on-time': share(
    'children on a plan for three months or more',
    'had had every review of the last 12 months on time',
  ),
  'cp-ended-after-2y': share('protection plans that ended', 'had lasted two years or more'),
  'cp-started-again-within-2y': share(
    'protection plans started',
    'were of a child whose earlier plan had ended in the two years before',
  ),
  'cp-started-again-ever': share('protection plans started', 'were of a child who had been on a plan before'),
  'cp-visits-10wd': share('visits to children on a plan', 'came within 10 working days of the one before'),
  'cp-visits-15wd': share('visits to children on a plan', 'came within 15 working days of the one before'),
  'cp-visits-up-to-date': share('children on a plan', 'had been visited in the last ten working days'),
  'cp-children-visits-on-time': share('children on a plan', 'had had no visit missed in the last three months'),
  cla: count('child was in care', 'children were in care'),
  'cla-started': count('care period started', 'care periods started'),
  'cla-ended': count('care period ended', 'care periods ended'),
  'cla-allocated-qualified': share('children in care', 'had an allocated qualified social worker'),
  'cla-reviews-on-time': share('children in care long enough to have been reviewed', 'had no review overdue'),
  'cla-reviews-on-time-in-year': share(
    'children in care long enough to have been reviewed',
    'had had no review missed since 1 April',
  ),
  'cla-visits-on-time': share('statutory visits to children in care', 'were on time'),
  'cla-visits-up-to-date': share('children in care with a placement', 'had no visit overdue'),
  'cla-children-visits-on-time': share(
    'children in care with a placement',
    'had had no visit missed in the last three months',
  ),
  'cla-3-plus-placements': share('children in care', 'had had three or more placements in the last twelve months'),
  'cla-same-placement-2y': share(
    'children under 16 in care for two and a half years',
    'had been in the same placement for two years',
  ),
  'cla-20-miles': share('children in care whose distance from home is known', 'were placed 20 miles or more from home'),
  'cla-20-miles-outside': share(
    'children in care whose distance from home is known',
    'were placed more than 20 miles from home and outside the authority',
  ),
  'cla-uasc': share('children in care', 'were unaccompanied asylum-seeking children'),
  'placed-for-adoption': count(
    'child in care was placed with adopters',
    'children in care were placed with their adopters',
  ),
  'cla-ended-adopted': share('care periods that ended', 'ended with an adoption'),
  'adoption-a10': mean(
    'the average time from entering care to moving in with the adoptive family',
    ' days',
    'children adopted',
  ),
  'adoption-a2': mean(
    'the average time from the court’s authority to place to the match with an adoptive family',
    ' days',
    'children matched',
  ),
  'independent-visitors': count(
    'child in care had an independent visitor',
    'children in care had an independent visitor',
  ),
  'independent-visitors-waiting': count(
    'child in care was waiting for an independent visitor',
    'children in care were waiting for an independent visitor',
  ),
  caseload: mean('the average caseload of a social worker', ' children', 'social workers'),
  'missing-episodes': count('episode of going missing began', 'episodes of going missing began'),
  'missing-children': count('child went missing', 'children went missing'),
  'cla-missing-episodes': count(
    'episode of going missing of a child in care began',
    'episodes of going missing of children in care began',
  ),
  'cla-missing-children': count('child in care went missing', 'children in care went missing'),
  'missing-children-cla-share': share('children who went missing', 'did so while in care'),
  'cla-missing-in-year': share('children in care on at least one day', 'were missing on a day of it'),
  'rhi-offered-72h': share(
    'missing episodes that ended',
    'were followed by an offer of a return interview within 72 hours',
  ),
  'rhi-completed-72h': share('missing episodes that ended', 'were followed by a return interview within 72 hours'),
  'rhi-engaged': share('return interviews after missing episodes that ended', 'were ones in which the child engaged'),
  'exploitation-tracker-cla': share('children on the exploitation tracker', 'were in care'),
  'cla-offending': share(
    'children aged ten or older who had been in care for twelve months',
    'were convicted or cautioned in that time',
  ),
  'iha-20wd': share(
    'children who had been in care for 20 working days',
    'had had their initial health assessment by then',
  ),
  'iha-form-7wd': share(
    'children who had been in care for 7 working days',
    'had had the form for their initial health assessment returned by then',
  ),
  'rha-done-this-year': share(
    'children who will have been in care for the whole year and under 18',
    'had had a review health assessment since 1 April',
  ),
  'rha-due-completed': share('children in care whose review health assessment had fallen due this year', 'had had one'),
  'rha-refused': share('children in care whose review health assessment had fallen due this year', 'had refused it'),
  'dental-done-this-year': share(
    'children who will have been in care for the whole year and under 18',
    'had had a dental check since 1 April',
  ),
  'dental-due-completed': share('children in care whose dental check had fallen due this year', 'had had one'),
  'dental-refused': share('children in care whose dental check had fallen due this year', 'had refused it'),
  'health-assessments-required': share(
    'children in care for twelve months',
    'had had the required number of health assessments in those months',
  ),
  'dental-check-12m': share('children in care for twelve months', 'had had a dental check in those months'),
  'immunisations-up-to-date': share('children in care for twelve months', 'had their immunisations up to date'),
  'development-assessments-up-to-date': share(
    'children aged 5 or under in care for twelve months',
    'had their development assessments up to date',
  ),
  'sdq-average': mean(
    'the average difficulties score of children aged 5 to 16 in care for twelve months',
    '',
    'children with a score',
  ),
  'cla-substance-misuse': share(
    'children in care for twelve months',
    'were identified as having a substance misuse problem in those months',
  ),
  'treatment-presentations-cla': share('presentations for substance misuse treatment', 'were by children in care'),
  'care-leavers-suitable-accommodation-19-21': share(
    'former relevant care leavers aged 19 to 21',
    'were in suitable accommodation',
  ),
  'care-leavers-suitable-accommodation-17-18': share('care leavers aged 17 to 18', 'were in suitable accommodation'),
  'care-leavers-eet-19-21': share(
    'former relevant care leavers aged 19 to 21',
    'were in education, employment or training',
  ),
  'care-leavers-eet-17-18': share('care leavers aged 17 to 18', 'were in education, employment or training'),
  'care-leavers-higher-education-19-21': share(
    'former relevant care leavers aged 19 to 21',
    'were in higher education',
  ),
  'care-leavers-higher-education-17-18': share('care leavers aged 17 to 18', 'were in higher education'),
  'care-leavers-neet-19-21': share(
    'former relevant care leavers aged 19 to 21 with whom there had been contact',
    'were not in education, employment or training',
  ),
  'care-leavers-staying-put': share('care leavers aged 18 to 21', 'were staying put with their former foster carers'),
  'care-leavers-parents-17-21': share('female care leavers aged 17 to 21', 'were pregnant or mothers'),
  'care-leavers-parents-17-25': share('female care leavers aged 17 to 25', 'were pregnant or mothers'),
  'mainstream-foster-carers-approved': count(
    'mainstream foster carer was approved',
    'mainstream foster carers were approved',
  ),
  'friends-and-family-carers-approved': count(
    'friends and family foster carer was approved',
    'friends and family foster carers were approved',
  ),
  'adopters-approved': count('adopter was approved', 'adopters were approved'),
};

/** How a sentence says what a measure counts; undefined for one that has no wording here: then its title stands for it. */
export function wordingOf(measure: string): Wording | undefined {
  return WORDINGS[measure];
}
