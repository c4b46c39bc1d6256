import { addMonths, birthday, type Day } from '@careledger/calendar';
import { carePeriods, description, view, type CarePeriod } from '@careledger/record';
import { UNKNOWN, WHOLE, within, type Cell } from './cells';
import {
  anyOf,
  BEGINNING,
  both,
  during,
  except,
  FOREVER,
  prevailing,
  spanAt,
  type Span,
  type Timeline,
} from './timeline';

/** Age bands by the age at which they begin (measures.md, Conventions); before birth a child is `unborn`. */
const AGE_BANDS: readonly (readonly [number, string])[] = [
  [0, '0'],
  [1, '1-4'],
  [5, '5-9'],
  [10, '10-15'],
  [16, '16-17'],
  [18, '18-20'],
  [21, '21-25'],
  [26, '26+'],
];
const OLDEST_IN_CARE = '16-17';
const OLDEST_AGE_IN_CARE = 17;

/** On which days the child is in care, and under which period. Periods of short breaks (V3, V4) count nowhere. */
export const inCare = view((child) => prevailing(carePeriods(child)));

/** The 12-month cohort (measures.md, Conventions): in care at T, and careStart ⊕ 12 ≤ T + 1 day. */
export const inCareTwelveMonths = view((child): Timeline<CarePeriod> =>
  inCare(child).flatMap(({ from, to, what }) => during(Math.max(from, addMonths(what.startedOn, 12) - 1), to, what)),
);

/** The age band on every day: at most 17 while in care; `unknown` without a month of birth. */
const ageBands = view((child): Timeline<string> => {
  const birth = description(child)?.birth;
  if (birth === undefined) return [{ from: BEGINNING, to: FOREVER, what: UNKNOWN }];
  const bands: Span<string>[] = [{ from: BEGINNING, to: birth, what: 'unborn' }];
  AGE_BANDS.forEach(([age, what], i) => {
    const next = AGE_BANDS[i + 1];
    bands.push({ from: birthday(birth, age), to: next === undefined ? FOREVER : birthday(birth, next[0]), what });
  });
  return heldBackInCare(bands, birthday(birth, 18), inCare(child));
});

function heldBackInCare(bands: readonly Span<string>[], eighteenth: Day, care: Timeline): Timeline<string> {
  const last = care[care.length - 1];
  if (last === undefined || last.to <= eighteenth) return bands;
  const cut: Span<string>[] = [];
  for (const band of bands) {
    let from = band.from;
    for (const span of care) {
      const start = Math.max(span.from, eighteenth, from);
      const end = Math.min(span.to, band.to);
      if (start >= end) continue;
      if (from < start) cut.push({ from, to: start, what: band.what });
      cut.push({ from: start, to: end, what: OLDEST_IN_CARE });
      from = end;
    }
    if (from < band.to) cut.push({ from, to: band.to, what: band.what });
  }
  return cut;
}

/** Breakdowns that every measure has (but those about workers). */
export const PROFILE_BREAKDOWNS = ['gender', 'ageBand', 'ethnicity', 'disabled'] as const;

const NOT_DESCRIBED = { gender: undefined, ethnicity: undefined, disabled: undefined };

/** The breakdown values of the child itself, on every day. */
export const profile = view((child): Timeline<Cell> => {
  const { gender, ethnicity, disabled } = description(child) ?? NOT_DESCRIBED;
  const described = within(within(WHOLE, 'gender', gender ?? UNKNOWN), 'ethnicity', ethnicity ?? UNKNOWN);
  const cell = within(described, 'disabled', String(disabled ?? UNKNOWN));
  return ageBands(child).map(({ from, to, what }) => ({ from, to, what: within(cell, 'ageBand', what) }));
});

/**
 * The days on which the child's age is between two, both included; at most 17 while in care, whenever it was born. None
 * without a month of birth.
 */
export function aged(least: number, most: number) {
  return view((child): Timeline => {
    const birth = description(child)?.birth;
    if (birth === undefined) return [];
    const byBirth = during(birthday(birth, least), birthday(birth, most + 1), undefined);
    if (most < OLDEST_AGE_IN_CARE) return byBirth;
    const heldBack = both(inCare(child), during(birthday(birth, OLDEST_AGE_IN_CARE + 1), undefined, undefined));
    if (heldBack.length === 0) return byBirth;
    return least > OLDEST_AGE_IN_CARE ? except(byBirth, heldBack) : anyOf([...byBirth, ...heldBack]);
  });
}

/**
 * The days on which the child is younger than `age`, which is one that the age of a child in care can pass (17 or less).
 * None without a month of birth.
 */
export function youngerThan(age: number) {
  return view((child): Timeline => {
    const birth = description(child)?.birth;
    return birth === undefined ? [] : [{ from: BEGINNING, to: birthday(birth, age), what: undefined }];
  });
}

/** The cell of the child on a day. */
export function cellOn(timeline: Timeline<Cell>, day: Day): Cell {
  return (spanAt(timeline, day) as Span<Cell>).what;
}
