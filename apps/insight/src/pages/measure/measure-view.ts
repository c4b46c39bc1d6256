import { formatDay, formatMonth, type Day, type Month } from '@careledger/calendar';
import { NO_VALUE, oneDecimal, partsInWords, periodInWords, valueInWords, type Group } from '@careledger/figures';
import type { Grain, Measure } from '@careledger/measures';
import { ANNUAL_ONLY, ANNUAL_TREND, type Comparator, type TargetBook } from '@careledger/reference';
import { GRAIN_WORDS, targetInWords } from '../../catalogue/target-words';
import { workedTable } from '../../catalogue/worked-table';
import {
  againstTarget,
  comparatorInWords,
  comparedPeriod,
  directionOf,
  periodOf,
  type ShownFigure,
} from '../figures/compared';
import { GRAIN_TABS, namingMonth, recentMonths } from '../figures/period-choice';
import { distanceInWords, statusTag } from '../figures/status';
import {
  details,
  filterForm,
  heading,
  html,
  insetText,
  link,
  pages,
  paragraph,
  raw,
  select,
  summaryList,
  tableMarkup,
  tabs,
  type Cell,
  type Column,
  type Markup,
  type Part,
  type Table,
} from '../frame';
import { directionMarkup } from '../overview/overview-view';
import { measureChart } from './measure-chart';
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

/** The address of this page with other choices. */
function here(
  { authority, measure, grain, month, isCurrent, by }: MeasureState,
  other: Record<string, string | undefined> = {},
): string {
  const asked = { grain, to: isCurrent ? undefined : formatMonth(month), by };
  return pages.measure(authority, measure.id, { ...asked, ...other });
}

/** All about one measure: its figure and how it came to it, in time, in groups, as published, and what it means. */
export function measureBody(state: MeasureState): Markup {
  const { authority, measure, grain, figures, by, area } = state;
  const figure = figures.at(-1);
  return html`<div
    data-live="/v1/live?authority=${authority}"
    data-fresh="${here(state)}"
    data-measures="${measure.id}"
  >
    ${heading(1, html`<span class="govuk-caption-l">${area}</span> ${measure.title}`)} ${paragraph(measure.asks)}
    ${tabs(
      'Kind of period',
      GRAIN_TABS.map(([each, words]) => ({ words, href: here(state, { grain: each }), isShown: each === grain })),
    )}
    <div id="figure-now" data-swap="figure">
      ${figure === undefined ? paragraph('This period has not begun.') : figureNow(figure, state)}
    </div>
    <div id="figure-chart" data-swap="words">
      ${measureChart({ ...state, against: figure && againstTarget(state.targets, state, figure) })}
    </div>
    <div id="figure-table" data-swap="words">${shortPeriods(state)}</div>
    ${filterForm(
      pages.measure(authority, measure.id),
      html`<input type="hidden" name="grain" value="${grain}" />
        ${select('to', 'Up to', recentMonths(state.today), formatMonth(state.month))}
        ${select('by', 'Groups', [{ value: '', words: 'None' }, ...measure.breakdowns.map((value) => ({ value, words: breakdownInWords(value) }))], by)}`,
    )}
    ${by !== undefined && figure !== undefined && groupsSection(figure, by, state)} ${grainsSection(state)}
    ${commentarySection(state)} ${comparatorsSection(state)} ${definitionSection(state)}
  </div>`;
}

function figureNow(figure: ShownFigure, state: MeasureState): Markup {
  const { measure, grain, figures, authority, note } = state;
  const { point, rate } = figure;
  const against = againstTarget(state.targets, state, figure, state.tolerance);
  const direction = directionOf(
    measure,
    grain,
    figures.map((each) => each.point),
  );
  const annual = ANNUAL_ONLY.get(measure.id);
  const parts = partsInWords(measure, point);
  return html`<p class="app-big-figure">${valueInWords(measure, point.value)}</p>
    <p class="govuk-body">
      ${periodInWords(point.period)}${parts !== '' && html`: <strong>${parts}</strong>`}${
        rate !== null && html`, ${oneDecimal(rate)} per 10,000 children`
      }
    </p>
    <ul class="govuk-list">
      ${
        against &&
        html`<li>
          ${statusTag(against)} Target:
          ${targetInWords(against.target)}${distanceInWords(against)}${
            against.standing.why !== null && html`. ${against.standing.why}`
          }
        </li>`
      }
      ${direction && html`<li>Compared with ${comparedPeriod(grain, namingMonth(grain, state.month))}: ${directionMarkup(direction)}</li>`}
      ${annual && html`<li>Read it once a year: ${annual.why}</li>`}
    </ul>
    <p class="govuk-body">
      ${link(pages.why(authority, measure.id, { grain, period: periodOf(point) }), html`<strong>Why this number: the children and events behind it</strong>`)}
    </p>
    ${note}`;
}

