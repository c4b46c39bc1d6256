import { addMonths, birthday, dayInWords, type Day } from '@careledger/calendar';
import {
  anyOf,
  BEGINNING,
  both,
  during,
  except,
  FOREVER,
  inCare,
  placementInForce,
  prevailing,
  spansOf,
  type Span,
  type Timeline,
} from '@careledger/measures';
import {
  assessments,
  carePeriods,
  description,
  leaverContacts,
  leavingCareSpells,
  missingEpisodes,
  protectionPlans,
  referrals,
  section47Enquiries,
  socialWorkerAllocations,
  type Child,
  type Recorded,
  type RecordKind,
  type Spell,
} from '@careledger/record';
import { dataFaults } from '../children/data-faults';
import type { Group, KindId } from './kinds';
import {
  measuresAbout,
  NEED_AGE_IN_CARE,
  NEED_PLACEMENT,
  OF_CARE_LEAVERS,
  REST_ON_CONTACT,
} from './measures-concerned';

/** Something about a child's record that makes figures doubtful, on the days on which it does. */
export interface Finding {
  readonly kind: KindId;
  /** What in the record it is about; null where it is about the child. */
  readonly entity: { readonly kind: RecordKind; readonly id: string } | null;
  /** What was found, as a sentence. */
  readonly says: string;
  /** From this day on … */
  readonly from: Day;
  /** … up to, not including, this one. */
  readonly to: Day;
  /** The measures whose figures it touches. */
  readonly measures: readonly string[];
}

/** What a record has to say about its own quality. */
export interface RecordQuality {
  readonly findings: readonly Finding[];
  /** On which days the child belongs to a group. */
  readonly groups: readonly (readonly [Group, Timeline])[];
}

const NOTHING: RecordQuality = { findings: [], groups: [] };

/**
 * A contact with a care leaver is taken to be current for eight weeks. The regulations have the personal adviser visit at
 * intervals of not more than two months (Care Leavers (England) Regulations 2010, regulation 8; guidance to the Children Act
 * 1989, volume 3); councils commonly work to eight weeks. The measures themselves take the last contact however old it is.
 */
export const CONTACT_DAYS = 56;
/** How long something may be open before its end is probably missing: a referral waits for a decision for days, an assessment for weeks. */
export const LONGEST_OPEN = { referralMonths: 3, assessmentMonths: 12, missingDays: 30 } as const;
/** A referral that was never decided is of the past after so long: it is not asked for any more. */
const REFERRAL_FORGOTTEN_MONTHS = 24;
/** A year: what flows of the last twelve months rest on. */
const YEAR_MONTHS = 12;

/** What is doubtful about a child's record, each with the days on which it is. Records of carers have nothing of this kind. */
export function qualityOf(child: Child): RecordQuality {
  const kinds = [...child.everything()].map(([kind]) => kind);
  if (kinds.every((kind) => kind === 'carer')) return NOTHING;
  const leaver = careLeaver(child);
  const supervised = anyOf<unknown>([...inCare(child), ...plansOf(child)]);
  return {
    findings: [
      ...noPlacement(child),
      ...noSocialWorker(child),
      ...staleContact(child, leaver),
      ...noBirthMonth(child, leaver),
      ...noDistance(child),
      ...inCarePast18(child),
      ...neverEnded(child),
      ...contractFaults(child),
      ...overlapping(child),
      ...noLeadChild(child),
    ],
    groups: [
      ['children', ALWAYS],
      ['in-care', inCare(child)],
      ['placed', placementInForce(child)],
      ['supervised', supervised],
      ['care-leavers', leaver],
      ['referred', referredRecently(child)],
    ],
  };
}

const ALWAYS: Timeline = [{ from: BEGINNING, to: FOREVER, what: undefined }];

const plansOf = (child: Child) => prevailing(protectionPlans(child));

/** The days on which the child is a care leaver: as the measures have it, of whatever age. */
const careLeaver = (child: Child): Timeline =>
  anyOf(spansOf(leavingCareSpells(child).filter(({ status }) => status !== 'qualifying')));

function noPlacement(child: Child): Finding[] {
  return except(inCare(child), placementInForce(child)).map(({ from, to, what }) => ({
    kind: 'no-placement',
    entity: { kind: 'care', id: what.id },
    says: `In care since ${dayInWords(what.startedOn)}; no placement is recorded from ${dayInWords(from)} on.`,
    from,
    to,
    measures: NEED_PLACEMENT,
  }));
}

