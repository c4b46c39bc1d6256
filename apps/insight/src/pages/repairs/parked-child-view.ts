import type { Caller } from '@careledger/access';
import { dayInWords, formatInstant, londonDay, type Instant } from '@careledger/calendar';
import { CONTROL_PREFIX, TYPE_PREFIX, type Refusal } from '@careledger/contract';
import { discardedBy } from '@careledger/ledger';
import type { ParkedFile } from '@careledger/repairs';
import { eventInWords } from '../figures/event-words';
import {
  agoInWords,
  counted,
  heading,
  html,
  insetText,
  link,
  NOTHING,
  notification,
  pages,
  pagination,
  paragraph,
  summaryList,
  tableMarkup,
  type Markup,
  type Table,
} from '../frame';
import { asTyped, decisionForm, sentProblem, type SentForm } from './decision-forms';
import { draftFor, pretty, wrongInWords } from './event-text';

export type WaitingEvent = ParkedFile['waiting'][number];

export interface ParkedChildState {
  readonly file: ParkedFile;
  readonly caller: Caller;
  readonly now: Instant;
  /** Of the events that wait, those of this page. */
  readonly shown: readonly WaitingEvent[];
  readonly first: string | undefined;
  readonly next: string | undefined;
  /** The event that is looked at: the one that could not be applied where none is asked for. */
  readonly chosen: WaitingEvent | undefined;
  /** What the contract of this program says against it; undefined where nothing. */
  readonly refusal: Refusal | undefined;
  /** What was done just now. */
  readonly done: string | undefined;
  readonly sentForm: SentForm | undefined;
  /** Seconds after which the page asks again while a decision is carried out. */
  readonly seconds: number;
}

/** Why a child's events wait, which ones, and what can be done about it. */
export function parkedChildBody(state: ParkedChildState): Markup {
  const { file, done, sentForm } = state;
  const { child, parking, isUnderWay } = file;
  return html`${sentProblem(sentForm)} ${done !== undefined && notification('Done', done)}
  ${heading(1, parking === undefined ? `No event of ${child.subject} waits` : `Events of ${child.subject} wait`)}
  ${isUnderWay && underWay(state)} ${parking === undefined ? nothingWaits(state) : whyItWaits(state)}
  ${parking !== undefined && html`${waitingSection(state)} ${chosenSection(state)} ${decisions(state)}`}
  ${actsSection(state)}`;
}

/** The page asks again, by script or without, until the decision has been carried out. */
function underWay({ seconds }: ParkedChildState): Markup {
  return html`<div data-follow="${seconds}">
    <p class="govuk-body" id="progress" data-swap="words" role="status">
      The last decision is on the log, and is carried out as soon as the projector comes to it.
    </p>
  </div>`;
}

function nothingWaits({ file: { child, isUnderWay } }: ParkedChildState): Markup {
  const { authority, subject } = child;
  return html`${
    !isUnderWay && paragraph('What was released is in the figures, known from then on. What was left out is in none.')
  }
  ${paragraph(link(pages.child(authority, subject), 'The child’s record'))}`;
}

function whyItWaits({ file, now, caller }: ParkedChildState): Markup {
  const { child, parking, waiting, acts, isUnderWay } = file;
  if (parking === undefined) return NOTHING;
  const { authority, subject } = child;
  const isAgain = !isUnderWay && acts.at(-1)?.event.data.since === parking.since;
  return html`${isAgain && insetText('They have been tried again since the last decision, and one still cannot be applied.')}
  ${summaryList([
    ['Child', link(pages.child(authority, subject), subject)],
    ['Why', parking.reason],
    ['Since', `${dayInWords(londonDay(parking.parkedAt))}, ${agoInWords(parking.parkedAt, now)}`],
    ['Where it lies', `Partition ${parking.partition} of the log, offset ${parking.since}`],
    [
      'What waits',
      `${counted(waiting.length, 'event')}: the one that could not be applied, and what came of the child after it. What was counted before stays.`,
    ],
    ...(caller.has('operations') && !isUnderWay ? [['What can be done', ways()] as const] : []),
  ])}`;
}

/** Links to the forms. */
function ways(): Markup {
  return html`${link('#try-again', 'Have the events tried again')}, ${link('#put-right', 'put the event right')}, or
  ${link('#leave-out', 'leave it out')}`;
}

/** The events of a child that wait. */
export function waitingTable({
  file: { child, parking },
  shown,
  now,
}: Pick<ParkedChildState, 'file' | 'shown' | 'now'>): Table {
  const { authority, subject } = child;
  return {
    caption: 'Events that wait, in the order of the log',
    isCaptionHidden: true,
    columns: [
      { head: 'Event', name: 'type' },
      { head: 'Event id', name: 'id' },
      { head: 'State', name: 'state' },
      { head: 'Taken in', name: 'appendedAt' },
      { head: 'Partition', kind: 'number', name: 'partition' },
      { head: 'Offset', kind: 'number', name: 'offset' },
    ],
    rows: shown.map(({ partition, offset, appendedAt, event }) => {
      const isFaulty = offset === parking?.since;
      const state = isFaulty ? 'Could not be applied' : 'Waits behind it';
      return [
        {
          shown: link(`${pages.parkedChild(authority, subject, { event: offset })}#event`, titleOf(event)),
          value: event.type,
        },
        event.id,
        { shown: isFaulty ? html`<strong>${state}</strong>` : state, value: state },
        { shown: agoInWords(appendedAt, now), value: formatInstant(appendedAt) },
        partition,
        offset,
      ];
    }),
  };
}

