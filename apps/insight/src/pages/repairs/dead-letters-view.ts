import { formatInstant, type Instant } from '@careledger/calendar';
import { wholeNumber } from '@careledger/figures';
import type { LetterPage, LetterState, NamedLetter } from '@careledger/repairs';
import {
  agoInWords,
  counted,
  filterForm,
  heading,
  html,
  insetText,
  link,
  pages,
  pagination,
  paragraph,
  select,
  tableMarkup,
  type Markup,
  type Table,
} from '../frame';
import { wrongInWords } from './event-text';

export interface DeadLettersState {
  readonly authority: string;
  readonly status: LetterState;
  readonly page: LetterPage;
  readonly now: Instant;
  readonly first: string | undefined;
  readonly next: string | undefined;
}

export const STATES: Readonly<Record<LetterState, string>> = {
  open: 'Waiting for a decision',
  resubmitted: 'Sent again',
  discarded: 'Put aside',
};

/** What a dead letter is called by. */
export const nameOf = ({ partition, offset }: Pick<NamedLetter, 'partition' | 'offset'>): string =>
  `${partition}-${offset}`;

/** The records of the topic that are no event: those that name the authority, and those that name none. */
export function deadLettersBody(state: DeadLettersState): Markup {
  const { authority, status, page, first, next } = state;
  const choices = Object.entries(STATES).map(([value, words]) => ({ value, words }));
  return html`${heading(1, 'Records that are no event')}
  ${paragraph(
    'Case systems may put their events on the message topic (Kafka) themselves. A record there that breaks a rule of the contract, or lies in the wrong partition, ' +
      'counts for nothing until somebody has decided: it is sent again, as it was or put right, or put aside.',
  )}
  ${paragraph('Listed are those that name this authority, and those of which it cannot be told whose they are.')}
  ${filterForm(pages.deadLetters(authority), select('status', 'Records', choices, status))}
  ${tableMarkup({ ...deadLettersTable(state), csv: pages.deadLetters(authority, { status, format: 'csv' }) })}
  ${pagination({ previous: first, next })} ${page.ofOthers.size > 0 && others(state)}`;
}

function others({ page, status }: DeadLettersState): Markup {
  return insetText(
    html`Between these lie records that name other authorities:
    ${[...page.ofOthers].map(
      ([code, count], i) =>
        html`${i > 0 && ', '}${link(pages.deadLetters(code, { status }), `${counted(count, 'record')} of ${code}`)}`,
    )}.`,
  );
}

export function deadLettersTable({
  authority,
  page,
  status,
  now,
}: Pick<DeadLettersState, 'authority' | 'page' | 'status' | 'now'>): Table {
  return {
    caption: `Records that are no event: ${STATES[status].toLowerCase()}`,
    isCaptionHidden: true,
    columns: [
      { head: 'Record', name: 'id' },
      { head: 'Event id', name: 'eventId' },
      { head: 'What was wrong', name: 'wrong' },
      { head: 'Authority', name: 'authority' },
      { head: 'Came', name: 'receivedAt' },
      { head: 'Bytes', kind: 'number', name: 'bytes' },
    ],
    rows: page.letters.map((letter) => [
      { shown: link(pages.deadLetter(authority, nameOf(letter)), nameOf(letter)), value: nameOf(letter) },
      letter.eventId ?? 'Not readable',
      wrongInWords(letter, 'The record'),
      letter.authority ?? 'Names none',
      { shown: agoInWords(letter.receivedAt, now), value: formatInstant(letter.receivedAt) },
      { shown: wholeNumber(letter.bytes), value: letter.bytes },
    ]),
    empty:
      page.next === undefined
        ? status === 'open'
          ? 'No record waits for a decision.'
          : 'There are none.'
        : 'None here: the list goes on.',
  };
}
