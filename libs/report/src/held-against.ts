import { financialYearInWords, lastDayOf, monthInWords, type Month } from '@careledger/calendar';
import type { Measure } from '@careledger/measures';
import type { Target } from '@careledger/reference';
import { wholeOf, type CellName, type RatedFigure } from './cells';
import { comparedWith, isComparedNow, isLikeAWholeYears, polarityOf, targetsOf, type Compared } from './comparable';
import type { Facts } from './facts';
import { numberOf, standingCells, subjectOf } from './headline';
import type { Part } from './layout';
import { bareNumber, formOf, givenInWords, numberInWords, orderOf, partOf } from './numbers';
import { listed, name, type OrderWord, type Piece, type Quantity, type Said, type Sentence } from './said';
import { aprilOf, quarterIsFirst, when } from './times';

type Order = -1 | 0 | 1;

const LIE: Readonly<Record<Order, OrderWord>> = { [-1]: 'below', 0: 'the same as', 1: 'above' };
const MOVED: Readonly<Record<Order, OrderWord>> = { [-1]: 'down from', 0: 'the same as', 1: 'up from' };

/**
 * How the quarter's figure lies to that of the quarter before, and to that of a year before. Two points are two points: nothing is
 * said of a trend.
 */
export function changes(facts: Facts, measure: Measure): Sentence[] {
  const { quarter, cells, today } = facts;
  const isRunning = lastDayOf(quarter) > today;
  // What has happened so far in a quarter is no whole quarter's.
  if (isRunning && measure.kind !== 'stock') return [];
  const [now] = standingCells(measure, quarter);
  const figure = now === undefined ? undefined : cells.figure(now);
  if (now === undefined || figure === undefined || figure.value === null) return [];
  const items = [quarter - 3, quarter - 12].flatMap((month): Piece[][] => {
    const before = wholeOf(measure.id, now.grain, month);
    const other = cells.figure(before);
    if (other === undefined || other.value === null) return [];
    // That nothing is as much as nothing need not be said.
    if (figure.numerator === 0 && other.numerator === 0 && measure.shape === 'count') return [];
    const { decimals } = formOf(measure, 'value');
    const order = orderOf(figure.value ?? 0, other.value, decimals);
    const said: Said = { says: 'order', of: value(now), to: [value(before)], decimals, text: MOVED[order] };
    return [[said, ' ', ...numberOf(measure, before, other), ' ', name(when(measure, now.grain, month, today))]];
  });
  if (items.length === 0) return [];
  return [{ kind: 'change', measure: measure.id, pieces: [subjectOf(measure, now.grain), ' ', ...listed(items), '.'] }];
}

/** How the figures stand against the targets that are set for their kinds of period. */
export function targetSentences(facts: Facts, measure: Measure): Sentence[] {
  const pieces: Piece[][] = [];
  const { quarter } = facts;
  for (const part of ['value', 'rate'] as const) {
    const stateOrQuarter = measure.kind === 'stock' ? 'month' : 'quarter';
    for (const grain of [stateOrQuarter, 'ytd'] as const) {
      if (measure.kind === 'stock' && grain === 'ytd') continue;
      for (const target of targetsOf(facts, measure, grain, part)) {
        const cell = wholeOf(measure.id, grain, quarter);
        pieces.push(againstTarget(facts, measure, cell, part, target));
      }
    }
    if (measure.kind === 'stock') continue;
    for (const target of targetsOf(facts, measure, 'month', part))
      pieces.push(monthsAgainst(facts, measure, part, target));
  }
  return pieces.filter((one) => one.length > 0).map((one) => ({ kind: 'target', measure: measure.id, pieces: one }));
}