function noSocialWorker(child: Child): Finding[] {
  const allocated = anyOf(spansOf(socialWorkerAllocations(child)));
  const without = (spells: Timeline<Spell>, kind: RecordKind, where: string, measures: readonly string[]): Finding[] =>
    except(spells, allocated).map(({ from, to, what }) => ({
      kind: 'no-social-worker',
      entity: { kind, id: what.id },
      says: `${where}, and no allocation of a qualified social worker is open from ${dayInWords(from)} on.`,
      from,
      to,
      measures,
    }));
  return [
    ...without(inCare(child), 'care', 'In care', ['cla-allocated-qualified']),
    ...without(plansOf(child), 'cp-plan', 'On a child protection plan', ['cp-allocated-qualified']),
  ];
}

function staleContact(child: Child, leaver: Timeline): Finding[] {
  const contacts = leaverContacts(child);
  const current = (from: Day): Span => ({ from, to: from + CONTACT_DAYS + 1, what: undefined });
  // Another status is no contact: the weeks are counted from where the young person became a care leaver.
  const starts = leaver.filter(({ from }) => !leaver.some(({ to }) => to === from));
  const fresh = anyOf([...contacts.map(({ on }) => current(on)), ...starts.map(({ from }) => current(from))]);
  return except(leaver, fresh).flatMap((stale) =>
    byAgeOfLeaver(child, stale).map(({ from, to, what: measures }) => {
      const last = contacts.reduce((latest, { on }) => (on <= stale.from && on > latest ? on : latest), -Infinity);
      const says =
        last === -Infinity ? 'No contact has been recorded.' : `The last contact was on ${dayInWords(last)}.`;
      return { kind: 'stale-contact', entity: null, says, from, to, measures };
    }),
  );
}

/** A span by the measures that count a care leaver of the age that the young person has in it. */
function byAgeOfLeaver(child: Child, { from, to }: Span): Timeline<readonly string[]> {
  const birth = description(child)?.birth;
  if (birth === undefined) return during(from, to, []);
  const counted = (least: number, most: number, end: string) =>
    during(
      birthday(birth, least),
      birthday(birth, most + 1),
      REST_ON_CONTACT.filter((id) => id.endsWith(end)),
    );
  const bands: Timeline<readonly string[]> = [
    ...during<readonly string[]>(BEGINNING, birthday(birth, 17), []),
    ...counted(17, 18, '-17-18'),
    ...counted(19, 21, '-19-21'),
    ...during<readonly string[]>(birthday(birth, 22), FOREVER, []),
  ];
  return both(bands, during(from, to, undefined));
}

function noBirthMonth(child: Child, leaver: Timeline): Finding[] {
  if (child.description() !== undefined) return [];
  const care = inCare(child);
  const found = (spans: Timeline, measures: readonly string[]): Finding[] =>
    spans.map(({ from, to }) => ({
      kind: 'no-birth-month',
      entity: null,
      says: 'No description of the child has arrived, so that its month of birth is not known.',
      from,
      to,
      measures,
    }));
  return [
    ...found(care, NEED_AGE_IN_CARE),
    ...found(except(leaver, care), OF_CARE_LEAVERS),
    ...found(except(ALWAYS, anyOf([...care, ...leaver])), []),
  ];
}

function noDistance(child: Child): Finding[] {
  return placementInForce(child).flatMap(({ from, to, what: { placement } }): Finding[] => {
    const { id, distanceMiles, insideAuthority, startedOn } = placement;
    if (distanceMiles !== undefined && insideAuthority !== undefined) return [];
    const lacks =
      distanceMiles === undefined ? 'has no distance from home' : 'does not say whether it is inside the authority';
    return [
      {
        kind: 'no-distance',
        entity: { kind: 'placement', id },
        says: `The placement of ${dayInWords(startedOn)} ${lacks}.`,
        from,
        to,
        measures: distanceMiles === undefined ? ['cla-20-miles', 'cla-20-miles-outside'] : ['cla-20-miles-outside'],
      },
    ];
  });
}

/** The day of birth is not known: it is not said before the month of the birthday is over. */
function inCarePast18(child: Child): Finding[] {
  const birth = description(child)?.birth;
  if (birth === undefined) return [];
  const grown = addMonths(birthday(birth, 18), 1);
  return both(inCare(child), during(grown, undefined, undefined)).map(({ from, to, what }) => ({
    kind: 'in-care-past-18',
    entity: { kind: 'care', id: what.id },
    says: `In care since ${dayInWords(what.startedOn)}, and 18 years old before ${dayInWords(grown)}.`,
    from,
    to,
    measures: ['cla'],
  }));
}

