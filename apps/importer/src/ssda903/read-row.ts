import {
  ETHNICITIES,
  isReasonForNewEpisode,
  LEGAL_STATUSES,
  PLACEMENT_PROVIDERS,
  PLACEMENT_TYPES,
  REASONS_EPISODE_CEASED,
  REASONS_PLACEMENT_CHANGED,
} from './codes';
import { readDay, speaksOn } from '../engine/return-year';
import { given, leftOut, type Reading } from '../engine/table-rows';
import { readAdoption, readCareLeaver, readMissing, readOutcomes, readSocialWorker } from './read-other-rows';
import { code, EARLIEST, optionalCode, windowFault, type Fields, type ReadingContext } from './row-fields';
import type { EpisodeRow, FileKind, HeaderRow, ReviewRow, Rows, UascRow } from './rows';

/** Without these columns a file is not the one it is named for. */
export const REQUIRED_COLUMNS: Readonly<Record<FileKind, readonly string[]>> = {
  header: ['CHILD', 'SEX', 'DOB'],
  episodes: ['CHILD', 'DECOM', 'RNE', 'LS', 'PLACE', 'DEC', 'REC'],
  reviews: ['CHILD', 'REVIEW'],
  uasc: ['CHILD', 'DUC'],
  missing: ['CHILD', 'MISSING', 'MIS_START', 'MIS_END'],
  oc2: ['CHILD', 'IMMUNISATIONS', 'TEETH_CHECK', 'HEALTH_ASSESSMENT'],
  oc3: ['CHILD', 'IN_TOUCH', 'ACTIV', 'ACCOM'],
  ad1: ['CHILD', 'DATE_MATCH', 'FOSTER_CARE'],
  sw: ['CHILD', 'SW_ID', 'SW_DECOM', 'SW_DEC'],
};

/** What makes a row of a child one row, beside the child. */
export const NATURAL_KEY: Readonly<Record<FileKind, string>> = {
  header: 'row',
  episodes: 'DECOM',
  reviews: 'REVIEW',
  uasc: 'row',
  missing: 'MIS_START',
  oc2: 'row',
  oc3: 'row',
  ad1: 'row',
  sw: 'SW_DECOM and SW_ID',
};

/** Reads one row of each file; checks only what the row itself and its year can tell. */
export const READ_ROW: { readonly [K in FileKind]: (field: Fields, context: ReadingContext) => Reading<Rows[K]> } = {
  header: readHeader,
  episodes: readEpisode,
  reviews: readReview,
  uasc: readUasc,
  missing: readMissing,
  oc2: readOutcomes,
  oc3: readCareLeaver,
  ad1: readAdoption,
  sw: readSocialWorker,
};

/** 1 and 2 until 2023-24, letters since. */
const GENDERS: ReadonlyMap<string, 'F' | 'M' | 'U'> = new Map([
  ['1', 'M'],
  ['2', 'F'],
  ['M', 'M'],
  ['F', 'F'],
  ['U', 'U'],
]);

function readHeader(field: Fields, { year }: ReadingContext): Reading<HeaderRow> {
  const born = readDay(field('DOB'));
  if (born === null) return leftOut('', 'DOB is no date (dd/mm/yyyy)');
  if (born > speaksOn(year)) return leftOut('', 'DOB lies after the year of the return');
  const remarks: string[] = [];
  const gender = GENDERS.get(code(field, 'SEX'));
  if (gender === undefined) remarks.push('SEX is no code of the return: the gender is taken as not known');
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
