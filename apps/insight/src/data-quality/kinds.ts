import { counted } from '../pages/frame';

/** Of which children a kind of finding is looked for: what a count of them is "of". */
export const GROUPS = {
  children: 'children on record',
  'in-care': 'children in care',
  placed: 'children in care with a placement',
  supervised: 'children in care or on a child protection plan',
  'care-leavers': 'care leavers',
  referred: 'children with a referral or Section 47 enquiry in the last 12 months',
} as const;

export type Group = keyof typeof GROUPS;

/** The kinds of finding in children's records. */
export const KIND_IDS = [
  'no-placement',
  'no-social-worker',
  'stale-contact',
  'no-birth-month',
  'no-distance',
  'in-care-past-18',
  'never-ended',
  'end-before-start',
  'late-start',
  'unknown-care-period',
  'overlapping',
  'no-lead-child',
  'same-event-id',
] as const;

export type KindId = (typeof KIND_IDS)[number];

/** A kind of finding as people read it. */
export interface QualityKind {
  readonly id: KindId;
  readonly title: string;
  /** The finding after a count of children: "have no placement recorded". */
  readonly have: string;
  /** The same of one child. */
  readonly has: string;
  /** What it does to figures, as a sentence. */
  readonly effect: string;
  /** How to put it right, as a sentence or two. */
  readonly putRight: string;
  /** Of whom the children with it are counted. */
  readonly among: Group;
}

const kind = (id: KindId, rest: Omit<QualityKind, 'id'>): QualityKind => ({ id, ...rest });

/** All of them, those that move figures most first. */
export const KINDS: readonly QualityKind[] = [
  kind('no-placement', {
    title: 'In care, no placement recorded',
    have: 'are in care with no placement recorded',
    has: 'is in care with no placement recorded',
    effect: 'Measures of visits and of placements leave the child out until a placement is recorded.',
    putRight: 'Record the placement that the child is in, with the day on which it started.',
    among: 'in-care',
  }),
  kind('no-social-worker', {
    title: 'No qualified social worker recorded',
    have: 'have no qualified social worker recorded',
    has: 'has no qualified social worker recorded',
    effect: 'The child counts as not allocated, whether it is so or has only not been recorded.',
    putRight:
      'Record the allocation with the day on which it started, and that the worker is qualified where that is so.',
    among: 'supervised',
  }),
  kind('stale-contact', {
    title: 'Care leaver with no contact in 8 weeks',
    have: 'have had no contact recorded for 8 weeks',
    has: 'has had no contact recorded for 8 weeks',
    effect: 'Figures about accommodation, education and work rest on what was last recorded, however old that is.',
    putRight: 'Record the contacts made since, with what the young person does and where they live; else make contact.',
    among: 'care-leavers',
  }),
  kind('no-birth-month', {
    title: 'No month of birth',
    have: 'have no month of birth recorded',
    has: 'has no month of birth recorded',
    effect:
      'Measures that need an age leave the child out; in others its age band, gender and ethnicity are not known.',
    putRight: 'Send the description of the child (child.described), with the month of birth.',
    among: 'children',
  }),
  kind('no-distance', {
    title: 'Placement with no distance from home',
    have: 'are in a placement with no distance from home, or not known to be inside or outside the authority',
    has: 'is in a placement with no distance from home, or not known to be inside or outside the authority',
    effect: 'Measures of placements 20 miles from home leave the child out.',
    putRight: 'Add the distance from home, and whether the placement is inside the authority, to the placement.',
    among: 'placed',
  }),
  kind('in-care-past-18', {
    title: 'In care after the 18th birthday',
    have: 'are still recorded as in care after their 18th birthday',
    has: 'is still recorded as in care after the 18th birthday',
    effect: 'The young person still counts as in care, and may be missing among care leavers.',
    putRight:
      'Record the end of the care period, and the start of leaving-care services where they apply; else correct the month of birth.',
    among: 'in-care',
  }),
  kind('never-ended', {
    title: 'Open for so long that an end is probably missing',
    have: 'have a referral, an assessment or a missing episode with no end recorded for very long',
    has: 'has a referral, an assessment or a missing episode with no end recorded for very long',
    effect:
      'What is open is not among what was completed, and an open assessment counts as over time for as long as it is open.',
    putRight: 'Record the day on which it was completed or ended; if it was recorded by mistake, retract it.',
    among: 'children',
  }),
  kind('end-before-start', {
    title: 'An end before its start',
    have: 'have an end that is dated before its start',
    has: 'has an end that is dated before its start',
    effect: 'The end counts as missing, so that it is taken as going on.',
    putRight:
      'Correct the start or the end; a correction is the same event again with the right date and a later recorded time.',
    among: 'children',
  }),
  kind('late-start', {
    title: 'An end or a change with no start',
    have: 'have an end or a change of something whose start has not arrived',
    has: 'has an end or a change of something whose start has not arrived',
    effect: 'It counts for nothing until the start arrives.',
    putRight:
      'Send the start. If it went under another id, correct the id of the later event, and retract the stray one.',
    among: 'children',
  }),
  kind('unknown-care-period', {
    title: 'Legal status of an unknown care period',
    have: 'have a legal status for a care period that is not on record',
    has: 'has a legal status for a care period that is not on record',
    effect: 'The change of legal status counts for nothing.',
    putRight: 'Send the start of the care period, or name the right one in the change of legal status.',
    among: 'children',
  }),
  kind('overlapping', {
    title: 'Two care periods or two plans at once',
    have: 'have two care periods, or two child protection plans, open at once',
    has: 'has two care periods, or two child protection plans, open at once',
    effect: 'The one that started last counts; flows count both.',
    putRight: 'End the earlier one on the day it ended, or retract the one that was recorded twice.',
    among: 'children',
  }),
  kind('no-lead-child', {
    title: 'Family not supplied',
    have: 'have a referral or an enquiry that does not say whether they were the lead child of the family',
    has: 'has a referral or an enquiry that does not say whether the child was the lead child of the family',
    effect: 'Families are counted by their lead child: these referrals and enquiries are in no count of families.',
    putRight:
      'Have the case system send leadChild with each referral and enquiry: true for one child of the form, false for the others.',
    among: 'referred',
  }),
  kind('same-event-id', {
    title: 'The same event id under two children',
    have: 'have an event with the id of another child’s event from the same source',
    has: 'has an event with the id of another child’s event from the same source',
    effect: 'Both count. If it is one event that was sent under two pseudonyms, it counts twice.',
    putRight: 'Find out at the source whether the two are one child; retract the event under the wrong pseudonym.',
    among: 'children',
  }),
];

/** `3 children are in care with …`: how many have it, as the beginning of a sentence or all of it. */
export function countInWords({ among, have, has }: QualityKind, count: number): string {
  const who = among === 'care-leavers' ? counted(count, 'care leaver') : counted(count, 'child', 'children');
  return `${who} ${count === 1 ? has : have}`;
}

const byId = new Map<string, QualityKind>(KINDS.map((each) => [each.id, each]));

/** The kind of that id; undefined where there is none. */
export function kindNamed(id: string): QualityKind | undefined {
  return byId.get(id);
}
