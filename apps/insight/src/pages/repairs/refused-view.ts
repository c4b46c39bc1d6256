import { dayInWords, formatInstant, londonDay, type Instant } from '@careledger/calendar';
import type { RefusedEvent } from '../../data-quality/arrival-problems';
import {
  agoInWords,
  heading,
  html,
  insetText,
  link,
  pages,
  pagination,
  paragraph,
  summaryList,
  tableMarkup,
  type Markup,
  type Table,
} from '../frame';
import { asTyped } from './decision-forms';
import { prettyText, wrongInWords } from './event-text';
import type { OpenedRefusal } from './refusal-reader';
import { SEALED } from './sealing';

export type ListedRefusal = RefusedEvent & { readonly isSealed: boolean };

export interface RefusedState {
  readonly authority: string;
  readonly refusals: readonly ListedRefusal[];
  readonly now: Instant;
  readonly first: string | undefined;
  readonly next: string | undefined;
}

const PUT_RIGHT =
  'The case system was told at once which field and which rule. It is put right there, and sent again under the same id, which is still free: ' +
  'nobody here can do that for it.';

/** The events that were refused, the latest first. */
export function refusedBody(state: RefusedState): Markup {
  const { authority, first, next } = state;
  return html`${heading(1, 'Refused events')}
  ${paragraph(
    `An event that breaks a rule of the contract is not taken, and nothing of it is in the figures. ${PUT_RIGHT}`,
  )}
  ${tableMarkup({ ...refusedTable(state), csv: pages.findings(authority, 'refused', { format: 'csv' }) })}
  ${pagination({ previous: first, next })}`;
}

export function refusedTable({
  authority,
  refusals,
  now,
}: Pick<RefusedState, 'authority' | 'refusals' | 'now'>): Table {
  return {
    caption: 'Refused events, the latest first',
    isCaptionHidden: true,
    columns: [
      { head: 'Event', name: 'id' },
      { head: 'Type', name: 'type' },
      { head: 'Child', name: 'child' },
      { head: 'What was wrong', name: 'wrong' },
      { head: 'Refused', name: 'refusedAt' },
    ],
    rows: refusals.map((one) => {
      const name = one.isSealed ? SEALED : (one.id ?? 'Not readable');
      return [
        { shown: link(pages.refusal(authority, one.number), name), value: name },
        one.type ?? '–',
        one.isSealed ? '–' : (one.children[0]?.subject ?? '–'),
        wrongInWords(one),
        { shown: agoInWords(one.refusedAt, now), value: formatInstant(one.refusedAt) },
      ];
    }),
    empty: 'No event has been refused.',
  };
}

export interface RefusalState {
  readonly refusal: OpenedRefusal;
  readonly isSealed: boolean;
  readonly now: Instant;
}

/** An event that was refused, with what was sent, for putting it right at its source. */
export function refusalBody({ refusal, isSealed, now }: RefusalState): Markup {
  const { number, refusedAt, id, payload } = refusal;
  return html`${heading(1, `Refused event ${number}`)}
  ${summaryList([
    ['What was wrong', wrongInWords(refusal)],
    ['Its id', isSealed ? SEALED : (id ?? 'Not readable')],
    ['Refused', `${dayInWords(londonDay(refusedAt))}, ${agoInWords(refusedAt, now)}`],
  ])}
  ${heading(2, 'How to put it right')} ${paragraph(PUT_RIGHT)} ${heading(2, 'What was sent')}
  ${
    isSealed
      ? insetText('The record of its child is sealed: it takes the role sealed-records to see what was sent.')
      : payload === ''
        ? paragraph('Nothing of it is kept: the data of its child were erased, or it came empty.')
        : asTyped('What was sent', prettyText(payload))
  }`;
}
