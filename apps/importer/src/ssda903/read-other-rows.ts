import { readDay } from '../engine/return-year';
import { given, leftOut, type Reading } from '../engine/table-rows';
import { ACCOMMODATION, ACTIVITIES, IN_TOUCH } from './codes';
import { code, windowFault, type Fields, type ReadingContext } from './row-fields';
import type { AdoptionRow, CareLeaverRow, MissingRow, OutcomesRow, SocialWorkerRow } from './rows';

// Tables that went through a spreadsheet or a data frame write 38 as 38.0, and 1 as 1.0.

const MISSING_KINDS: ReadonlyMap<string, MissingRow['kind']> = new Map([
  ['M', 'missing'],
  ['A', 'away'],
]);

export function readMissing(field: Fields, { year }: ReadingContext): Reading<MissingRow> {
  const from = readDay(field('MIS_START'));
  if (from === null) return leftOut(null, 'MIS_START is no date (dd/mm/yyyy)');
  const fault = windowFault('MIS_START', from, year);
  if (fault !== null) return leftOut(from, fault);
  const kind = MISSING_KINDS.get(code(field, 'MISSING'));
  if (kind === undefined) return leftOut(from, 'MISSING is neither M nor A');
  const to = endOf('MIS_END', field, 'MIS_START', from, year);
  return 'fault' in to ? leftOut(from, to.fault) : { key: from, row: { from, kind, ...to }, remarks: [] };
}

export function readOutcomes(field: Fields): Reading<OutcomesRow> {
  const remarks: string[] = [];
  const flag = (column: string): boolean | undefined => {
    const text = code(field, column).replace(/\.0$/, '');
    if (text === '1' || text === '0') return text === '1';
    if (text !== '') remarks.push(`${column} is neither 0 nor 1: the row is taken without it`);
    return undefined;
  };
  const row = {
    sdqScore: scoreIn(field('SDQ_SCORE'), remarks),
    development: flag('HEALTH_CHECK'),
    immunised: flag('IMMUNISATIONS'),
    teethChecked: flag('TEETH_CHECK'),
    healthAssessed: flag('HEALTH_ASSESSMENT'),
    substanceMisuse: flag('SUBSTANCE_MISUSE'),
  };
  return { key: '', row: given(row), remarks };
}

function scoreIn(text: string, remarks: string[]): number | undefined {
  if (text === '') return undefined;
  const score = /^\d{1,2}(\.0)?$/.test(text) ? Number(text) : NaN;
  if (score >= 0 && score <= 40) return score;
  remarks.push('SDQ_SCORE is no whole number from 0 to 40: the row is taken without it');
  return undefined;
}

export function readCareLeaver(field: Fields): Reading<CareLeaverRow> {
  const inTouch = code(field, 'IN_TOUCH');
  if (!IN_TOUCH.has(inTouch)) return leftOut('', 'IN_TOUCH is no code of the return');
  const remarks: string[] = [];
  const known = (column: string, isCode: (text: string) => boolean): string | undefined => {
    const text = code(field, column);
    if (text === '' || text === '0') return undefined;
    if (isCode(text)) return text;
    remarks.push(`${column} is no code of the return: the row is taken without it`);
    return undefined;
  };
  const activity = known('ACTIV', (text) => ACTIVITIES.has(text));
  const accommodation = known('ACCOM', (text) => ACCOMMODATION.test(text));
  if (inTouch === 'YES' && (activity === undefined || accommodation === undefined)) {
    remarks.push('IN_TOUCH is YES, yet ACTIV or ACCOM is not known: no contact is told');
  }
  return { key: '', row: { inTouch, ...given({ activity, accommodation }) }, remarks };
}

export function readAdoption(field: Fields, { year }: ReadingContext): Reading<AdoptionRow> {
  const matchedOn = readDay(field('DATE_MATCH'));
  if (matchedOn === null) return leftOut('', 'DATE_MATCH is no date (dd/mm/yyyy)');
  const fault = windowFault('DATE_MATCH', matchedOn, year);
  if (fault !== null) return leftOut('', fault);
  const foster = code(field, 'FOSTER_CARE');
  const remarks = foster === '0' || foster === '1' ? [] : ['FOSTER_CARE is neither 0 nor 1: taken as 0'];
  return { key: '', row: { matchedOn, byFosterCarers: foster === '1' }, remarks };
}

export function readSocialWorker(field: Fields, { year, workerOf }: ReadingContext): Reading<SocialWorkerRow> {
  const from = readDay(field('SW_DECOM'));
  if (from === null) return leftOut(null, 'SW_DECOM is no date (dd/mm/yyyy)');
  const id = code(field, 'SW_ID').replace(/\s/g, '');
  if (!/^SW\w+$/.test(id)) {
    return leftOut(null, 'SW_ID is no number of the register of social workers (SW and digits)');
  }
  const worker = workerOf(id);
  const key = `${from} ${worker}`;
  const fault = windowFault('SW_DECOM', from, year);
  if (fault !== null) return leftOut(key, fault);
  const to = endOf('SW_DEC', field, 'SW_DECOM', from, year);
  return 'fault' in to ? leftOut(key, to.fault) : { key, row: { from, worker, ...to }, remarks: [] };
}

/** The end of a spell: none where the column is empty, or why it makes no sense. */
function endOf(
  column: string,
  field: Fields,
  startColumn: string,
  from: string,
  year: number,
): { to?: string } | { fault: string } {
  if (field(column) === '') return {};
  const to = readDay(field(column));
  if (to === null) return { fault: `${column} is no date (dd/mm/yyyy)` };
  if (to < from) return { fault: `${column} lies before ${startColumn}` };
  const fault = windowFault(column, to, year);
  return fault === null ? { to } : { fault };
}
