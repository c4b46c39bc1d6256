import { heading, html, paragraph, summaryList, tableMarkup, type Markup, type Part, type Table } from '../frame';
import { asTyped, confirmation, type Fields } from './decision-forms';
import { differencesOf, pretty } from './event-text';

/** A decision that cannot be undone, before it is taken. */
export interface ConfirmState {
  readonly title: string;
  readonly action: string;
  readonly back: string;
  readonly sent: Fields;
  readonly reason: string;
  readonly by: string;
  /** Which event or record it is about. */
  readonly about: Part;
}

/** Asks whether an event or a record is to be left out for good. */
export function confirmDiscard(state: ConfirmState & { readonly text: string | undefined }): Markup {
  const { title, text, about } = state;
  return html`${heading(1, title)} ${facts(state, about)} ${text !== undefined && asTyped('What is left out', text)}
  ${confirmation({
    ...state,
    final: 'It counts for nothing from then on. The decision is kept for ever, and cannot be taken back.',
    words: 'Leave it out for good',
  })}`;
}

/** Asks whether an event is to be sent; @param state.before what it stands in the place of, where that can be read */
export function confirmSending(
  state: ConfirmState & { readonly before: unknown; readonly event: unknown; readonly words: string },
): Markup {
  const { title, before, event, about, words } = state;
  return html`${heading(1, title)} ${facts(state, about)}
  ${
    before === undefined
      ? html`${heading(2, 'What is sent')} ${asTyped('The event', pretty(event))}`
      : html`${heading(2, 'What changes')} ${changes(before, event)}`
  }
  ${confirmation({
    ...state,
    final: 'It is an event like any other from then on. The decision is kept for ever, and cannot be taken back.',
    words,
  })}`;
}

function facts({ reason, by }: ConfirmState, about: Part): Markup {
  return summaryList([
    ['What it is about', about],
    ['Why', reason],
    ['Decided by', by],
  ]);
}

function changes(before: unknown, event: unknown): Markup {
  const differences = differencesOf(before, event);
  const table: Table = {
    caption: 'What changes',
    isCaptionHidden: true,
    columns: [{ head: 'Field' }, { head: 'As it came' }, { head: 'As it will be' }],
    rows: differences.map((each) => [
      each.field === '' ? 'The whole' : each.field,
      valueCell(each.before),
      valueCell(each.after),
    ]),
    empty: 'Nothing: it is sent as it came.',
  };
  const onlyItsId = differences.every(({ field }) => field === 'id') && differences.length > 0;
  return html`${tableMarkup(table)}
  ${onlyItsId && paragraph('Only its id is new: it says the same as before, and may fail in the same way.')}`;
}

/** It breaks where it is long, so that before and after stand side by side on a phone. */
const valueCell = (value = 'Not there') => ({ shown: html`<span class="app-break">${value}</span>`, value });
