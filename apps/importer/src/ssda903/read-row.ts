import {
  ETHNICITIES,
  isReasonForNewEpisode,
  LEGAL_STATUSES,
  PLACEMENT_PROVIDERS,
  PLACEMENT_TYPES,
  REASONS_EPISODE_CEASED,
  REASONS_PLACEMENT_CHANGED,
} from './codes';
import { readDay, speaksOn, type DayText, type ReturnYear } from './return-year';
import type { EpisodeRow, FileKind, HeaderRow, ReviewRow, Rows, UascRow } from './rows';

/** What a row's text means: its natural key within the child, and the row or why it is left out; remarks on what was set aside. */
export interface Reading<R> {
  /** Null where not even the key can be read. */
  readonly key: string | null;
  readonly row: R | null;
  readonly leftOut?: string;
  readonly remarks: readonly string[];
}

export interface ReadingContext {
  readonly year: ReturnYear;
  /** A keyed hash that tells one home from another. */
  readonly homeOf: (provider: string, urn: string, postcode: string) => string;
}

type Fields = (column: string) => string;

/** Without these columns a file is not the one it is named for. */
export const REQUIRED_COLUMNS: Readonly<Record<FileKind, readonly string[]>> = {
  header: ['CHILD', 'SEX', 'DOB'],
  episodes: ['CHILD', 'DECOM', 'RNE', 'LS', 'PLACE', 'DEC', 'REC'],
  reviews: ['CHILD', 'REVIEW'],
  uasc: ['CHILD', 'DUC'],
};

/** Reads one row of each file; checks only what the row itself and its year can tell. */
export const READ_ROW: { readonly [K in FileKind]: (field: Fields, context: ReadingContext) => Reading<Rows[K]> } = {
  header: readHeader,
  episodes: readEpisode,
  reviews: readReview,
  uasc: readUasc,
};

const EARLIEST: DayText = '1990-01-01';
const GENDERS: ReadonlyMap<string, 'F' | 'M'> = new Map([
  ['1', 'M'],
  ['2', 'F'],
  ['M', 'M'],
  ['F', 'F'],
]);

function readHeader(field: Fields, { year }: ReadingContext): Reading<HeaderRow> {
  const born = readDay(field('DOB'));
  if (born === null) return leftOut('', 'DOB is no date (dd/mm/yyyy)');
  if (born > speaksOn(year)) return leftOut('', 'DOB lies after the year of the return');
  const remarks: string[] = [];
  const gender = GENDERS.get(code(field, 'SEX'));
  if (gender === undefined) remarks.push('SEX is neither 1 nor 2: the gender is taken as not known');
  const ethnicity = optionalCode(field, 'ETHNIC', ETHNICITIES, remarks);
  return { key: '', row: { birthMonth: born.slice(0, 7), gender: gender ?? 'U', ...given({ ethnicity }) }, remarks };
}

function readEpisode(field: Fields, { year, homeOf }: ReadingContext): Reading<EpisodeRow> {
  const from = readDay(field('DECOM'));
  if (from === null) return leftOut(null, 'DECOM is no date (dd/mm/yyyy)');
  const outOfWindow = windowFault('DECOM', from, year);
  if (outOfWindow !== null) return leftOut(from, outOfWindow);

  const began = code(field, 'RNE');
  if (!isReasonForNewEpisode(began)) return leftOut(from, 'RNE is no code of the return');
  const legalStatus = code(field, 'LS');
  if (!LEGAL_STATUSES.has(legalStatus)) return leftOut(from, 'LS is no code of the return');
  const placement = code(field, 'PLACE');
  if (!PLACEMENT_TYPES.has(placement)) return leftOut(from, 'PLACE is no code of the return');

  const remarks: string[] = [];
  let end: Pick<EpisodeRow, 'to' | 'ceased'> = {};
  const ceased = code(field, 'REC');
  if (field('DEC') === '') {
    if (ceased !== '') remarks.push('REC without DEC: the episode is taken as open');
  } else {
    const to = readDay(field('DEC'));
    if (to === null) return leftOut(from, 'DEC is no date (dd/mm/yyyy)');
    if (to < from) return leftOut(from, 'DEC lies before DECOM');
    const fault = windowFault('DEC', to, year);
    if (fault !== null) return leftOut(from, fault);
    if (ceased !== '' && !REASONS_EPISODE_CEASED.has(ceased)) return leftOut(from, 'REC is no code of the return');
    if (ceased === '')
      remarks.push('DEC without REC: care goes on if another episode begins on that day, else it ends');
    end = { to, ...given({ ceased: ceased === '' ? undefined : ceased }) };
  }
  const provider = optionalCode(field, 'PLACE_PROVIDER', PLACEMENT_PROVIDERS, remarks);
  const placementEnded = optionalCode(field, 'REASON_PLACE_CHANGE', REASONS_PLACEMENT_CHANGED, remarks);
  const postcode = code(field, 'PL_POST').replace(/\s/g, '');
  const urn = code(field, 'URN');
  const home = postcode === '' && urn === '' ? undefined : homeOf(provider ?? '', urn, postcode);
  return {
    key: from,
    row: { from, began, legalStatus, placement, ...end, ...given({ provider, home, placementEnded }) },
    remarks,
  };
}

function readReview(field: Fields, { year }: ReadingContext): Reading<ReviewRow> {
  const heldOn = readDay(field('REVIEW'));
  if (heldOn === null) return leftOut(null, 'REVIEW is no date (dd/mm/yyyy)');
  const fault = windowFault('REVIEW', heldOn, year);
  return fault === null ? { key: heldOn, row: { heldOn }, remarks: [] } : leftOut(heldOn, fault);
}

function readUasc(field: Fields): Reading<UascRow> {
  if (field('DUC') === '') return { key: '', row: {}, remarks: [] };
  const ceasedOn = readDay(field('DUC'));
  if (ceasedOn === null) return leftOut('', 'DUC is no date (dd/mm/yyyy)');
  return ceasedOn < EARLIEST ? leftOut('', 'DUC lies before 1990') : { key: '', row: { ceasedOn }, remarks: [] };
}

/** What happened cannot lie after the day from which the return speaks. */
function windowFault(column: string, day: DayText, year: ReturnYear): string | null {
  if (day < EARLIEST) return `${column} lies before 1990`;
  return day > speaksOn(year) ? `${column} lies after the year of the return` : null;
}

function code(field: Fields, column: string): string {
  return field(column).toUpperCase();
}

function optionalCode(
  field: Fields,
  column: string,
  codes: ReadonlySet<string>,
  remarks: string[],
): string | undefined {
  const text = code(field, column);
  if (text === '' || codes.has(text)) return text === '' ? undefined : text;
  remarks.push(`${column} is no code of the return: the row is taken without it`);
  return undefined;
}

function leftOut(key: string | null, reason: string): Reading<never> {
  return { key, row: null, leftOut: reason, remarks: [] };
}

/** An object with the fields that are there: a missing one is left out, not undefined. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
