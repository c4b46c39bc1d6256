import { Caller } from '@careledger/access';
import { MAX_REASON_LENGTH } from '@careledger/contract';
import { LogUnavailable } from '@careledger/event-log';
import { Problem } from '@careledger/http-problems';
import { reasonIn } from '@careledger/repairs';
import { whoIn } from '../../publications/bodies';
import {
  button,
  errorList,
  fieldId,
  hiddenFields,
  html,
  lineField,
  NOTHING,
  textArea,
  warning,
  type Markup,
  type Part,
} from '../frame';

/** What a form sent, by the names of its fields. */
export type Fields = Readonly<Record<string, string>>;

/** A form that was sent and not taken, or is to be changed: which one, what it said, and what was wrong. */
export interface SentForm {
  readonly form: string;
  readonly sent: Fields;
  readonly problem?: Problem | undefined;
}

/** Why and by whom something is decided. @throws Problem 400 */
export function reasonAndWho(sent: Fields, caller: Caller): { readonly reason: string; readonly by: string } {
  const by = whoIn(caller === Caller.ANYBODY ? sent : {}, caller);
  return { reason: reasonIn(sent), by };
}

/** What is said where a decision could not be taken. @throws what it is not for those who send forms to put right */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof LogUnavailable)) throw error;
  const detail = 'The event log is not there at the moment. Send the same again in a few seconds: it counts once.';
  return new Problem({ status: 503, title: 'The event log is not there', detail });
}

const FIELDS = ['event', 'reason', 'by'] as const;
type FieldName = (typeof FIELDS)[number];

function fieldOf({ body: { field = '' } }: Problem): FieldName | undefined {
  return FIELDS.find((name) => field === name || field.startsWith(`${name}.`));
}

const TO_ENTER: Readonly<Record<string, string>> = {
  reason: `Enter why, as one line of 1 to ${MAX_REASON_LENGTH} characters without names of people`,
  by: 'Enter your name',
};

/** `data.receivedOn must be a date`, `Enter your name`. */
function saidOf({ body: { field = '', rule, detail } }: Problem): string {
  if (rule === undefined) return detail;
  if (field.startsWith('event.')) return `${field.slice('event.'.length)} ${rule}`;
  return field === 'event' ? `The event ${rule}` : (TO_ENTER[field] ?? detail);
}

/** What was wrong with a form, for the top of the page. */
export function sentProblem(sentForm: SentForm | undefined): Markup {
  if (sentForm?.problem === undefined) return NOTHING;
  const { form, problem } = sentForm;
  const name = fieldOf(problem);
  return errorList('It was not done', [{ words: saidOf(problem), field: name && fieldId(form, name) }]);
}

export interface DecisionForm {
  /** Its name within the page. */
  readonly form: string;
  readonly action: string;
  /** What the reason is asked as. */
  readonly why: string;
  readonly caller: Caller;
  /** What was sent by this or another form of the page. */
  readonly sentForm: SentForm | undefined;
  readonly words: string;
  readonly kind?: 'main' | 'warning';
  readonly hidden?: Fields;
  /** Where an event is asked for: what is in the field at first. */
  readonly event?: { readonly label: string; readonly hint: string; readonly draft: string };
}

const MOST_ROWS = 24;

/** A form that decides something: an event where one is asked for, the reason, and who decides where nobody signs in. */
export function decisionForm(decision: DecisionForm): Markup {
  const { form, action, why, caller, sentForm, words, kind = 'main', hidden = {}, event } = decision;
  const mine = sentForm?.form === form ? sentForm : undefined;
  const { sent = {}, problem } = mine ?? {};
  const field = (name: FieldName) => ({
    form,
    name,
    value: sent[name],
    error: problem !== undefined && fieldOf(problem) === name ? saidOf(problem) : undefined,
  });
  const draft = sent['event'] ?? event?.draft ?? '';
  return html`<form method="post" action="${action}" novalidate>
    ${hiddenFields(hidden)}
    ${
      event !== undefined &&
      textArea({
        ...field('event'),
        label: event.label,
        hint: event.hint,
        value: draft,
        rows: Math.min(MOST_ROWS, draft.split('\n').length + 2),
      })
    }
    ${lineField({ ...field('reason'), label: why, hint: 'One line, without names of people. It is kept for ever.' })}
    ${
      caller === Caller.ANYBODY &&
      lineField({ ...field('by'), label: 'Your name', hint: 'Nobody signs in here, so say who you are.' })
    }
    ${button(words, kind)}
  </form>`;
}

export interface Confirmation {
  readonly action: string;
  readonly sent: Fields;
  /** What cannot be undone. */
  readonly final: string;
  readonly words: string;
  readonly back: string;
}

/** Asks once more before what cannot be undone; what was typed goes along, and can be changed. */
export function confirmation({ action, sent, final, words, back }: Confirmation): Markup {
  const { confirmed: _confirmed, change: _change, ...typed } = sent;
  return html`${warning(final)}
    <form method="post" action="${action}">
      ${hiddenFields({ ...typed, confirmed: 'yes' })} ${button(words, 'warning')}
    </form>
    <form method="post" action="${action}">
      ${hiddenFields({ ...typed, change: 'yes' })} ${button('Change what I wrote', 'secondary')}
    </form>
    <p class="govuk-body"><a class="govuk-link" href="${back}">Do nothing, and go back</a></p>`;
}

/** A text as it is, such as an event: it scrolls by keyboard where it is wide. */
export function asTyped(label: string, text: Part): Markup {
  return html`<div class="app-prose govuk-form-group">
    <pre role="region" tabindex="0" aria-label="${label}">${text}</pre>
  </div>`;
}
