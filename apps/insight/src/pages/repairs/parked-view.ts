import { formatInstant, type Instant } from '@careledger/calendar';
import { wholeNumber } from '@careledger/figures';
import type { ParkedChild } from '../../operations/status-reader';
import {
  agoInWords,
  heading,
  html,
  link,
  pages,
  pagination,
  paragraph,
  tableMarkup,
  type Markup,
  type Table,
} from '../frame';
import { SEALED } from './sealing';

export interface ParkedState {
  readonly authority: string;
  readonly parked: readonly (ParkedChild & { readonly isSealed: boolean })[];
  readonly now: Instant;
  readonly first: string | undefined;
  readonly next: string | undefined;
}

/** The children whose events wait. */
export function parkedBody(state: ParkedState): Markup {
  const { authority, first, next } = state;
  return html`${heading(1, 'Children whose events wait')}
  ${paragraph(
    'One event of each of these children could not be applied. What was counted for the child before stays; its later events wait, so that nothing ' +
      'is counted in the wrong order. Events of all other children go on.',
  )}
  ${paragraph('Open a child to see why, which events wait, and to have them tried again, put right or left out.')}
  ${tableMarkup({ ...parkedTable(state), csv: pages.parked(authority, { format: 'csv' }) })}
  ${pagination({ previous: first, next })}`;
}

export function parkedTable({ authority, parked, now }: Pick<ParkedState, 'authority' | 'parked' | 'now'>): Table {
  return {
    caption: 'Children whose events wait',
    isCaptionHidden: true,
    columns: [
      { head: 'Child', name: 'child' },
      { head: 'Events that wait', kind: 'number', name: 'waiting' },
      { head: 'Why', name: 'reason' },
      { head: 'Since', name: 'parkedAt' },
      { head: 'Partition', kind: 'number', name: 'partition' },
      { head: 'Offset', kind: 'number', name: 'offset' },
    ],
    rows: parked.map(({ child, waiting, reason, parkedAt, partition, since, isSealed }) => [
      isSealed ? SEALED : { shown: link(pages.parkedChild(authority, child), child), value: child },
      { shown: wholeNumber(waiting), value: waiting },
      isSealed ? '–' : reason,
      { shown: agoInWords(parkedAt, now), value: formatInstant(parkedAt) },
      partition,
      since,
    ]),
    empty: 'No child waits: everything that was acknowledged is in the figures.',
  };
}
