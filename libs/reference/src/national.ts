// What holds for every authority, read from the kept files once; and what is bundled of what an authority may replace.
import { readAnnualOnly, readAnnualTrend } from './annual';
import { CodeBook, readCodeLists, readCodes } from './codes';
import { ComparatorBook, readComparators } from './comparators';
import { keptText } from './kept-files';
import { readPolarity, type Reading } from './polarity';
import { readPopulations } from './populations';
import { readTargets } from './targets';

/** Which way is better and the unit, by measure. */
export const READINGS = new Map(
  readPolarity('polarity.csv', keptText('polarity.csv')).map((reading) => [reading.measure, reading]),
);

/**
 * How a measure's figure is read.
 * @throws Error where polarity.csv has no row for it: a measure that is added needs one
 */
export function readingOf(measure: string): Reading {
  const reading = READINGS.get(measure);
  if (reading === undefined) throw new Error(`libs/reference/data/polarity.csv has no row for ${measure}`);
  return reading;
}

/** The ids of all measures of the catalogue. */
export const MEASURE_IDS: ReadonlySet<string> = new Set(READINGS.keys());

/** What others have published. */
export const COMPARATORS = new ComparatorBook(readComparators('comparators.csv', keptText('comparators.csv')));

/** What authorities have published of their own earlier years. */
export const ANNUAL_TREND = readAnnualTrend('annual-trend.csv', keptText('annual-trend.csv'));

/** The measures whose figure means something at the end of a financial year alone, and why. */
export const ANNUAL_ONLY = new Map(
  readAnnualOnly('annual-only.csv', keptText('annual-only.csv')).map((one) => [one.measure, one]),
);

const lists = readCodeLists('code-lists.csv', keptText('code-lists.csv'));

/** The lists of statutory codes by return year. */
export const CODES = new CodeBook(lists, readCodes('codes.csv', keptText('codes.csv'), lists));

/** The targets that are bundled: Darlington's of 2020/21. */
export const BUNDLED_TARGETS = readTargets('targets.csv', keptText('targets.csv'), MEASURE_IDS);

/** The populations that are bundled: what the two councils' publications imply. */
export const BUNDLED_POPULATIONS = readPopulations('population.csv', keptText('population.csv'));
