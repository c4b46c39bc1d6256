import type { Caller } from '@careledger/access';
import { dayInWords, londonDay, type Instant } from '@careledger/calendar';
import type { OpenedLetter } from '@careledger/repairs';
import type { LoggedControl } from '@careledger/store';
import { wholeNumber } from '@careledger/figures';
import {
  agoInWords,
  heading,
  html,
  insetText,
  link,
  NOTHING,
  notification,
  pages,
  paragraph,
  summaryList,
  tag,
  type Markup,
  type Part,
} from '../frame';
import { nameOf, STATES } from './dead-letters-view';
import { asTyped, decisionForm, sentProblem, type SentForm } from './decision-forms';
import { draftFor, pretty, prettyText, wrongInWords } from './event-text';
import { SEALED } from './sealing';

export interface DeadLetterState {
  /** Of the page: the record names it, or none. */
  readonly authority: string;
  readonly letter: OpenedLetter;
  readonly decision: LoggedControl | undefined;
  /** Whether what it holds is of a child whom the reader may not know. */
  readonly isSealed: boolean;
  /** What it holds; undefined where that is sealed, erased, or there was nothing. */
  readonly text: string | undefined;
  /** What the contract of this program says against it; undefined where it could be sent as it is. */
  readonly against: string | undefined;
  readonly caller: Caller;
  readonly now: Instant;
  readonly done: string | undefined;
  readonly sentForm: SentForm | undefined;
}

/** A record that is no event: what it holds, what was wrong, and what can be done about it. */
export function deadLetterBody(state: DeadLetterState): Markup {
  const { letter, done, sentForm } = state;
  return html`${sentProblem(sentForm)} ${done !== undefined && notification('Done', done)}
  ${heading(1, `Record ${nameOf(letter)}`)} ${facts(state)} ${holds(state)} ${decisions(state)}`;
}

function facts({ letter, decision, isSealed, now }: DeadLetterState): Markup {
  const { partition, offset, eventId, receivedAt, status, bytes } = letter;
  return summaryList([
    ['State', tag(status === 'open' ? 'Waiting' : STATES[status], status === 'open' ? 'yellow' : 'grey')],
    ['What was wrong', wrongInWords(letter, 'The record')],
    ['Where it lies', `Partition ${partition} of the topic, offset ${offset}`],
    ['Came', `${dayInWords(londonDay(receivedAt))}, ${agoInWords(receivedAt, now)}`],
    ['Event id', eventId ?? 'Not readable'],
    ['Length', `${wholeNumber(bytes)} bytes`],
    ...(decision === undefined ? decidedLately(status) : decided(decision, isSealed, now)),
  ]);
}

/** On Kafka a decision is read back from the topic, a moment after it was taken. */
function decidedLately(status: OpenedLetter['status']): [string, Part][] {
  return status === 'open' ? [] : [['Decided', 'Just now. By whom and why is shown here within seconds.']];
}

function decided({ appendedAt, event }: LoggedControl, isSealed: boolean, now: Instant): [string, Part][] {
  const { data, authority, subject } = event;
  const { reason, by } = data;
  const sent: [string, Part][] =
    'replacement' in data
      ? [
          ['Sent as', `Event ${data.replacement.id} of ${data.replacement.source}`],
          ['Child', isSealed ? SEALED : link(pages.child(authority, subject), subject)],
        ]
      : [];
  return [
    ['Decided', `by ${by} on ${dayInWords(londonDay(appendedAt))}, ${agoInWords(appendedAt, now)}`],
    ['Why', reason],
    ...sent,
  ];
}

function holds({ text, isSealed, letter }: DeadLetterState): Markup {
  if (isSealed) {
    return html`${heading(2, 'What it holds')}
    ${insetText('The record of its child is sealed: it takes the role sealed-records to see what it holds and to decide about it.')}`;
  }
  if (text === undefined || text === '') {
    return html`${heading(2, 'What it holds')} ${paragraph('Nothing: it came empty, or it was erased.')}`;
  }
  const kept = Buffer.byteLength(text);
  return html`${heading(2, 'What it holds')}
  ${letter.bytes > kept && paragraph(`The first ${wholeNumber(kept)} bytes are kept.`)}
  ${asTyped('What the record holds', prettyText(text))}`;
}

function decisions(state: DeadLetterState): Markup {
  const { letter, authority, caller, sentForm, against, isSealed, text, decision } = state;
  if (letter.status !== 'open' || decision !== undefined) return NOTHING;
  if (isSealed) return NOTHING;
  if (!caller.has('operations')) return insetText('It takes the role operations to decide what becomes of it.');
  const path = pages.deadLetter(authority, nameOf(letter));
  const common = { caller, sentForm };
  return html`${heading(2, 'Send it again as it was')}
  ${
    against === undefined
      ? html`${paragraph('To where it belongs: for a record that lay in a wrong partition, or one that the contract takes by now. It is an event like any other from then on.')}
        ${decisionForm({ ...common, form: 'resubmit', why: 'Why it is sent again', action: `${path}/resubmit`, words: 'Send it again' })}`
      : paragraph(`It would be refused: ${against}.`)
  }
  ${heading(2, 'Put it right, and send it')} ${paragraph('You are shown what changes before it is sent.')}
  ${decisionForm({
    ...common,
    form: 'correct',
    why: 'Why it is put right',
    action: `${path}/resubmit`,
    words: 'Check what changes',
    hidden: { edited: 'yes' },
    event: {
      label: 'The event that should have been sent',
      hint: 'As JSON, to the rules of the contract.',
      draft: draftOf(text ?? '', letter.rule),
    },
  })}
  ${heading(2, 'Put it aside')}
  ${paragraph('For a record that was not meant for this system, or that its sender has sent again.')}
  ${decisionForm({ ...common, form: 'discard', why: 'Why it is put aside', action: `${path}/discard`, words: 'Put it aside', kind: 'warning' })}`;
}

/** What to begin with: the record, with an id of its own where it was refused for that. */
function draftOf(text: string, rule: string): string {
  if (rule !== 'id-reused') return prettyText(text);
  try {
    return pretty(draftFor(JSON.parse(text) as object));
  } catch {
    return text;
  }
}
