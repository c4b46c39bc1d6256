import { dayInWords, formatInstant, londonDay, parseInstant } from '@careledger/calendar';
import type { Caller } from '@careledger/access';
import { partsInWords, valueInWords } from '@careledger/figures';
import { measureNamed } from '@careledger/measures';
import {
  isSameFigure,
  nameOf,
  type FigureName,
  type KeptCommentary,
  type KeptFigure,
} from '../../publications/content';
import { commentaryWarnings } from '../../publications/commentary-warnings';
import { contentOf, type Publication } from '../../publications/publication-store';
import type { ChangedFigure, RevisedFigure } from '../../publications/publications';
import type { KindJson } from '../../entries/explained-json';
import type { KindOfCause } from '../../entries/kinds-of-cause';
import {
  button,
  counted,
  details,
  errorSummary,
  filterForm,
  heading,
  html,
  insetText,
  link,
  NOTHING,
  notification,
  pages,
  paragraph,
  select,
  summaryList,
  tableMarkup,
  tag,
  warning,
  whoField,
  type Markup,
  type Table,
} from '../frame';
import { periodsOf, type PublishedPeriod } from './period-words';
import { statusOf, statusTag } from './publications-view';

export interface PublicationState {
  readonly publication: Publication;
  readonly caller: Caller;
  /** The figures of the shown period as known now, by name. */
  readonly today: ReadonlyMap<string, KeptFigure>;
  readonly period: PublishedPeriod;
  readonly changes: readonly ChangedFigure[];
  readonly revision: readonly RevisedFigure[];
  readonly revises: readonly number[];
  readonly revisedBy: readonly number[];
  /** What was done just now. */
  readonly done: string | undefined;
  /** Why what was asked could not be done. */
  readonly problem: string | undefined;
}

/** What a kind of cause is, as people say it: so many of them moved the figure. */
const CAUSES: Readonly<Record<KindOfCause, string>> = {
  'new-rulebook': 'a new rulebook',
  erasure: 'a child’s data erased',
  'historical-load': 'a history loaded since',
  'erased-event': 'events erased since',
  release: 'events that had waited',
  retraction: 'records retracted',
  correction: 'corrections',
  'late-event': 'events recorded or sent late',
  'reference-data': 'another population or target',
};

/** A publication: as it was published, beside it today, and why they differ. */
export function publicationBody(state: PublicationState): Markup {
  const { publication, done, problem } = state;
  const { commentary } = contentOf(publication);
  return html`${problem === undefined ? NOTHING : errorSummary('It was not done', problem)}
  ${done === undefined ? NOTHING : notification('Done', done)}
  ${heading(1, `Publication ${publication.id}: ${publication.note}`)} ${facts(state)} ${warnings(state)}
  ${decision(state)} ${changesSection(state)} ${figuresSection(state)} ${revisionSection(state)}
  ${commentarySection(commentary)}`;
}

function facts({ publication, revises, revisedBy }: PublicationState): Markup {
  const { id, authority, knownAt, proposedAt, proposedBy, decided, digest } = publication;
  const { rulebook } = contentOf(publication);
  const others = (ids: readonly number[]) =>
    ids.map((other, i) => html`${i > 0 && ', '}${link(pages.publication(authority, other), `publication ${other}`)}`);
  return summaryList([
    ['State', statusTag(publication)],
    ['As known at', `${dayInWords(londonDay(knownAt))} (${formatInstant(knownAt)})`],
    ['Proposed', `by ${proposedBy} on ${dayInWords(londonDay(proposedAt))}`],
    ...(decided === undefined
      ? []
      : [
          [
            decided.act === 'published' ? 'Published' : 'Withdrawn',
            `by ${decided.by} on ${dayInWords(londonDay(decided.at))}`,
          ] as const,
        ]),
    ...(revises.length > 0 ? [['Revises', others(revises)] as const] : []),
    ...(revisedBy.length > 0 ? [['Revised by', others(revisedBy)] as const] : []),
    ['Rulebook', `${rulebook}: the version of the definitions that it was worked out by`],
    [
      'Digest',
      html`<code class="app-break">${digest}</code><br />
        SHA-256 of ${link(`/v1/publications/${id}/canonical`, 'the canonical text')}, by which anybody can check that
        nothing was changed`,
    ],
  ]);
}

