import {
  description,
  leaverContacts,
  leavingCareSpells,
  parenthood,
  stayingPut,
  view,
  type Child,
  type LeaverContact,
  type LeavingCare,
} from '@careledger/record';
import { aged } from './vocabulary/profile';
import { stock } from './vocabulary/stock';
import { anyOf, both, latestOf, never, spansOf, together, type Timeline } from './vocabulary/timeline';

type Status = LeavingCare['status'];
const FORMER_RELEVANT: readonly Status[] = ['former-relevant'];
const RELEVANT: readonly Status[] = ['relevant', 'former-relevant'];

/** Care leavers at T of an age, both limits included: a spell with one of the statuses is open. */
function careLeavers(statuses: readonly Status[], least: number, most: number) {
  const age = aged(least, most);
  return view((child): Timeline<LeavingCare> => {
    const spells = leavingCareSpells(child).filter(({ status }) => statuses.includes(status));
    return spells.length === 0 ? never : both(anyOf(spansOf(spells)), age(child));
  });
}
const aged19To21 = careLeavers(FORMER_RELEVANT, 19, 21);
const aged17To18 = careLeavers(RELEVANT, 17, 18);
const aged18To21 = careLeavers(RELEVANT, 18, 21);
const aged17To21 = careLeavers(RELEVANT, 17, 21);
const aged17To25 = careLeavers(RELEVANT, 17, 25);

/** The contact at T: the one with the latest contactedOn ≤ T, then the greatest id. */
const contact = view((child): Timeline<LeaverContact> => latestOf(leaverContacts(child)));

type Activity = LeaverContact['activity'];
const NEITHER_EARNING_NOR_LEARNING: ReadonlySet<Activity> = new Set<Activity>(['G4', 'G5', 'G6']);
const HIGHER_EDUCATION: ReadonlySet<Activity> = new Set<Activity>(['F1', 'P1']);

/** The days on which the contact is one like that. */
const contactIs = (is: (contact: LeaverContact) => boolean) => (child: Child) =>
  contact(child).filter(({ what }) => is(what));
const isSuitable = contactIs(({ suitable }) => suitable);
const isNeet = contactIs(({ activity }) => NEITHER_EARNING_NOR_LEARNING.has(activity));
const isEet = contactIs(({ activity }) => !NEITHER_EARNING_NOR_LEARNING.has(activity));
const isInHigherEducation = contactIs(({ activity }) => HIGHER_EDUCATION.has(activity));

const AGE_NOT_KNOWN = 'Care leavers whose month of birth is not known are left out; one who is in care is 17 at most.';
const LATEST_CONTACT =
  'The latest contact counts, however long ago, also one before the spell began; the statutory return asks instead what was so about the birthday.';
const NO_CONTACT_COUNTS_AGAINST =
  'A care leaver with whom there has been no contact is in the denominator and not in the numerator, as in the statutory return.';
const CONTACT_NOTES = [LATEST_CONTACT, NO_CONTACT_COUNTS_AGAINST];

// ---- accommodation -------------------------------------------------------------------------------------------------

export const suitableAccommodation19To21 = stock({
  id: 'care-leavers-suitable-accommodation-19-21',
  codes: ['CSC 286', 'C'],
  title: 'Care leavers aged 19 to 21 in suitable accommodation',
  asks: 'Of the former relevant care leavers aged 19 to 21, how many are in suitable accommodation?',
  definition: 'Care leavers (former-relevant) at T aged 19 to 21 (inclusive); numerator: the contact is suitable.',
  notes: CONTACT_NOTES,
  limits: [AGE_NOT_KNOWN, 'What makes accommodation suitable is the worker’s judgement.'],
  of: aged19To21,
  counts: isSuitable,
  worked: `
    Ada (from the 19th birthday to the day before the 22nd): child.described birthMonth=2000-06, care-leaver.started 2018-06-01 status=former-relevant, care-leaver-contact.made 2019-05-01 activity=F1 suitable=true => 2019-05-31 0/0, 2019-06-01 1/1, 2022-05-31 1/1, 2022-06-01 0/0
    Ben (the last contact): child.described birthMonth=2000-06, care-leaver.started 2018-06-01 status=former-relevant, care-leaver-contact.made 2019-07-01 activity=F1 suitable=true #1, care-leaver-contact.made 2019-08-01 activity=F1 suitable=false #2 => 2019-06-30 0/1, 2019-07-31 1/1, 2019-08-01 0/1
    Cy (two on one day, the greatest id): child.described birthMonth=2000-06, care-leaver.started 2018-06-01 status=former-relevant, care-leaver-contact.made 2019-07-01 activity=F1 suitable=true #b, care-leaver-contact.made 2019-07-01 activity=F1 suitable=false #a => 2019-07-01 1/1
    Di (relevant only): child.described birthMonth=2000-06, care-leaver.started 2018-06-01 status=relevant, care-leaver-contact.made 2019-07-01 activity=F1 suitable=true => 2019-07-01 0/0
    Eli (the spell ends): child.described birthMonth=2000-06, care-leaver.started 2018-06-01 status=former-relevant, care-leaver.ended 2020-01-01 => 2019-12-31 0/1, 2020-01-01 0/0
    Flo (age not known): care-leaver.started 2018-06-01 status=former-relevant => 2019-12-31 0/0
    Gus (still in care, so 17): child.described birthMonth=2000-06, care-leaver.started 2018-06-01 status=former-relevant, care.started 2018-01-01 legalStatus=C2, care.ended 2019-09-01 => 2019-08-31 0/0, 2019-09-01 0/1`,
});

