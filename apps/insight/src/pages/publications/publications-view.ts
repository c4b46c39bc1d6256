import { dayInWords, lastDayOf, londonDay, parseMonth, type Day } from '@careledger/calendar';
import type { Caller } from '@careledger/access';
import { recentQuarters } from '../figures/period-choice';
import type { Status } from '../../publications/publication-json';
import { contentOf, type Publication } from '../../publications/publication-store';
import {
  button,
  counted,
  errorSummary,
  heading,
  html,
  link,
  NOTHING,
  pages,
  pagination,
  paragraph,
  select,
  tableMarkup,
  tag,
  textField,
  whoField,
  type Markup,
  type TagColour,
} from '../frame';
import type { Table } from '../frame';
import { periodsInWords } from './period-words';

/** What of a quarter is proposed together. */
export const SCOPES = [
  { value: 'all', words: 'The quarter, its three months and the year to date' },
  { value: 'quarter', words: 'The quarter alone' },
] as const;

export interface PublicationsState {
  readonly authority: string;
  readonly publications: readonly Publication[];
  /** The id after which the list goes on; undefined where these are the last. */
  readonly next?: number | undefined;
  readonly caller: Caller;
  readonly today: Day;
  /** What was wrong with a proposal, and what it said. */
  readonly problem?: string | undefined;
  readonly sent?: Readonly<Record<string, string>> | undefined;
}

export const statusOf = ({ decided }: Publication): Status => decided?.act ?? 'proposed';

const TAGS: Readonly<Record<Status, readonly [string, TagColour]>> = {
  proposed: ['Proposed', 'yellow'],
  published: ['Published', 'green'],
  withdrawn: ['Withdrawn', 'grey'],
};

export const statusTag = (publication: Publication): Markup => tag(...TAGS[statusOf(publication)]);

/** The publications of an authority, and a form to propose another. */
export function publicationsBody(state: PublicationsState): Markup {
  const { authority, problem } = state;
  return html`${problem === undefined ? NOTHING : errorSummary('Nothing was proposed', problem)}
  ${heading(1, 'Publications')}
  ${paragraph(
    'Figures as they were published: proposed by one person, published by another, and kept as they were. What has changed since is shown beside them.',
  )}
  ${tableMarkup({ ...publicationsTable(state), csv: pages.publications(authority, { format: 'csv' }) })}
  ${pagination({ next: state.next === undefined ? undefined : pages.publications(authority, { after: state.next }) })}
  ${proposalForm(state)}`;
}

export function publicationsTable({
  authority,
  publications,
}: Pick<PublicationsState, 'authority' | 'publications'>): Table {
  return {
    caption: 'Publications and proposals, the latest first',
    isCaptionHidden: true,
    columns: [
      { head: 'Publication' },
      { head: 'State' },
      { head: 'Figures' },
      { head: 'As known on' },
      { head: 'Proposed by' },
      { head: 'Published or withdrawn by' },
    ],
    rows: publications.map((one) => {
      const { id, note, knownAt, proposedAt, proposedBy, decided } = one;
      return [
        { shown: link(pages.publication(authority, id), `${id}: ${note}`), value: `${id}: ${note}` },
        { shown: statusTag(one), value: statusOf(one) },
        periodsInWords(contentOf(one).figures).join('; '),
        dayInWords(londonDay(knownAt)),
        `${proposedBy}, ${dayInWords(londonDay(proposedAt))}`,
        decided === undefined ? '–' : `${decided.by}, ${dayInWords(londonDay(decided.at))}`,
      ];
    }),
    empty: 'Nothing has been proposed or published yet.',
  };
}

/** For publishers: how figures are proposed. Others are told who does it. */
function proposalForm({ authority, caller, today, sent = {} }: PublicationsState): Markup {
  if (!caller.has('publisher')) {
    return html`${heading(2, 'Propose figures')} ${paragraph('That takes the role publisher, which you do not have.')}`;
  }
  const quarters = recentQuarters(today).filter(({ value }) => lastDayOf(parseMonth(value)) <= today);
  return html`${heading(2, 'Propose figures')}
    ${paragraph('Somebody else with the role publisher has to publish what you propose. All measures of the catalogue are in it.')}
    <form method="post" action="${pages.publications(authority)}">
      ${select('quarter', 'Quarter', quarters, sent['quarter'])}
      ${select('scope', 'What is published', SCOPES, sent['scope'])}
      ${textField('knownAt', 'As known at the end of', {
        type: 'date',
        value: sent['knownAt'],
        hint: 'A day that is over. Left empty: as known now.',
      })}
      ${textField('note', 'What it is', { value: sent['note'], hint: 'A line for people, such as “Quarter 3”. No names of children.' })}
      ${whoField(caller)} ${button('Propose')}
    </form>`;
}

/** `3 figures`. */
export const figuresInWords = (count: number): string => counted(count, 'figure');
