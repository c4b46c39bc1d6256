import { formatMonth, parseMonth, type Month } from '@careledger/calendar';
import { PopulationBook } from '@careledger/figures';
import { ANNUAL_TREND, CODES, COMPARATORS, type FinancialYear, type TargetBook } from '@careledger/reference';

/** A population that is the same in every year is written down for these. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2099;

const everyYear = Array.from(
  { length: LAST_YEAR - FIRST_YEAR + 1 },
  (_, i): FinancialYear => `${FIRST_YEAR + i}/${String((FIRST_YEAR + i + 1) % 100).padStart(2, '0')}`,
);

export const populationRows = (populations: PopulationBook): object[] =>
  populations
    .known(everyYear)
    .map(({ authority, year, population }) => ({ authority, financial_year: year, population }));

export const targetRows = ({ targets }: TargetBook): readonly object[] => targets;

/** What others published for a year, and what authorities have of their own earlier years. */
export function comparatorRows(): object[] {
  const others = COMPARATORS.comparators.map(({ year, ...one }) => ({
    ...one,
    area_kind: areaKind(one.area),
    financial_year: year,
    up_to: formatMonth(marchOf(year)),
  }));
  const earlier = ANNUAL_TREND.map(({ authority, measure, figure, year, to, value, source }) => ({
    measure,
    figure: figure === 'rate' ? 'rate' : 'value',
    area: authority,
    area_kind: 'earlier year',
    financial_year: year,
    up_to: formatMonth(to),
    value: figure === 'numerator' ? null : value,
    numerator: figure === 'numerator' ? value : null,
    source,
  }));
  return [...others, ...earlier];
}

function areaKind(area: string): string {
  if (area === 'England') return 'country';
  if (area.startsWith('Statistical neighbours')) return 'statistical neighbours';
  return /^\d{3}$/.test(area) ? 'authority' : 'region';
}

/** The last month of a financial year. */
const marchOf = (year: FinancialYear): Month => parseMonth(`${Number(year.slice(0, 4)) + 1}-03`);

/** The list of codes that the keys of a breakdown are of. */
const LISTS: Readonly<Record<string, string>> = {
  ethnicity: 'ethnicity',
  source: 'referral-source',
  category: 'category-of-abuse',
  placementType: 'placement-type',
  legalStatus: 'legal-status',
  reason: 'reason-episode-ceased',
  activity: 'activity',
};

const PLAIN: readonly (readonly [breakdown: string, key: string, label: string])[] = [
  ['gender', 'F', 'Girls'],
  ['gender', 'M', 'Boys'],
  ['disabled', 'true', 'Disabled'],
  ['disabled', 'false', 'Not disabled'],
];

/** What keys are called that are codes, or that say yes and no; all others say themselves what they are. */
export function labelRows(): object[] {
  const codes = Object.entries(LISTS).flatMap(([breakdown, list]) =>
    CODES.of(list)
      .filter(({ meaning }) => meaning !== '')
      .map(({ code, meaning }) => ({ breakdown, key: code, label: meaning })),
  );
  return [...PLAIN.map(([breakdown, key, label]) => ({ breakdown, key, label })), ...codes];
}