export const suitableAccommodation17To18 = stock({
  id: 'care-leavers-suitable-accommodation-17-18',
  codes: ['C'],
  title: 'Care leavers aged 17 to 18 in suitable accommodation',
  asks: 'Of the care leavers aged 17 to 18, how many are in suitable accommodation?',
  definition:
    'Care leavers (relevant or former-relevant) at T aged 17 to 18 (inclusive); numerator: the contact is suitable.',
  notes: CONTACT_NOTES,
  limits: [AGE_NOT_KNOWN, 'What makes accommodation suitable is the worker’s judgement.'],
  of: aged17To18,
  counts: isSuitable,
  worked: `
    Ada: child.described birthMonth=2002-06, care-leaver.started 2018-06-01 status=relevant, care-leaver-contact.made 2019-05-01 activity=F1 suitable=true => 2019-05-31 0/0, 2019-06-01 1/1, 2021-05-31 1/1, 2021-06-01 0/0
    Ben (from relevant to former relevant): child.described birthMonth=2002-06, care-leaver.started 2019-06-01 status=relevant #1, care-leaver.ended 2020-06-01 #1, care-leaver.started 2020-06-01 status=former-relevant #2 => 2020-05-31 0/1, 2020-06-01 0/1
    Cy (qualifying): child.described birthMonth=2002-06, care-leaver.started 2019-06-01 status=qualifying => 2019-06-01 0/0
    Di (in care, so 17 still): child.described birthMonth=2000-06, care-leaver.started 2018-06-01 status=former-relevant, care.started 2018-01-01 legalStatus=C2, care.ended 2019-09-01 => 2019-08-31 0/1, 2019-09-01 0/0`,
});

// ---- education, employment, training -------------------------------------------------------------------------------

export const eet19To21 = stock({
  id: 'care-leavers-eet-19-21',
  codes: ['C'],
  title: 'Care leavers aged 19 to 21 in education, employment or training',
  asks: 'Of the former relevant care leavers aged 19 to 21, how many are in education, employment or training?',
  definition:
    'Care leavers (former-relevant) at T aged 19 to 21 (inclusive); numerator: there is a contact and its activity is not G4, G5, G6.',
  notes: CONTACT_NOTES,
  limits: [AGE_NOT_KNOWN, 'Part-time and full-time count alike.'],
  of: aged19To21,
  counts: isEet,
  worked: `
    Ada: child.described birthMonth=2000-06, care-leaver.started 2018-06-01 status=former-relevant, care-leaver-contact.made 2019-07-01 activity=F2 suitable=true #1, care-leaver-contact.made 2019-08-01 activity=G5 suitable=true #2 => 2019-06-30 0/1, 2019-07-01 1/1, 2019-08-01 0/1
    Ben (part-time): child.described birthMonth=2000-06, care-leaver.started 2018-06-01 status=former-relevant, care-leaver-contact.made 2019-07-01 activity=P5 suitable=false => 2019-07-01 1/1`,
});