/** What has to be read in the commentary of a proposal: said to who proposes it and who publishes it alike. */
function warnings({ publication }: PublicationState): Markup {
  const found = statusOf(publication) === 'proposed' ? commentaryWarnings(contentOf(publication)) : [];
  if (found.length === 0) return NOTHING;
  return html`${heading(2, 'Small numbers in the commentary')}
  ${warning('Nothing suppresses a number that somebody has written. Read these sentences before they are published.')}
  ${tableMarkup({
    caption: 'Sentences that say a number from 1 to 5',
    columns: [{ head: 'Commentary on' }, { head: 'Sentence' }, { head: 'Says' }],
    rows: found.map(({ measure, sentence, numbers }) => {
      return [measureNamed(measure)?.title ?? measure, sentence, numbers.join(', ')];
    }),
  })}
  ${paragraph(
    'Where a number is of children, or tells how many are left of a published total, withdraw the proposal, rewrite the commentary ' +
      '(“a few”, “most”) and propose it anew. A number of teams, months or meetings can stay.',
  )}`;
}

/** Who publishes says that the sentences have been read. */
function checkedField(publication: Publication): Markup {
  if (commentaryWarnings(contentOf(publication)).length === 0) return NOTHING;
  return html`<p class="govuk-body">
    <label
      ><input type="checkbox" name="commentaryChecked" value="true" required /> I have read the sentences above, and no
      number in them tells of children</label
    >
  </p>`;
}

/** What a publisher can do about a proposal. */
function decision({ publication, caller }: PublicationState): Markup {
  if (statusOf(publication) !== 'proposed') return NOTHING;
  const { authority, id, proposedBy } = publication;
  if (!caller.has('publisher')) {
    return insetText('It is proposed, and waits for a second person with the role publisher.');
  }
  const path = pages.publication(authority, id);
  const isOwn = caller.name === proposedBy;
  return html`${heading(2, 'Decide')}
  ${
    isOwn
      ? insetText('You have proposed this yourself: somebody else has to publish it.')
      : html`${paragraph(
            'What is published is exactly what is shown here. It is first checked that the figures are still what was proposed.',
          )}
          <form method="post" action="${path}/publish">
            ${whoField(caller)} ${checkedField(publication)} ${button('Publish')}
          </form>`
  }
  ${details(
    'Withdraw the proposal',
    html`${paragraph('It is kept, and stays withdrawn. To say something else of the same period, propose it anew.')}
      <form method="post" action="${path}/withdraw">
        ${whoField(caller, 'withdraw')} ${button('Withdraw', 'warning')}
      </form>`,
  )}`;
}

/** The published figures of one period with those of today. */
export function figuresTable({
  publication,
  period,
  today,
}: Pick<PublicationState, 'publication' | 'period' | 'today'>): Table {
  const { authority } = publication;
  const figures = contentOf(publication).figures.filter(isOf(period));
  return {
    caption: `${period.words}: as published and today`,
    columns: [
      { head: 'Measure' },
      { head: 'As published', kind: 'number', name: 'published' },
      { head: 'Made up of', kind: 'number', name: 'publishedNumerator' },
      { head: 'Today', kind: 'number', name: 'today' },
      { head: 'Made up of', kind: 'number', name: 'todayNumerator' },
      { head: 'Since published', name: 'differs' },
    ],
    rows: figures.map((figure) => {
      const measure = measureNamed(figure.measure);
      const now = today.get(nameOf(figure));
      const title = measure?.title ?? figure.measure;
      const shown = (one: KeptFigure | undefined) =>
        one === undefined || measure === undefined ? '–' : valueInWords(measure, one.value);
      const parts = (one: KeptFigure | undefined) =>
        one === undefined || measure === undefined ? '' : partsInWords(measure, one);
      const isSame = now !== undefined && isSameFigure(figure, now);
      return [
        {
          shown: link(pages.measure(authority, figure.measure, { grain: figure.grain, to: figure.period }), title),
          value: figure.measure,
        },
        { shown: shown(figure), value: figure.value },
        { shown: parts(figure), value: figure.numerator },
        { shown: shown(now), value: now?.value ?? null },
        { shown: parts(now), value: now?.numerator ?? null },
        { shown: isSame ? 'Same' : tag('Changed', 'yellow'), value: isSame ? 'same' : 'changed' },
      ];
    }),
  };
}

const isOf =
  ({ grain, period }: PublishedPeriod) =>
  (figure: FigureName): boolean =>
    figure.grain === grain && figure.period === period;

function figuresSection(state: PublicationState): Markup {
  const { publication, period } = state;
  const { authority, id } = publication;
  const periods = periodsOf(contentOf(publication).figures);
  const choice = periods.map(({ name, words }) => ({ value: name, words }));
  return html`${heading(2, 'Figures')}
  ${periods.length > 1 && filterForm(pages.publication(authority, id), select('period', 'Period', choice, period.name))}
  ${tableMarkup({ ...figuresTable(state), csv: csvOf(state) })}`;
}

/** Where a table of the page is as CSV; that of the figures where none is named. */
const csvOf = ({ publication, period }: Pick<PublicationState, 'publication' | 'period'>, table?: string): string =>
  pages.publication(publication.authority, publication.id, { period: period.name, format: 'csv', table });

