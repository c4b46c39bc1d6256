import { dayInWords, formatDay } from '@careledger/calendar';
import {
  partsInWords,
  periodInWords,
  valueInWords,
  wholeNumber,
  type Figure,
  type NamedPeriod,
} from '@careledger/figures';
import type { Measure } from '@careledger/measures';
import type { Entry } from '../../entries/entry';
import type { Difference } from '../../entries/entry-reader';
import { eventInWords } from '../figures/event-words';
import {
  details,
  heading,
  html,
  insetText,
  link,
  pages,
  pagination,
  paragraph,
  tableMarkup,
  tabs,
  warning,
  type Cell,
  type Column,
  type Markup,
  type Table,
} from '../frame';
import type { LeftOut } from './left-out';

/** The lists that a figure opens into. */
export type WhyList = 'numerator' | 'rest' | 'left-out';

export interface WhyState {
  readonly authority: string;
  readonly measure: Measure;
  readonly period: NamedPeriod;
  readonly name: string;
  readonly figure: Figure;
  readonly list: WhyList;
  readonly lists: readonly WhyList[];
  readonly leftOut: (LeftOut & { readonly title: string }) | undefined;
  readonly entries: readonly Entry[];
  readonly differences: readonly Difference[];
  readonly next: string | undefined;
  readonly first: string | undefined;
}

/** Which lists there are: a count has no rest, a mean divides no children into two. */
export function listsOf({ shape }: Measure, leftOut: LeftOut | undefined): WhyList[] {
  return [
    'numerator',
    ...(shape === 'percent' ? (['rest'] as const) : []),
    ...(leftOut === undefined ? [] : (['left-out'] as const)),
  ];
}

/** What a figure is made of: who counts, who does not, who was left out, and the events behind each. */
export function whyBody(state: WhyState): Markup {
  const { authority, measure, period, name, figure, list, lists, differences, next, first } = state;
  const asked = { grain: period.grain, period: name };
  return html`${heading(1, html`<span class="govuk-caption-l">${measure.title}</span> Why this number`)}
    <p class="govuk-body">
      ${periodInWords(period)}: <strong class="app-figure">${valueInWords(measure, figure.value)}</strong>
      ${figure.denominator !== null && html`(${partsInWords(measure, figure)})`}
    </p>
    ${paragraph(measure.asks)}
    ${tabs(
      'Lists',
      lists.map((each) => ({
        words: listTitle(each, state),
        href: pages.why(authority, measure.id, { ...asked, list: each }),
        isShown: each === list,
      })),
    )}
    ${insetText(listMeaning(state))}
    ${
      differences.length > 0 &&
      warning(
        'The ledger and the records do not agree about some of these children. Please tell whoever runs this system.',
      )
    }
    ${tableMarkup({ ...whyTable(state), csv: pages.why(authority, measure.id, { ...asked, list, format: 'csv' }) })}
    ${pagination({ previous: first, next })}
    ${details('The definition', html`${measure.definition} ${link(pages.catalogue(measure.id), 'All about it')}`)}
    ${details(
      'What "known since" means',
      'The instant from which the event that put a child into the figure was known here. Events can come in long after the day that they tell of.',
    )}`;
}

function listTitle(list: WhyList, { measure, figure }: WhyState): string {
  const { numerator, denominator } = figure;
  const isPercent = measure.shape === 'percent';
  switch (list) {
    case 'numerator':
      return isPercent ? `Counted (${wholeNumber(numerator)})` : 'What it is made of';
    case 'rest':
      return `Not counted (${wholeNumber((denominator ?? 0) - numerator)})`;
    case 'left-out':
      return 'Left out';
  }
}

function listMeaning({ list, measure, leftOut }: WhyState): string {
  const isPercent = measure.shape === 'percent';
  switch (list) {
    case 'numerator':
      return isPercent ? 'In the figure, and what it asks is so: the numerator.' : 'What the figure is the sum of.';
    case 'rest':
      return 'In the figure, and what it asks is not so: in the denominator alone.';
    case 'left-out':
      return `Those of “${leftOut?.title ?? ''}” in the same period who are in neither part of this figure. They are left out because ${leftOut?.because ?? ''}.`;
  }
}

/** The list as a table. */
export function whyTable(state: WhyState): Table {
  const { list, measure, entries, leftOut } = state;
  const isLeftOut = list === 'left-out';
  const isMean = measure.shape === 'mean' && !isLeftOut;
  const hasFacts = isLeftOut && leftOut?.facts !== undefined;
  const columns: Column[] = [
    { head: 'Child' },
    { head: 'Date' },
    { head: 'Sex' },
    { head: 'Age' },
    ...(hasFacts ? [{ head: 'What the record says' }] : []),
    { head: 'Events behind it' },
    { head: 'Known since' },
    ...(isMean ? [{ head: 'Adds', kind: 'number' as const }] : []),
  ];
  return {
    caption: listTitle(list, state),
    isCaptionHidden: true,
    columns,
    empty: 'Nobody.',
    rows: entries.map((entry) => [
      ...whoCells(entry, state),
      ...(hasFacts ? [linesOf(entry.about ?? [])] : []),
      linesOf(entry.events.map((event) => ({ words: eventInWords(event), id: event.id }))),
      knownSince(entry),
      ...(isMean ? [entry.numerator] : []),
    ]),
  };
}

function whoCells({ child, date, groups, sealed }: Entry, { authority }: WhyState): Cell[] {
  const withheld = sealed === true ? 'sealed record' : 'erased record';
  return [
    child === null ? withheld : { shown: link(pages.child(authority, child), child), value: child },
    { shown: html`<span class="app-nowrap">${dayInWords(date)}</span>`, value: formatDay(date) },
    groups['gender'] ?? '',
    groups['ageBand'] ?? '',
  ];
}

/** A line a thing, with its id beside it where it has one. */
function linesOf(lines: readonly (string | { readonly words: string; readonly id: string })[]): Cell {
  if (lines.length === 0) return '';
  const told = lines.map((line) => (typeof line === 'string' ? { words: line, id: undefined } : line));
  return {
    shown: html`<ul class="govuk-list app-compact">
      ${told.map(({ words, id }) => html`<li>${words}${id !== undefined && html` <span class="app-quiet">(${id})</span>`}</li>`)}
    </ul>`,
    value: told.map(({ words, id }) => (id === undefined ? words : `${words} (${id})`)).join('; '),
  };
}

function knownSince({ knownAt }: Entry): Cell {
  if (knownAt === null) return '';
  const at = new Date(knownAt / 1000);
  const words = at.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/London' });
  return { shown: words, value: at.toISOString() };
}