export const eet17To18 = stock({
  id: 'care-leavers-eet-17-18',
  codes: ['C'],
  title: 'Care leavers aged 17 to 18 in education, employment or training',
  asks: 'Of the care leavers aged 17 to 18, how many are in education, employment or training?',
  definition:
    'Care leavers (relevant or former-relevant) at T aged 17 to 18 (inclusive); numerator: there is a contact and its activity is not G4, G5, G6.',
  notes: CONTACT_NOTES,
  limits: [AGE_NOT_KNOWN, 'Part-time and full-time count alike.'],
  of: aged17To18,
  counts: isEet,
  worked: `
    Ada: child.described birthMonth=2002-06, care-leaver.started 2018-06-01 status=relevant, care-leaver-contact.made 2019-07-01 activity=G4 suitable=true #1, care-leaver-contact.made 2019-08-01 activity=F4 suitable=true #2 => 2019-07-31 0/1, 2019-08-01 1/1`,
});

export const higherEducation19To21 = stock({
  id: 'care-leavers-higher-education-19-21',
  codes: ['C'],
  title: 'Care leavers aged 19 to 21 in higher education',
  asks: 'Of the former relevant care leavers aged 19 to 21, how many are in higher education?',
  definition:
    'Care leavers (former-relevant) at T aged 19 to 21 (inclusive); numerator: the activity of the contact is F1 or P1.',
  notes: CONTACT_NOTES,
  limits: [AGE_NOT_KNOWN, 'Those who have finished their studies are in the denominator alone.'],
  of: aged19To21,
  counts: isInHigherEducation,
  worked: `
    Ada: child.described birthMonth=2000-06, care-leaver.started 2018-06-01 status=former-relevant, care-leaver-contact.made 2019-07-01 activity=F1 suitable=true #1, care-leaver-contact.made 2019-08-01 activity=P1 suitable=true #2, care-leaver-contact.made 2019-09-01 activity=F2 suitable=true #3 => 2019-07-01 1/1, 2019-08-01 1/1, 2019-09-01 0/1`,
});

export const higherEducation17To18 = stock({
  id: 'care-leavers-higher-education-17-18',
  codes: ['C'],
  title: 'Care leavers aged 17 to 18 in higher education',
  asks: 'Of the care leavers aged 17 to 18, how many are in higher education?',
  definition:
    'Care leavers (relevant or former-relevant) at T aged 17 to 18 (inclusive); numerator: the activity of the contact is F1 or P1.',
  notes: CONTACT_NOTES,
  limits: [AGE_NOT_KNOWN, 'Those who have finished their studies are in the denominator alone.'],
  of: aged17To18,
  counts: isInHigherEducation,
  worked: `
    Ada: child.described birthMonth=2002-06, care-leaver.started 2018-06-01 status=relevant, care-leaver-contact.made 2020-09-01 activity=F1 suitable=true => 2020-08-31 0/1, 2020-09-01 1/1, 2021-06-01 0/0`,
});

export const neet19To21 = stock({
  id: 'care-leavers-neet-19-21',
  codes: ['CSC 294'],
  title: 'Care leavers aged 19 to 21 not in education, employment or training',
  asks: 'Of the former relevant care leavers aged 19 to 21 with whom there has been contact, how many are not in education, employment or training?',
  definition:
    'Care leavers (former-relevant) at T aged 19 to 21 (inclusive) with a contact; numerator: G4, G5, G6; by activity, each group over the whole denominator, groups of 0 left out.',
  notes: [LATEST_CONTACT],
  limits: [AGE_NOT_KNOWN, 'Care leavers with whom there has been no contact are left out.'],
  of: (child) => together(aged19To21(child), contact(child), (leaver, made) => [leaver, made] as const),
  counts: isNeet,
  numeratorBy: { activity: (child) => contact(child).map((span) => ({ ...span, what: span.what.activity })) },
  worked: `
    Ada: child.described birthMonth=2000-06, care-leaver.started 2018-06-01 status=former-relevant, care-leaver-contact.made 2019-07-01 activity=G4 suitable=true #1, care-leaver-contact.made 2019-08-01 activity=F2 suitable=true #2, care-leaver-contact.made 2019-09-01 activity=G6 suitable=true #3 => 2019-06-30 0/0, 2019-07-01 1/1, 2019-08-01 0/1, 2019-09-01 1/1
    Ben (contact before the 19th birthday): child.described birthMonth=2000-06, care-leaver.started 2018-06-01 status=former-relevant, care-leaver-contact.made 2019-05-01 activity=G5 suitable=true => 2019-05-31 0/0, 2019-06-01 1/1`,
});