function changesSection(state: PublicationState): Markup {
  const { changes, period } = state;
  if (changes.length === 0) {
    return html`${heading(2, 'What has changed since')}
    ${paragraph(`Nothing: the figures of ${period.words} are today what they were.`)}`;
  }
  return html`${heading(2, 'What has changed since')}
  ${paragraph(
    'Late events, corrections and retractions move figures of periods that are over. What was published stays as it was.',
  )}
  ${tableMarkup({ ...changesTable(state), csv: csvOf(state, 'changes') })}`;
}

/** What has changed since a publication, and why. */
export function changesTable({ publication, changes, period }: Changes<'changes'>): Table {
  const all = changes.map((change) => ({ ...change, publication: publication.id }));
  return differencesTable(`What has changed since, ${period.words}`, publication.authority, all);
}

function revisionSection(state: PublicationState): Markup {
  const { revision, period } = state;
  if (revision.length === 0) return NOTHING;
  const table = revisionTable(state);
  return html`${heading(2, 'What it revised')}
  ${paragraph(
    `${counted(revision.length, 'figure')} had been published before. Why they differ was kept when this was published.`,
  )}
  ${
    table.rows.length === 0
      ? paragraph(`The figures of ${period.words} were the same as before.`)
      : tableMarkup({ ...table, csv: csvOf(state, 'revision') })
  }`;
}

/** What a publication changed of what had been published before, and why. */
export function revisionTable({ publication, revision, period }: Changes<'revision'>): Table {
  const changed = revision
    .filter(isOf(period))
    .filter(({ difference }) => difference.numerator !== 0 || (difference.denominator ?? 0) !== 0);
  const all = changed.map((one) => ({ ...one, publication: one.revises }));
  return differencesTable(`What it revised, ${period.words}`, publication.authority, all);
}

type Changes<K extends 'changes' | 'revision'> = Pick<PublicationState, 'publication' | 'period' | K>;

/** Why figures differ: each cause with what it did. */
function differencesTable(
  caption: string,
  authority: string,
  changes: readonly (ChangedFigure & { readonly publication: number })[],
): Table {
  return {
    caption,
    isCaptionHidden: true,
    columns: [{ head: 'Measure' }, { head: 'Then', kind: 'number' }, { head: 'Now', kind: 'number' }, { head: 'Why' }],
    rows: changes.map((change) => {
      const measure = measureNamed(change.measure);
      const title = measure?.title ?? change.measure;
      const { then, now, causes, addsUp, grain, period, publication } = change;
      const words = (figure: typeof then): string =>
        measure === undefined
          ? String(figure.numerator)
          : `${valueInWords(measure, figure.value)}${bracketed(partsInWords(measure, figure))}`;
      const asked = `authority=${authority}&grain=${grain}&period=${period}&publication=${publication}`;
      return [
        { shown: link(pages.measure(authority, change.measure, { grain, to: period }), title), value: title },
        words(then),
        words(now),
        {
          shown: html`${addsUp ? causes.map((cause, i) => html`${i > 0 && html`<br />`}${causeInWords(cause)}`) : tag('The ledger does not say why: have it audited', 'red')}
            <br />${link(`/v1/measures/${change.measure}/restatements?${asked}`, html`Each posting<span class="govuk-visually-hidden"> of ${title}</span>`)}`,
          value: causes.map(causeInWords).join('; '),
        },
      ];
    }),
  };
}

const bracketed = (text: string): string => (text === '' ? '' : ` (${text})`);

/** `corrections: 3 more, 1 more counted among`. */
function causeInWords({ kind, numerator, denominator, rate }: KindJson): string {
  const moved = [
    `${signed(numerator)} counted`,
    ...(denominator === null || denominator === 0 ? [] : [`${signed(denominator)} among whom they are counted`]),
    ...(kind === 'reference-data' && rate !== null ? [`${signed(Math.round(rate * 10) / 10)} in the rate`] : []),
  ];
  return `${CAUSES[kind]}: ${moved.join(', ')}`;
}

const signed = (value: number): string =>
  value > 0 ? `+${value.toLocaleString('en-GB')}` : value.toLocaleString('en-GB');

function commentarySection(commentary: readonly KeptCommentary[]): Markup {
  if (commentary.length === 0) return NOTHING;
  return html`${heading(2, 'Commentary that was published with it')}
  ${commentary.map(({ measure, text, author, writtenAt }) => {
    const title = measureNamed(measure)?.title ?? measure;
    return html`${heading(3, title)} ${text.split('\n').filter(Boolean).map(paragraph)}
      <p class="govuk-body-s app-quiet">${author}, ${dayInWords(londonDay(parseInstant(writtenAt)))}</p>`;
  })}`;
}
