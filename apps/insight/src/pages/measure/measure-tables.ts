import { formatDay, formatMonth, type Day, type Month } from '@careledger/calendar';
import { NO_VALUE, oneDecimal, partsInWords, periodInWords, valueInWords, type Group } from '@careledger/figures';
import type { Grain, Measure } from '@careledger/measures';
import { ANNUAL_TREND, type Comparator, type TargetBook } from '@careledger/reference';
import { targetInWords } from '../../catalogue/target-words';
import { againstTarget, periodOf } from '../figures/compared';
import { statusTag } from '../figures/status';
import { html, link, pages, type Cell, type Column, type Part, type Table } from '../frame';
import type { MeasureFigures } from './measure-reader';

/** A figure that was published, beside the one of today. */
export interface PublishedBeside {
  readonly publication: number;
  readonly value: number | null;
  readonly isSame: boolean;
}

export interface MeasureState extends MeasureFigures {
  readonly authority: string;
  readonly area: string;
  readonly measure: Measure;
  readonly grain: Grain;
  readonly month: Month;
  readonly isCurrent: boolean;
  readonly today: Day;
  readonly by: string | undefined;
  readonly targets: TargetBook;
  readonly tolerance: number;
  readonly comparators: readonly Comparator[];
  /** By the month that names the period. */
  readonly published: ReadonlyMap<string, PublishedBeside>;
  /** What people wrote of it in the quarter. */
  readonly commentary: { readonly text: string; readonly author: string; readonly quarter: string } | undefined;
  /** What there is to know of the data behind the figure. */
  readonly note: Part;
}

/** The periods with their figures, the latest first. */
export function periodsTable(state: MeasureState): Table {
  const { measure, grain, figures, authority, published } = state;
  const hasRate = measure.rate === true;
  const hasPublished = published.size > 0;
  const hasTarget = state.targets.of(measure.id, authority).some((target) => target.grain === grain);
  const columns: Column[] = [
    { head: 'Period', name: 'period' },
    { head: 'Figure', kind: 'number', name: 'value' },
    ...(measure.shape === 'count'
      ? []
      : [{ head: 'Made up of', kind: 'number' as const, name: 'numerator of denominator' }]),
    ...(hasRate ? [{ head: 'Per 10,000', kind: 'number' as const, name: 'rate' }] : []),
    ...(hasTarget ? [{ head: 'Against target', name: 'status' }] : []),
    ...(hasPublished ? [{ head: 'As published', name: 'published' }] : []),
    { head: 'Why', name: 'up to' },
  ];
  const rows = [...figures].reverse().map((figure): Cell[] => {
    const { point, rate } = figure;
    const against = againstTarget(state.targets, state, figure, state.tolerance);
    const was = published.get(periodOf(point));
    return [
      { shown: periodInWords(point.period), value: periodOf(point) },
      { shown: html`<strong>${valueInWords(measure, point.value)}</strong>`, value: point.value },
      ...(measure.shape === 'count' ? [] : [partsInWords(measure, point)]),
      ...(hasRate ? [{ shown: rate === null ? NO_VALUE : oneDecimal(rate), value: rate }] : []),
      ...(hasTarget
        ? [against === undefined ? '' : { shown: statusTag(against), value: against.standing.status }]
        : []),
      ...(hasPublished ? [publishedCell(was, state)] : []),
      {
        shown: link(
          pages.why(authority, measure.id, { grain, period: periodOf(point) }),
          html`Open<span class="govuk-visually-hidden">
              the children and events of ${periodInWords(point.period)}</span
            >`,
        ),
        value: formatDay(point.period.to),
      },
    ];
  });
  return { caption: 'Figures by period', columns, rows };
}

function publishedCell(was: PublishedBeside | undefined, { authority, measure }: MeasureState): Cell {
  if (was === undefined) return '';
  const words = was.isSame ? 'the same' : `${valueInWords(measure, was.value)} then`;
  return { shown: link(pages.publication(authority, was.publication), words), value: was.value };
}

/** The figure in groups. */
export function groupsTable(groups: readonly Group[], by: string, measure: Measure): Table {
  return {
    caption: `By ${breakdownInWords(by).toLowerCase()}`,
    columns: [
      { head: breakdownInWords(by), name: by },
      { head: 'Figure', kind: 'number', name: 'value' },
      { head: 'Made up of', kind: 'number', name: 'numerator of denominator' },
    ],
    rows: groups.map((group) => [
      keyInWords(by, group.key),
      { shown: valueInWords(measure, group.value), value: group.value },
      partsInWords(measure, group),
    ]),
    empty: 'Nothing counts in any group.',
  };
}

/** The figure of the same month in every kind of period. */
export function grainsTable({ grains, measure, authority, month, isCurrent, targets, tolerance }: MeasureState): Table {
  const rows = grains.map(({ grain, figure }): Cell[] => {
    const against = againstTarget(targets, { measure, authority, grain }, figure, tolerance);
    const to = isCurrent ? undefined : formatMonth(month);
    return [
      {
        shown: link(pages.measure(authority, measure.id, { grain, to }), periodInWords(figure.point.period)),
        value: grain,
      },
      { shown: valueInWords(measure, figure.point.value), value: figure.point.value },
      partsInWords(measure, figure.point),
      against === undefined
        ? ''
        : { shown: html`${statusTag(against)} ${targetInWords(against.target)}`, value: against.target.target },
    ];
  });
  const columns: Column[] = [
    { head: 'Period' },
    { head: 'Figure', kind: 'number' },
    { head: 'Made up of', kind: 'number' },
    { head: 'Target' },
  ];
  return { caption: 'In every kind of period', columns, rows };
}

/** What an authority has published of its own earlier years. */
export function earlierYearsTable({ measure, authority }: Pick<MeasureState, 'measure' | 'authority'>): Table {
  const units = { value: measure.shape === 'percent' ? '%' : '', rate: ' per 10,000', numerator: '' };
  return {
    caption: 'What this authority has published of earlier years',
    columns: [{ head: 'Year' }, { head: 'Figure', kind: 'number' }, { head: 'Source' }],
    rows: ANNUAL_TREND.filter((one) => one.measure === measure.id && one.authority === authority).map(
      ({ year, value, figure, source }) => [year, { shown: `${value}${units[figure]}`, value }, source],
    ),
  };
}

const BREAKDOWNS: Readonly<Record<string, string>> = {
  gender: 'Sex',
  ageBand: 'Age',
  ethnicity: 'Ethnicity',
  disabled: 'Disability',
  placementType: 'Placement type',
  legalStatus: 'Legal status',
  careDuration: 'Time in care',
  leadChild: 'Lead child of the family',
};

/** A breakdown by its name: `Age`, `Placement type`. */
export function breakdownInWords(name: string): string {
  const known = BREAKDOWNS[name];
  if (known !== undefined) return known;
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

const KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gender: { F: 'Female', M: 'Male', U: 'Not recorded as either' },
  disabled: { true: 'Disabled', false: 'Not disabled' },
};

/** A group by its name. */
export function keyInWords(breakdown: string, key: string): string {
  return key === 'unknown' ? 'Not known' : (KEYS[breakdown]?.[key] ?? key);
}