/** `Referral received, 3 June 2020`. */
function titleOf({ type, data }: WaitingEvent['event']): string {
  const name = type.startsWith(TYPE_PREFIX) ? type.slice(TYPE_PREFIX.length) : type;
  return eventInWords({ type: name as never, data });
}

function waitingSection(state: ParkedChildState): Markup {
  const { authority, subject } = state.file.child;
  const csv = pages.parkedChild(authority, subject, { format: 'csv' });
  return html`${heading(2, 'Events that wait')} ${tableMarkup({ ...waitingTable(state), csv })}
  ${pagination({ previous: state.first, next: state.next })}`;
}

function chosenSection({ chosen, refusal, file: { parking } }: ParkedChildState): Markup {
  if (chosen === undefined || parking === undefined) return NOTHING;
  const isFaulty = chosen.offset === parking.since;
  return html`${heading(2, `${titleOf(chosen.event)} (offset ${chosen.offset})`, 'event')}
  ${
    isFaulty
      ? insetText(whatItTakes(refusal))
      : paragraph('It waits behind the one that could not be applied, and is tried with it.')
  }
  ${asTyped('The event', pretty(chosen.event))}`;
}

/** What it takes for the event to count. */
function whatItTakes(refusal: Refusal | undefined): string {
  if (refusal === undefined) {
    return (
      'It keeps to the rules of the contract, so that the fault is rather the program’s than the event’s: have the program put right, ' +
      'by the reason given above, and then have the events tried again.'
    );
  }
  return (
    `This program does not take such an event: ${wrongInWords(refusal)}. Where a newer program knows it, start that and have the events tried again; ` +
    'else put the event right, or leave it out.'
  );
}

function decisions(state: ParkedChildState): Markup {
  const { file, caller, chosen, sentForm } = state;
  const { authority, subject } = file.child;
  if (file.isUnderWay) return NOTHING;
  if (!caller.has('operations')) return insetText('It takes the role operations to decide what becomes of them.');
  const path = pages.parkedChild(authority, subject);
  const common = { caller, sentForm };
  return html`${heading(2, 'Have the events tried again', 'try-again')}
  ${paragraph('For when the program has been put right. It does no harm where one still cannot be applied: they go on waiting then.')}
  ${decisionForm({ ...common, form: 'release', why: 'Why they are tried again', action: `${path}/release`, words: 'Try again' })}
  ${
    chosen !== undefined &&
    html`${heading(2, 'Put the event right', 'put-right')}
    ${paragraph('Another event stands in its place from then on, and all are tried again. You are shown what changes before it is sent.')}
    ${decisionForm({
      ...common,
      form: 'correct',
      why: 'Why it is put right',
      action: `${path}/correct`,
      words: 'Check what changes',
      hidden: { offset: String(chosen.offset) },
      event: {
        label: 'The event that should have been sent',
        hint: 'As JSON. It needs an id of its own; leave recordedtime as it was, so that it stands where the other would have stood.',
        draft: pretty(draftFor(chosen.event)),
      },
    })}
    ${heading(2, 'Leave the event out', 'leave-out')}
    ${paragraph('For an event that should not be there at all. The others are tried again.')}
    ${decisionForm({
      ...common,
      form: 'discard',
      why: 'Why it is left out',
      action: `${path}/discard`,
      words: 'Leave it out',
      kind: 'warning',
      hidden: { offset: String(chosen.offset) },
    })}`
  }`;
}

const ACTS: Readonly<Record<string, string>> = {
  'child-released': 'Tried again',
  'event-discarded': 'Event left out',
  'event-corrected': 'Event put right',
};

/** What was decided about a child's events, the last decision last. */
export function actsTable({ file: { acts }, now }: Pick<ParkedChildState, 'file' | 'now'>): Table {
  return {
    caption: 'What was decided, the last one last',
    isCaptionHidden: true,
    columns: [
      { head: 'What', name: 'act' },
      { head: 'Event (offset)', kind: 'number', name: 'offset' },
      { head: 'Why', name: 'reason' },
      { head: 'By', name: 'by' },
      { head: 'When', name: 'decidedAt' },
    ],
    rows: acts.map((act) => {
      const { type, data } = act.event;
      return [
        ACTS[type.slice(CONTROL_PREFIX.length)] ?? type,
        discardedBy(act) ?? null,
        data.reason,
        data.by,
        { shown: agoInWords(act.appendedAt, now), value: formatInstant(act.appendedAt) },
      ];
    }),
  };
}

function actsSection(state: ParkedChildState): Markup {
  const { child, acts } = state.file;
  if (acts.length === 0) return NOTHING;
  const csv = pages.parkedChild(child.authority, child.subject, { table: 'acts', format: 'csv' });
  return html`${heading(2, 'What was decided')} ${tableMarkup({ ...actsTable(state), csv })}`;
}