const SHOWN_PERIODS = 13;

/** The last periods; all of them are in the CSV. */
function shortPeriods(state: MeasureState): Markup {
  const table = periodsTable(state);
  return tableMarkup({ ...table, rows: table.rows.slice(0, SHOWN_PERIODS), csv: here(state, { format: 'csv' }) });
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

function groupsSection({ point }: ShownFigure, by: string, state: MeasureState): Markup {
  const table = groupsTable(point.groups ?? [], by, state.measure);
  return html`${tableMarkup({ ...table, csv: here(state, { format: 'csv', table: 'groups' }) })}`;
}

function grainsSection({ grains, measure, authority, month, isCurrent, targets, tolerance }: MeasureState): Markup {
  const rows = grains.map(({ grain, figure }): Cell[] => {
    const against = againstTarget(targets, { measure, authority, grain }, figure, tolerance);
    const to = isCurrent ? undefined : formatMonth(month);
    return [
      {
        shown: link(pages.measure(authority, measure.id, { grain, to }), periodInWords(figure.point.period)),
        value: grain,
      },
      valueInWords(measure, figure.point.value),
      partsInWords(measure, figure.point),
      against === undefined ? '' : { shown: html`${statusTag(against)} ${targetInWords(against.target)}`, value: '' },
    ];
  });
  const columns: Column[] = [
    { head: 'Period' },
    { head: 'Figure', kind: 'number' },
    { head: 'Made up of', kind: 'number' },
    { head: 'Target' },
  ];
  return tableMarkup({ caption: 'In every kind of period', columns, rows });
}

function commentarySection({ commentary }: MeasureState): Markup | undefined {
  if (commentary === undefined) return undefined;
  const { text, author, quarter } = commentary;
  return html`${heading(2, `What the team says of ${quarter}`)}
  ${insetText(html`${text}<br /><span class="app-quiet">${author}</span>`)}`;
}

function comparatorsSection({ comparators, measure, authority }: MeasureState): Markup {
  const trend = ANNUAL_TREND.filter((one) => one.measure === measure.id && one.authority === authority);
  if (comparators.length === 0 && trend.length === 0) return html``;
  return html`${heading(2, 'Others, and earlier years')}
    <ul class="govuk-list govuk-list--bullet">
      ${comparators.map((one) => html`<li>${comparatorInWords(measure, one)} <span class="app-quiet">${one.source}</span></li>`)}
    </ul>
    ${
      trend.length > 0 &&
      tableMarkup({
        caption: 'What this authority has published of earlier years',
        columns: [{ head: 'Year' }, { head: 'Figure', kind: 'number' }, { head: 'Source' }],
        rows: trend.map(({ year, value, figure, source }) => [
          year,
          `${value}${figure === 'value' && measure.shape === 'percent' ? '%' : figure === 'rate' ? ' per 10,000' : ''}`,
          source,
        ]),
      })
    }`;
}

function definitionSection({ measure, targets, authority }: MeasureState): Markup {
  const set = targets.of(measure.id, authority);
  return html`${heading(2, 'What it means')} ${paragraph(measure.definition)}
  ${summaryList([
    ['Decided by', measure.decidedBy],
    ...(measure.notes === undefined || measure.notes.length === 0
      ? []
      : [['Choices made', list(measure.notes)] as const]),
    ['What it leaves out', list(measure.limits)],
    ...(set.length === 0
      ? []
      : [['Targets', list(set.map((target) => `${GRAIN_WORDS[target.grain]}: ${targetInWords(target)}`))] as const]),
    ['Codes in reports', (measure.codes ?? []).join(', ') || 'None'],
  ])}
  ${details('Worked example', raw(workedTable(measure)))}
  ${paragraph(link(pages.catalogue(measure.id), 'Its page in the catalogue'))}`;
}

const list = (items: readonly string[]): Markup =>
  html`<ul class="govuk-list">
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;

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
