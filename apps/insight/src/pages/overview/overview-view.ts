import { formatMonth, formatDay, type Day, type Instant, type Month } from '@careledger/calendar';
import { oneDecimal, partsInWords, periodInWords, valueInWords, NO_VALUE } from '@careledger/figures';
import type { Grain } from '@careledger/measures';
import { ANNUAL_ONLY, type TargetBook } from '@careledger/reference';
import { targetInWords } from '../../catalogue/target-words';
import {
  agoInWords,
  counted,
  filterForm,
  heading,
  html,
  link,
  pages,
  paragraph,
  select,
  tableMarkup,
  tabs,
  type Cell,
  type Column,
  type Markup,
  type Table,
} from '../frame';
import {
  againstTarget,
  comparatorInWords,
  comparatorsOf,
  comparedPeriod,
  directionOf,
  type Direction,
} from '../figures/compared';
import { qualityHint } from '../figures/quality-notes';
import type { Beside } from '../../data-quality/beside';
import { GRAIN_TABS, namingMonth, recentMonths } from '../figures/period-choice';
import { distanceInWords, statusTag } from '../figures/status';
import { sparklineOf } from '../figures/trend';
import type { LatelyMoved } from './moved-reader';
import type { OverviewArea, OverviewLine } from './overview-reader';

export interface OverviewState {
  readonly authority: string;
  readonly grain: Grain;
  readonly month: Month;
  readonly isCurrent: boolean;
  readonly today: Day;
  readonly now: Instant;
  readonly areas: readonly OverviewArea[];
  readonly lately: LatelyMoved;
  readonly lag: number;
  readonly parked: number;
  readonly targets: TargetBook;
  readonly tolerance: number;
  /** What there is to know of the data behind figures; undefined while that is still being read. */
  readonly beside: Beside | undefined;
}

const columnsOf = ({ grain, month }: OverviewState): readonly Column[] => [
  { head: 'Measure' },
  { head: 'Figure', kind: 'number' },
  { head: 'Made up of', kind: 'number' },
  { head: 'Target' },
  { head: `Since ${comparedPeriod(grain, namingMonth(grain, month))}` },
  { head: 'Trend' },
  { head: 'England' },
];

/** The overview: each measure with its latest figure, by area. */
export function overviewBody(state: OverviewState): Markup {
  const { authority, grain, month, areas, today } = state;
  const asked = {
    grain: grain === 'month' ? undefined : grain,
    month: state.isCurrent ? undefined : formatMonth(month),
  };
  const fresh = pages.overview(authority, asked);
  const period = areas[0]?.lines[0]?.figures.at(-1)?.point.period;
  return html`<div data-live="/v1/live?authority=${authority}" data-fresh="${fresh}">
    ${heading(1, 'Overview')} ${statusLine(state)}
    ${tabs(
      'Kind of period',
      GRAIN_TABS.map(([each, words]) => ({
        words,
        href: pages.overview(authority, { ...asked, grain: each === 'month' ? undefined : each }),
        isShown: each === grain,
      })),
    )}
    <p class="govuk-body">
      <strong>${period === undefined ? 'This period has not begun.' : periodInWords(period)}</strong>
      ${link(pages.overview(authority, { ...asked, format: 'csv' }), 'Download all as CSV')}
    </p>
    ${movedSection(state)} ${areas.length > 1 && areaLinks(areas)}
    ${areas.map(({ area, lines }) => html`${heading(2, area, idOf(area))} ${tableMarkup(areaTable(area, lines, state))}`)}
    ${filterForm(
      pages.overview(authority),
      html`<input
          type="hidden"
          name="grain"
          value="${grain}"
        />${select('month', 'Another month', recentMonths(today), formatMonth(month))}`,
    )}
  </div>`;
}

function statusLine({ lately, lag, parked, authority, now }: OverviewState): Markup {
  const { lastEvent } = lately;
  const heard =
    lastEvent === null
      ? 'No event has come in live yet: what is shown was loaded as history.'
      : `The last event came in ${agoInWords(lastEvent, now)}.`;
  const behind = lag === 0 ? 'All events are in the figures.' : `${counted(lag, 'event')} not in the figures yet.`;
  return html`<div class="app-status">
    <span id="connection" role="status"></span>
    <span id="heard" data-swap="words">${heard} ${behind}</span>
    ${
      parked > 0 &&
      link(
        pages.dataQuality(authority),
        `${counted(parked, 'child', 'children')} waiting: an event could not be applied`,
      )
    }
  </div>`;
}

function movedSection({ lately: { moved }, areas, authority, grain, now }: OverviewState): Markup {
  const titles = new Map(areas.flatMap(({ lines }) => lines.map(({ measure }) => [measure.id, measure.title])));
  const shown = moved.filter(({ measure }) => titles.has(measure));
  const list = shown.slice(0, 6).map(
    ({ measure, children, last }) =>
      html`<li>
        ${link(pages.measure(authority, measure, { grain }), titles.get(measure) ?? measure)}
        <span class="app-quiet">${counted(children, 'child', 'children')}, ${agoInWords(last, now)}</span>
      </li>`,
  );
  const more =
    shown.length > list.length ? html`<li class="app-quiet">and ${shown.length - list.length} more</li>` : '';
  return html`<section aria-labelledby="moved" id="moved-section" data-swap="words">
    ${heading(2, 'What moved in the last hour', 'moved')}
    ${
      shown.length === 0
        ? paragraph('Nothing.')
        : html`<ul class="govuk-list">
            ${list}${more}
          </ul>`
    }
  </section>`;
}

