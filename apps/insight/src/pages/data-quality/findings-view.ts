import { dayInWords, type Day } from '@careledger/calendar';
import { wholeNumber } from '@careledger/figures';
import { BEGINNING, measureNamed } from '@careledger/measures';
import type { RefusedEvent } from '../../data-quality/arrival-problems';
import type { ChildWithFindings } from '../../data-quality/data-quality';
import { countInWords, GROUPS, type QualityKind } from '../../data-quality/kinds';
import type { ParkedChild } from '../../operations/status-reader';
import {
  agoInWords,
  heading,
  html,
  link,
  pages,
  pagination,
  paragraph,
  summaryList,
  tableMarkup,
  type Cell,
  type Markup,
  type Table,
} from '../frame';

/** What stands for the name of a child whom the reader may not know. */
const SEALED = 'Sealed record';

export interface FindingsState {
  readonly authority: string;
  readonly kind: QualityKind;
  readonly today: Day;
  readonly children: readonly ChildWithFindings[];
  readonly total: number;
  readonly isSealed: (child: ChildWithFindings) => boolean;
  /** Only findings that touch this measure. */
  readonly measure: string | undefined;
  readonly first: string | undefined;
  readonly next: string | undefined;
  readonly csv: string;
}

/** The children with a kind of finding. */
export function findingsBody(state: FindingsState): Markup {
  const { authority, kind, today, total, measure, first, next } = state;
  const measures = [...new Set(state.children.flatMap(({ findings }) => findings.flatMap((one) => one.measures)))];
  const ofMeasure = measure === undefined ? '' : ` This list has those that touch “${titleOf(measure)}”.`;
  return html`${heading(1, kind.title)}
  ${paragraph(`On ${dayInWords(today)}, ${countInWords(kind, total)}.${ofMeasure}`)}
  ${summaryList([
    ['What it does to figures', kind.effect],
    ['How to put it right', kind.putRight],
    ['Measures that it touches', measures.length === 0 ? 'None on its own.' : measureLinks(authority, measures)],
  ])}
  ${tableMarkup(findingsTable(state))} ${pagination({ previous: first, next })}`;
}

const titleOf = (measure: string): string => measureNamed(measure)?.title ?? measure;

function measureLinks(authority: string, measures: readonly string[]): Markup {
  return html`<ul class="govuk-list">
    ${measures.map((id) => html`<li>${link(pages.measure(authority, id), titleOf(id))}</li>`)}
  </ul>`;
}

function findingsTable({ authority, kind, children, isSealed, csv }: FindingsState): Table {
  return {
    caption: `Children: ${kind.title.toLowerCase()}`,
    isCaptionHidden: true,
    columns: [{ head: 'Child' }, { head: 'What was found' }, { head: 'Since' }],
    rows: children.flatMap((child): Cell[][] => {
      const { subject, findings } = child;
      if (isSealed(child)) return [[SEALED, `Among the ${GROUPS[kind.among]}; who it is, is not for everybody.`, '']];
      return findings.map(({ says, from }) => [
        { shown: link(pages.child(authority, subject), subject), value: subject },
        says,
        from === BEGINNING ? 'As long as it is on record' : dayInWords(from),
      ]);
    }),
    empty: 'There is no such child today.',
    csv,
  };
}

export interface RefusedState {
  readonly authority: string;
  readonly refusals: readonly (RefusedEvent & { readonly isSealed: boolean })[];
  readonly now: number;
  readonly first: string | undefined;
  readonly next: string | undefined;
}

/** The events that were refused, the latest first. */
export function refusedBody({ authority, refusals, now, first, next }: RefusedState): Markup {
  const table: Table = {
    caption: 'Refused events, the latest first',
    isCaptionHidden: true,
    columns: [{ head: 'Event' }, { head: 'Type' }, { head: 'Child' }, { head: 'What was wrong' }, { head: 'Refused' }],
    rows: refusals.map((one) => [
      one.isSealed ? SEALED : (one.id ?? 'Not readable'),
      one.type ?? '–',
      one.isSealed ? '–' : (one.children[0]?.subject ?? '–'),
      one.field === '' ? `The event ${one.rule}` : `${one.field} ${one.rule}`,
      agoInWords(one.refusedAt, now),
    ]),
    empty: 'No event has been refused.',
  };
  return html`${heading(1, 'Refused events')}
  ${paragraph(
    'An event that breaks a rule of the contract is not taken, and nothing of it is in the figures. The case system was told at once which field ' +
      'and which rule. It is put right there, and sent again: its id is still free.',
  )}
  ${tableMarkup(table)} ${pagination({ previous: first, next })}
  ${paragraph(
    html`What was sent, for putting it right:
    ${link(`/v1/refusals?authority=${authority}`, `GET /v1/refusals?authority=${authority}`)}.`,
  )}`;
}

export interface ParkedState {
  readonly authority: string;
  readonly parked: readonly (ParkedChild & { readonly isSealed: boolean })[];
  readonly now: number;
  readonly next: string | undefined;
}

/** The children whose events wait. */
export function parkedBody({ authority, parked, now, next }: ParkedState): Markup {
  const table: Table = {
    caption: 'Children whose events wait',
    isCaptionHidden: true,
    columns: [{ head: 'Child' }, { head: 'Events that wait', kind: 'number' }, { head: 'Why' }, { head: 'Since' }],
    rows: parked.map(({ child, waiting, reason, parkedAt, isSealed }) => [
      isSealed ? SEALED : { shown: link(pages.child(authority, child), child), value: child },
      wholeNumber(waiting),
      isSealed ? '–' : reason,
      agoInWords(parkedAt, now),
    ]),
    empty: 'No child waits: everything that was acknowledged is in the figures.',
  };
  return html`${heading(1, 'Children whose events wait')}
    ${paragraph(
      'One event of each of these children could not be applied. What was counted for the child before stays; its later events wait, so that nothing ' +
        'is counted in the wrong order. Events of all other children go on.',
    )}
    ${tableMarkup(table)} ${pagination({ next })} ${heading(2, 'How to put it right')}
    <ol class="govuk-list govuk-list--number">
      <li>Look at the events that wait: <code>npm run parked -- show ${authority} CHILD</code></li>
      <li>
        Where the program was at fault and has been put right, have them tried again:
        <code>npm run parked -- release ${authority} CHILD --reason "…"</code>
      </li>
      <li>
        Where the event was wrong, send the right one in its place, or discard it:
        <code>npm run parked -- correct</code> or <code>discard</code>, with <code>--offset</code> and
        <code>--reason</code>
      </li>
    </ol>
    ${paragraph('Each decision is kept with its reason and who made it, and every replay repeats it. Write no names into a reason.')}`;
}
