import { readDay, speaksOn, type DayText, type ReturnYear } from '../engine/return-year';
import { given, leftOut, type Reading } from '../engine/table-rows';
import { asWrittenDate, childrenIn, textIn, type XmlElement } from '../engine/xml-elements';
import { ETHNICITIES } from '../ssda903/codes';
import type {
  AssessmentRow,
  Category,
  ChildRow,
  EnquiryRow,
  ProtectionRow,
  ReferralRow,
  ReviewRow,
  SpellRow,
} from './rows';

/**
 * Codes of all census years. Source: the guides to the children-in-need census and its schemas, 2017 on.
 */
const REFERRAL_SOURCES = new Set('1A 1B 1C 1D 2A 2B 3A 3B 3C 3D 3E 3F 4 5A 5B 5C 5D 6 7 8 9 10'.split(' '));
const CATEGORIES = ['NEG', 'PHY', 'SAB', 'EMO', 'MUL'] as const;
/** GenderCurrent in the earlier years, Sex in the later ones. */
const GENDERS: ReadonlyMap<string, ChildRow['gender']> = new Map([
  ['1', 'M'],
  ['2', 'F'],
  ['0', 'U'],
  ['9', 'U'],
  ['M', 'M'],
  ['F', 'F'],
  ['U', 'U'],
]);
const EARLIEST: DayText = '1990-01-01';

export function readChild(child: XmlElement, year: ReturnYear): Reading<ChildRow> {
  const identifiers = child.children.find(({ name }) => name === 'ChildIdentifiers') ?? child;
  const characteristics = child.children.find(({ name }) => name === 'ChildCharacteristics') ?? child;
  const column = textIn(identifiers, 'PersonBirthDate') === '' ? 'ExpectedPersonBirthDate' : 'PersonBirthDate';
  const born = dateOf(identifiers, column);
  if (born === null) return leftOut('', `${column} is no date (YYYY-MM-DD)`);
  // A child who is not born yet is in the census, too.
  if (born > speaksOn(year + 1)) return leftOut('', `${column} lies far after the census year`);
  const remarks: string[] = [];
  const sex = (textIn(identifiers, 'Sex') || textIn(identifiers, 'GenderCurrent')).toUpperCase();
  const gender = GENDERS.get(sex);
  if (gender === undefined)
    remarks.push('Sex (GenderCurrent) is no code of the census: the gender is taken as not known');
  const written = textIn(characteristics, 'Ethnicity').toUpperCase();
  const ethnicity = ETHNICITIES.has(written) ? written : undefined;
  if (written !== '' && ethnicity === undefined) {
    remarks.push('Ethnicity is no code of the census: the child is taken without it');
  }
  const disabled = disabledIn(characteristics);
  const row = { birthMonth: born.slice(0, 7), gender: gender ?? 'U', ...given({ ethnicity, disabled }) };
  return { key: '', row, remarks };
}

/** NONE says that the child is not disabled; where nothing is said, it is not known. */
function disabledIn(characteristics: XmlElement): boolean | undefined {
  const list = characteristics.children.find(({ name }) => name === 'Disabilities');
  const written = list === undefined ? [] : childrenIn(list, 'Disability').map(({ text }) => text.toUpperCase());
  const codes = written.filter((code) => code !== '');
  return codes.length === 0 ? undefined : codes.some((code) => code !== 'NONE');
}

export function readReferral(details: XmlElement, year: ReturnYear): Reading<ReferralRow> {
  const received = dayIn(details, 'CINreferralDate', year);
  if (received.day === null) return leftOut(received.key, received.fault);
  const source = textIn(details, 'ReferralSource').toUpperCase();
  const known = REFERRAL_SOURCES.has(source);
  const remarks =
    known || source === '' ? [] : ['ReferralSource is no code of the census: the referral is taken without it'];
  return { key: received.day, row: { receivedOn: received.day, ...(known ? { source } : {}) }, remarks };
}

export function readAssessment(
  element: XmlElement,
  year: ReturnYear,
  referral: DayText | null,
): Reading<AssessmentRow> {
  const reading = readSpell(element, 'AssessmentActualStartDate', 'AssessmentAuthorisationDate', year);
  if (reading.row === null) return reading;
  return { ...reading, row: { ...reading.row, ...(referral === null ? {} : { referral }) } };
}

/** A spell with its natural key, the day on which it began. */
export function readSpell(element: XmlElement, start: string, end: string, year: ReturnYear): Reading<SpellRow> {
  const from = dayIn(element, start, year);
  if (from.day === null) return leftOut(from.key, from.fault);
  if (textIn(element, end) === '') return { key: from.day, row: { from: from.day }, remarks: [] };
  const to = dayIn(element, end, year);
  if (to.day === null) return leftOut(from.day, to.fault);
  if (to.day < from.day) return leftOut(from.day, `${end} lies before ${start}`);
  return { key: from.day, row: { from: from.day, to: to.day }, remarks: [] };
}

export function readEnquiry(element: XmlElement, year: ReturnYear): Reading<EnquiryRow> {
  const reading = readSpell(element, 'S47ActualStartDate', 'DateOfInitialCPC', year);
  if (reading.row === null) return reading;
  const { from, to } = reading.row;
  return { ...reading, row: { from, ...given({ conferenceOn: to }) } };
}

export function readProtection(element: XmlElement, year: ReturnYear): Reading<ProtectionRow> {
  const reading = readSpell(element, 'CPPstartDate', 'CPPendDate', year);
  if (reading.row === null) return reading;
  const written = (textIn(element, 'LatestCategoryOfAbuse') || textIn(element, 'InitialCategoryOfAbuse')).toUpperCase();
  const category: Category | undefined = CATEGORIES.find((each) => each === written);
  const remarks =
    written !== '' && category === undefined
      ? ['LatestCategoryOfAbuse is no code of the census: the plan is taken without it']
      : [];
  return { ...reading, row: { ...reading.row, ...given({ category }) }, remarks };
}

export function readReview(element: XmlElement, year: ReturnYear): Reading<ReviewRow> {
  const held = dayOf('CPPreviewDate', element.text, year);
  if (held.day === null) return leftOut(held.key, held.fault);
  return { key: held.day, row: { heldOn: held.day }, remarks: [] };
}

type Read = { readonly day: DayText } | { readonly day: null; readonly key: DayText | null; readonly fault: string };

function dayIn(element: XmlElement, name: string, year: ReturnYear): Read {
  return dayOf(name, textIn(element, name), year);
}

function dayOf(name: string, text: string, year: ReturnYear): Read {
  const day = readDay(asWrittenDate(text));
  if (day === null) return { day, key: null, fault: `${name} is no date (YYYY-MM-DD)` };
  if (day < EARLIEST) return { day: null, key: day, fault: `${name} lies before 1990` };
  return day > speaksOn(year) ? { day: null, key: day, fault: `${name} lies after the census year` } : { day };
}

function dateOf(element: XmlElement, name: string): DayText | null {
  return readDay(asWrittenDate(textIn(element, name)));
}