function areaLinks(areas: readonly OverviewArea[]): Markup {
  return html`<nav aria-label="Areas">
    <ul class="govuk-list app-inline-list">
      ${areas.map(({ area }) => html`<li>${link(`#${idOf(area)}`, area)}</li>`)}
    </ul>
  </nav>`;
}

const idOf = (area: string): string => area.toLowerCase().replace(/[^a-z]+/g, '-');

function areaTable(area: string, lines: readonly OverviewLine[], state: OverviewState): Table {
  return {
    caption: area,
    isCaptionHidden: true,
    columns: columnsOf(state),
    layout: 'overview',
    rows: lines.map((line) => rowOf(line, state)),
    rowIds: lines.map(({ measure }) => `figure-${measure.id}`),
  };
}

function rowOf({ measure, figures }: OverviewLine, state: OverviewState): Cell[] {
  const { authority, grain, targets, tolerance, today, beside } = state;
  const figure = figures.at(-1);
  const codes = measure.codes ?? [];
  const name = html`${link(pages.measure(authority, measure.id, { grain: grain === 'month' ? undefined : grain }), measure.title)}
  ${codes.length > 0 && html`<span class="app-quiet">${codes.join(', ')}</span>`}
  ${qualityHint(beside?.measures.get(measure.id), measure.id, authority)}`;
  if (figure === undefined) return [{ shown: name, value: measure.title }, NO_VALUE, '', '', '', '', ''];
  const { point, rate } = figure;
  const against = againstTarget(targets, { measure, authority, grain }, figure, tolerance);
  const direction = directionOf(
    measure,
    grain,
    figures.map((each) => each.point),
  );
  const annual = ANNUAL_ONLY.has(measure.id);
  const england = comparatorsOf(measure, authority, today).find(({ area }) => area === 'England');
  return [
    { shown: name, value: measure.title },
    {
      shown: html`<span class="app-figure">${valueInWords(measure, point.value)}</span>${
          rate === null ? '' : html`<br /><span class="app-quiet">${oneDecimal(rate)} per 10,000</span>`
        }`,
      value: point.value,
    },
    partsInWords(measure, point),
    {
      shown: html`${annual && html`<span class="app-quiet">Once a year, at 31 March</span>`}
      ${against && html`${statusTag(against)} <span class="app-quiet">${targetInWords(against.target)}${distanceInWords(against)}</span>`}`,
      value: '',
    },
    direction === undefined ? '' : { shown: directionMarkup(direction), value: direction.words },
    { shown: sparklineOf(figures), value: '' },
    england === undefined ? '' : comparatorInWords(measure, england).replace('England ', ''),
  ];
}

const ARROWS: Readonly<Record<Direction['way'], string>> = { up: '▲', down: '▼', same: '=' };

/** How a figure moved, in words; the arrow is for the eye alone. */
export function directionMarkup({ way, words, isBetter }: Direction): Markup {
  const meaning = isBetter === null ? '' : isBetter ? ', better' : ', worse';
  return html`<span aria-hidden="true">${ARROWS[way]}</span> ${words}${meaning}`;
}

/** All figures of the overview as one table of values, for a spreadsheet. */
export function overviewCsv(state: OverviewState): Pick<Table, 'columns' | 'rows'> {
  const heads = [
    ...[
      'area',
      'measure',
      'title',
      'codes',
      'grain',
      'period',
      'from',
      'to',
      'numerator',
      'denominator',
      'value',
      'rate',
    ],
    ...['target', 'distance', 'status', 'comparator'],
  ];
  const rows = state.areas.flatMap(({ area, lines }) =>
    lines.flatMap(({ measure, figures }): Cell[][] => {
      const figure = figures.at(-1);
      if (figure === undefined) return [];
      const { point, rate } = figure;
      const { authority, grain, targets, tolerance, today } = state;
      const against = againstTarget(targets, { measure, authority, grain }, figure, tolerance);
      const england = comparatorsOf(measure, authority, today)[0];
      return [
        [
          ...[
            area,
            measure.id,
            measure.title,
            (measure.codes ?? []).join(', '),
            grain,
            formatMonth(point.period.month),
          ],
          ...[formatDay(point.period.from), formatDay(point.period.to)],
          ...[point.numerator, point.denominator, point.value, rate],
          ...[against?.target.target ?? null, against?.standing.distance ?? null, against?.standing.status ?? null],
          england === undefined ? null : comparatorInWords(measure, england),
        ],
      ];
    }),
  );
  return { columns: heads.map((head) => ({ head })), rows };
}

/** Where there are several authorities, or none yet. */
export function authorityChoice(authorities: readonly { readonly code: string; readonly name: string }[]): Markup {
  if (authorities.length === 0) {
    return html`${heading(1, 'No events yet')}
    ${paragraph(
      html`Figures appear here as soon as the first event has come. Case systems send them to
        <code>POST /v1/events</code>; ${link('/docs', 'how')}.`,
    )}
    ${paragraph(html`What is measured, and how, is in the ${link(pages.catalogue(), 'catalogue')}.`)}`;
  }
  return html`${heading(1, 'Choose an authority')}
    <ul class="govuk-list">
      ${authorities.map(({ code, name }) => html`<li>${link(pages.overview(code), name)}</li>`)}
    </ul>`;
}