// ---- staying put, parents ------------------------------------------------------------------------------------------

export const careLeaversStayingPut = stock({
  id: 'care-leavers-staying-put',
  codes: ['C'],
  title: 'Care leavers who stay with their foster carers',
  asks: 'Of the care leavers aged 18 to 21, how many are staying put with their former foster carers?',
  definition:
    'Care leavers (relevant or former-relevant) at T aged 18 to 21 (inclusive); numerator: a staying-put spell is open at T.',
  limits: [AGE_NOT_KNOWN, 'Whether a young person would have wished to stay, and could not, is not told.'],
  of: aged18To21,
  counts: (child) => anyOf(spansOf(stayingPut(child))),
  worked: `
    Ada: child.described birthMonth=2001-06, care-leaver.started 2018-06-01 status=relevant, staying-put.started 2019-06-01, staying-put.ended 2020-01-01 => 2019-05-31 0/0, 2019-06-01 1/1, 2019-12-31 1/1, 2020-01-01 0/1, 2023-05-31 0/1, 2023-06-01 0/0`,
});

const women = (leavers: (child: Child) => Timeline<LeavingCare>) => (child: Child) => {
  const found = leavers(child);
  return found.length > 0 && description(child)?.gender === 'F' ? found : never;
};
const expectsOrHasChild = (child: Child) => anyOf(spansOf(parenthood(child)));
const GENDER_NOT_KNOWN = 'Those whose gender is not sent as F are left out.';

export const careLeaverMothers17To21 = stock({
  id: 'care-leavers-parents-17-21',
  codes: ['C'],
  title: 'Care leavers aged 17 to 21 who are pregnant or mothers',
  asks: 'Of the female care leavers aged 17 to 21, how many are pregnant or mothers?',
  definition:
    'Care leavers (relevant or former-relevant) at T aged 17 to 21 (inclusive), gender F; numerator: a parenthood spell is open at T.',
  limits: [AGE_NOT_KNOWN, GENDER_NOT_KNOWN, 'Young fathers are not in it.'],
  of: women(aged17To21),
  counts: expectsOrHasChild,
  worked: `
    Ada: child.described birthMonth=2000-06 gender=F, care-leaver.started 2017-01-01 status=relevant, parenthood.started 2017-01-01 kind=pregnant #1, parenthood.ended 2017-08-01 #1, parenthood.started 2017-09-01 kind=mother #2 => 2017-05-31 0/0, 2017-06-01 1/1, 2017-08-01 0/1, 2017-09-01 1/1, 2022-05-31 1/1, 2022-06-01 0/0
    Ben: child.described birthMonth=2000-06 gender=M, care-leaver.started 2018-06-01 status=former-relevant => 2018-06-01 0/0`,
});

export const careLeaverMothers17To25 = stock({
  id: 'care-leavers-parents-17-25',
  codes: ['C'],
  title: 'Care leavers aged 17 to 25 who are pregnant or mothers',
  asks: 'Of the female care leavers aged 17 to 25, how many are pregnant or mothers?',
  definition:
    'Care leavers (relevant or former-relevant) at T aged 17 to 25 (inclusive), gender F; numerator: a parenthood spell is open at T.',
  limits: [AGE_NOT_KNOWN, GENDER_NOT_KNOWN, 'Young fathers are not in it.'],
  of: women(aged17To25),
  counts: expectsOrHasChild,
  worked: `
    Ada: child.described birthMonth=1994-06 gender=F, care-leaver.started 2011-01-01 status=former-relevant, parenthood.started 2016-06-01 kind=mother => 2011-05-31 0/0, 2016-05-31 0/1, 2016-06-01 1/1, 2020-05-31 1/1, 2020-06-01 0/0
    Ben (gender not known): child.described birthMonth=1994-06 gender=U, care-leaver.started 2011-01-01 status=former-relevant => 2016-06-01 0/0`,
});

/** "Care leavers", in the order of the catalogue. */
export const careLeaverMeasures = [
  suitableAccommodation19To21,
  suitableAccommodation17To18,
  eet19To21,
  eet17To18,
  higherEducation19To21,
  higherEducation17To18,
  neet19To21,
  careLeaversStayingPut,
  careLeaverMothers17To21,
  careLeaverMothers17To25,
];
