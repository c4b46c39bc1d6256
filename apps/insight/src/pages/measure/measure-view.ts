import { formatMonth } from '@careledger/calendar';
import { oneDecimal, partsInWords, periodInWords, valueInWords } from '@careledger/figures';
import { ANNUAL_ONLY } from '@careledger/reference';
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
  select,
  summaryList,
  tableMarkup,
  tabs,
  type Markup,
  type Table,
} from '../frame';
import { directionMarkup } from '../overview/overview-view';
import { measureChart } from './measure-chart';
import {
  breakdownInWords,
  earlierYearsTable,
  grainsTable,
  groupsTable,
  periodsTable,
  type MeasureState,
} from './measure-tables';

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
    ${by !== undefined && figure !== undefined && groupsSection(figure, by, state)}
    ${withCsv(grainsTable(state), 'grains', state)} ${commentarySection(state)} ${comparatorsSection(state)}
    ${definitionSection(state)}
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

/** A table of the page, and the way to the same as CSV. */
function withCsv(table: Table, name: string, state: MeasureState): Markup {
  return tableMarkup({ ...table, csv: here(state, { format: 'csv', table: name }) });
}

function groupsSection({ point }: ShownFigure, by: string, state: MeasureState): Markup {
  const table = groupsTable(point.groups ?? [], by, state.measure);
  return withCsv(table, 'groups', state);
}

function commentarySection({ commentary }: MeasureState): Markup | undefined {
  if (commentary === undefined) return undefined;
  const { text, author, quarter } = commentary;
  return html`${heading(2, `What the team says of ${quarter}`)}
  ${insetText(html`${text}<br /><span class="app-quiet">${author}</span>`)}`;
}

function comparatorsSection(state: MeasureState): Markup {
  const { comparators, measure } = state;
  const earlier = earlierYearsTable(state);
  if (comparators.length === 0 && earlier.rows.length === 0) return html``;
  return html`${heading(2, 'Others, and earlier years')}
    <ul class="govuk-list govuk-list--bullet">
      ${comparators.map((one) => html`<li>${comparatorInWords(measure, one)} <span class="app-quiet">${one.source}</span></li>`)}
    </ul>
    ${earlier.rows.length > 0 && withCsv(earlier, 'earlier-years', state)}`;
}

function definitionSection(state: MeasureState): Markup {
  const { measure, targets, authority } = state;
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
  ${details('Worked example', withCsv(workedTable(measure), 'worked', state))}
  ${paragraph(link(pages.catalogue(measure.id), 'Its page in the catalogue'))}`;
}

const list = (items: readonly string[]): Markup =>
  html`<ul class="govuk-list">
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