function againstTarget(facts: Facts, measure: Measure, cell: CellName, part: Part, target: Target): Piece[] {
  const figure = facts.cells.figure(cell);
  const shown = figure === undefined ? null : partOf(figure, part);
  if (shown === null) return [];
  const given = targetSaid(measure, part, target);
  if (polarityOf(measure) === 'neither') {
    return [
      'the authority has set ',
      given,
      ' as a line to refer to; neither way is better in itself, so nothing is said of how the figure stands to it.',
    ];
  }
  if (!isComparedNow(target, facts.quarter)) {
    return [
      'the target of ',
      given,
      ' is for the whole year, so the figure is not held against it before ',
      name(monthInWords(aprilOf(facts.quarter) + 11)),
      '.',
    ];
  }
  return [
    subjectOf(measure, cell.grain),
    ' ',
    ...lies(measure, cell, part, shown, target),
    ': the target is ',
    standing(measure, cell, part, shown, target),
    '.',
  ];
}

/** Of a target for months: how the last month stands, and in how many months of the quarter it was met. */
function monthsAgainst(facts: Facts, measure: Measure, part: Part, target: Target): Piece[] {
  const { quarter, cells } = facts;
  if (polarityOf(measure) === 'neither' || !isComparedNow(target, quarter)) return [];
  const months = [quarter - 2, quarter - 1, quarter].map((month) => wholeOf(measure.id, 'month', month));
  const known = months.flatMap((cell): { cell: CellName; figure: RatedFigure; shown: number }[] => {
    const figure = cells.figure(cell);
    const shown = figure === undefined ? null : partOf(figure, part);
    return figure === undefined || shown === null ? [] : [{ cell, figure, shown }];
  });
  const last = known[known.length - 1];
  if (last === undefined || last.cell !== months[2]) return [];
  const { cell, figure, shown } = last;
  const first: Piece[] = [
    name(when(measure, 'month', quarter, facts.today)),
    ' it was ',
    ...numberOf(measure, cell, figure),
    ', ',
    ...lies(measure, cell, part, shown, target),
    ' for a month: the target is ',
    standing(measure, cell, part, shown, target),
    '.',
  ];
  if (known.length < 3) return first;
  const met = known.filter((one) => isMet(measure, part, one.shown, target)).length;
  const times: Said = {
    says: 'times met',
    of: known.map((one) => ({ cell: one.cell, part })),
    target,
    text: ['none', 'one', 'two', 'all'][met] ?? '',
  };
  return [...first, ' It was met in ', times, ' of the quarter’s three months.'];
}

/** `below the target of 90%`. */
function lies(measure: Measure, cell: CellName, part: Part, shown: number, target: Target): Piece[] {
  const order = orderAgainst(measure, part, shown, target);
  const text = order === 0 ? 'at' : LIE[order];
  const { decimals } = formOf(measure, part);
  const said: Said = { says: 'order', of: { cell, part }, to: [{ target }], decimals, text };
  return [said, ' the target of ', targetSaid(measure, part, target)];
}

function standing(measure: Measure, cell: CellName, part: Part, shown: number, target: Target): Said {
  const text = isMet(measure, part, shown, target) ? 'met' : 'not met';
  return { says: 'standing', of: { cell, part }, target, text };
}

/** Whether a figure that is shown meets its target; asked only where one way is better. */
export function isMet(measure: Measure, part: Part, shown: number, target: Target): boolean {
  const order = orderAgainst(measure, part, shown, target);
  return order === 0 || (order === 1) === (polarityOf(measure) === 'higher');
}

function orderAgainst(measure: Measure, part: Part, shown: number, { target }: Target): Order {
  return orderOf(shown, target, formOf(measure, part).decimals);
}

function targetSaid(measure: Measure, part: Part, target: Target): Said {
  return { says: 'number', of: { target }, text: givenInWords(target.target, formOf(measure, part)) };
}