function neverEnded(child: Child): Finding[] {
  const found = (
    kind: RecordKind,
    id: string,
    says: string,
    from: Day,
    to: Day | undefined,
    measures: readonly string[],
  ) =>
    during(from, to, undefined).map((span): Finding => ({
      kind: 'never-ended',
      entity: { kind, id },
      says,
      from: span.from,
      to: span.to,
      measures,
    }));
  const { referralMonths, assessmentMonths, missingDays } = LONGEST_OPEN;
  return [
    ...assessments(child).flatMap(({ id, startedOn, endedOn }) =>
      found(
        'assessment',
        id,
        `The assessment that started on ${dayInWords(startedOn)} has not been completed.`,
        addMonths(startedOn, assessmentMonths),
        endedOn,
        ['assessments-completed', 'assessments-45wd', 'assessments-open-over-45wd'],
      ),
    ),
    ...referrals(child).flatMap(({ id, receivedOn, completedOn }) =>
      found(
        'referral',
        id,
        `The referral that was received on ${dayInWords(receivedOn)} has no decision.`,
        addMonths(receivedOn, referralMonths),
        completedOn ?? addMonths(receivedOn, REFERRAL_FORGOTTEN_MONTHS),
        ['referrals-completed-1wd', 'referrals-completed-over-3wd'],
      ),
    ),
    ...missingEpisodes(child).flatMap(({ id, startedOn, endedOn }) =>
      found(
        'missing',
        id,
        `Missing since ${dayInWords(startedOn)}, and no return is recorded.`,
        startedOn + missingDays,
        endedOn,
        ['rhi-offered-72h', 'rhi-completed-72h', 'rhi-engaged', 'cla-missing-in-year'],
      ),
    ),
  ];
}

/** What the contract names as faults of data: they hold for as long as nobody puts them right. */
function contractFaults(child: Child): Finding[] {
  return dataFaults(child).map(({ kind, id, fault, says }) => ({
    kind: fault,
    entity: { kind, id },
    says,
    from: BEGINNING,
    to: FOREVER,
    measures: fault === 'unknown-care-period' ? ['cla'] : measuresAbout(kind),
  }));
}

function overlapping(child: Child): Finding[] {
  const found = (spells: readonly Spell[], kind: RecordKind, name: string, measures: readonly string[]): Finding[] => {
    const ordered = [...spells].sort((a, b) => a.startedOn - b.startedOn);
    return ordered.flatMap((spell, i): Finding[] => {
      const before = ordered.slice(0, i).find(({ endedOn = FOREVER }) => endedOn > spell.startedOn);
      if (before === undefined || spell.endedOn === spell.startedOn) return [];
      const says = `The ${name} of ${dayInWords(spell.startedOn)} started while that of ${dayInWords(before.startedOn)} was open.`;
      return [
        { kind: 'overlapping', entity: { kind, id: spell.id }, says, from: spell.startedOn, to: FOREVER, measures },
      ];
    });
  };
  return [
    ...found(carePeriods(child), 'care', 'care period', ['cla-started', 'cla-ended']),
    ...found(protectionPlans(child), 'cp-plan', 'child protection plan', ['cp-plans-started', 'cp-plans-ended']),
  ];
}

interface OfFamily extends Recorded {
  readonly on: Day;
  readonly leadChild: boolean | undefined;
}

const referralsOf = (child: Child): OfFamily[] => referrals(child).map((one) => ({ ...one, on: one.receivedOn }));
const enquiriesOf = (child: Child): OfFamily[] =>
  section47Enquiries(child).map((one) => ({ ...one, on: one.startedOn }));

function noLeadChild(child: Child): Finding[] {
  const found = (all: readonly OfFamily[], kind: RecordKind, name: string, measures: readonly string[]): Finding[] =>
    all
      .filter(({ leadChild }) => leadChild === undefined)
      .map(({ id, on }) => ({
        kind: 'no-lead-child',
        entity: { kind, id },
        says: `The ${name} of ${dayInWords(on)} does not say whether this was the lead child.`,
        from: on,
        to: addMonths(on, YEAR_MONTHS),
        measures,
      }));
  return [
    ...found(referralsOf(child), 'referral', 'referral', ['referral-families']),
    ...found(enquiriesOf(child), 's47', 'Section 47 enquiry', ['s47-enquiries']),
  ];
}

const referredRecently = (child: Child): Timeline =>
  anyOf(
    [...referralsOf(child), ...enquiriesOf(child)].map(({ on }) => ({
      from: on,
      to: addMonths(on, YEAR_MONTHS),
      what: undefined,
    })),
  );

/** Whether one of the spans holds a day. */
export function holdsOn(spans: readonly Pick<Span, 'from' | 'to'>[], day: Day): boolean {
  return spans.some(({ from, to }) => from <= day && day < to);
}