/** How the figure lies to what England, the region and statistical neighbours have published. */
export function comparatorSentences(facts: Facts, measure: Measure): Sentence[] {
  const { quarter, cells } = facts;
  const part: Part = measure.shape === 'count' ? 'rate' : 'value';
  if (!isLikeAWholeYears(facts, measure, part, quarter)) return [];
  const grain = measure.kind === 'stock' ? 'month' : quarterIsFirst(quarter) ? 'quarter' : 'ytd';
  const cell = wholeOf(measure.id, grain, quarter);
  const figure = cells.figure(cell);
  const shown = figure === undefined ? null : partOf(figure, part);
  const others = comparedWith(facts, measure, part);
  if (shown === null || others.length === 0) return [];
  const years = new Set(others.map(({ comparator }) => comparator.year));
  const common = years.size === 1 ? others[0]?.comparator.year : undefined;
  const subject = part === 'rate' ? 'the rate is' : subjectOf(measure, grain);
  const published: Piece[] = common === undefined ? [', as published'] : [', as published for ', name(common)];
  const polarity = polarityOf(measure);
  const pieces =
    polarity === 'neither'
      ? [
          'for comparison',
          ...published,
          ': ',
          ...listed(others.map((one) => [one.area, ' ', ...theirs(measure, part, one, common, true)])),
          part === 'rate' ? name(' per 10,000 children.') : '.',
        ]
      : [
          subject,
          ' ',
          ...listed(ordered(measure, { cell, part }, shown, others, common)),
          ...published,
          '; ',
          { says: 'polarity', measure: measure.id, text: `${polarity} is better` } as const,
          '.',
        ];
  return [{ kind: 'comparators', measure: measure.id, pieces }];
}

/** `above England (83.8%)`, `below the North East (88.8%) and statistical neighbours (87.7%)`: an item for each word. */
function ordered(
  measure: Measure,
  of: Quantity & { readonly part: Part | 'denominator' },
  shown: number,
  others: readonly Compared[],
  common: string | undefined,
): Piece[][] {
  return ([1, 0, -1] as const).flatMap((order): Piece[][] => {
    const alike = others.filter(
      ({ comparator, decimals }) => orderOf(shown, comparator.value ?? 0, decimals) === order,
    );
    if (alike.length === 0) return [];
    const areas = alike.map((one): Piece[] => [`${one.area} (`, ...theirs(measure, of.part as Part, one, common), ')']);
    // Two figures that are the same at the publisher's decimals need not look the same.
    const isRounded = order === 0 && alike.some(({ decimals }) => decimals === 0);
    const said = alike.map(({ comparator, decimals }, index): Said => {
      return { says: 'order', of, to: [{ comparator }], decimals, text: index === 0 ? LIE[order] : '' };
    });
    return [[...said, ' ', ...listed(areas), ...(isRounded ? [' to the nearest whole number'] : [])]];
  });
}

/** Their figure, with its year where not all are of the same; bare where its unit follows. */
function theirs(
  measure: Measure,
  part: Part,
  { comparator }: Compared,
  common: string | undefined,
  isBare = false,
): Piece[] {
  const form = formOf(measure, part);
  const value = comparator.value ?? 0;
  const text =
    part === 'rate' ? (isBare ? bareNumber(value, form) : numberInWords(value, form)) : givenInWords(value, form);
  const said: Said = { says: 'number', of: { comparator }, text };
  return common === undefined ? [said, ' in ', name(comparator.year)] : [said];
}

/** What the authority published of the year before, where there is no figure of a year before to compare with. */
export function lastYearSentences(facts: Facts, measure: Measure): Sentence[] {
  const { quarter, cells, publishedYears } = facts;
  const [now] = standingCells(measure, quarter);
  if (now === undefined || cells.figure(now) === undefined) return [];
  if (cells.figure(wholeOf(measure.id, now.grain, quarter - 12)) !== undefined) return [];
  const march: Month = aprilOf(quarter) - 1;
  const year = financialYearInWords(march);
  const found = publishedYears.find(
    (one) => one.measure === measure.id && one.figure === 'value' && one.year === year && one.to === march,
  );
  if (found === undefined) return [];
  const number: Said = {
    says: 'number',
    of: { published: found },
    text: givenInWords(found.value, formOf(measure, 'value')),
  };
  const time = measure.kind === 'stock' ? `at the end of ${monthInWords(march)}` : `in the whole of ${year}`;
  return [
    {
      kind: 'last year',
      measure: measure.id,
      pieces: [name(time), ' it was ', number, ', as the authority published then.'],
    },
  ];
}

const value = (cell: CellName): Quantity => ({ cell, part: 'value' });
