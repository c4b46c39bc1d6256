import type { Caller } from '@careledger/access';
import type { AuditState, KeptAudit } from '@careledger/audit';
import { dayInWords, londonDay, monthInWords, quarterInWords, type Day } from '@careledger/calendar';
import { wholeNumber } from '@careledger/figures';
import { recentQuarters } from '../figures/period-choice';
import {
  agoInWords,
  button,
  errorSummary,
  heading,
  html,
  link,
  NOTHING,
  pages,
  paragraph,
  select,
  tableMarkup,
  tag,
  textField,
  type Markup,
  type Table,
} from '../frame';

export interface AuditsState {
  readonly authority: string;
  readonly audits: readonly KeptAudit[];
  readonly caller: Caller;
  readonly today: Day;
  /** The real clock; µs. */
  readonly now: number;
  readonly problem?: string | undefined;
  readonly sent?: Readonly<Record<string, string>> | undefined;
}

const STATES: Readonly<Record<AuditState, string>> = {
  queued: 'Waiting',
  running: 'Under way',
  done: 'Done',
  failed: 'Failed',
  interrupted: 'Broken off',
};

/** What came of an audit, or how far it is: in words, with a colour beside. */
export function outcomeTag({ state, isEqual }: KeptAudit): Markup {
  if (state === 'done') return isEqual === true ? tag('Equal', 'green') : tag('Differences', 'red');
  return tag(STATES[state], state === 'failed' || state === 'interrupted' ? 'red' : 'blue');
}

/** The periods of an audit: a quarter by its name, else from month to month. */
export function auditPeriod({ from, to }: Pick<KeptAudit, 'from' | 'to'>): string {
  const isQuarter = from % 3 === 0 && to === from + 2;
  return isQuarter ? quarterInWords(to) : `${monthInWords(from)} to ${monthInWords(to)}`;
}

/** The audits of an authority, and a form to start one. */
export function auditsBody(state: AuditsState): Markup {
  const { authority, problem } = state;
  return html`${problem === undefined ? NOTHING : errorSummary('No audit was started', problem)} ${heading(1, 'Audits')}
  ${paragraph(
    'An audit works a period out again from the events alone, as they were known at an instant, and holds it against the ledger. ' +
      'It ends with evidence that others can check without this program.',
  )}
  ${tableMarkup({ ...auditsTable(state), csv: pages.audits(authority, { format: 'csv' }) })} ${startForm(state)}`;
}

export function auditsTable({ authority, audits, now }: Pick<AuditsState, 'authority' | 'audits' | 'now'>): Table {
  return {
    caption: 'Audits, the last one first',
    isCaptionHidden: true,
    columns: [
      { head: 'Period' },
      { head: 'As known on' },
      { head: 'Outcome' },
      { head: 'Events replayed', kind: 'number' },
      { head: 'Asked for by' },
      { head: 'When' },
    ],
    rows: audits.map((audit) => [
      { shown: link(pages.audit(authority, audit.id), auditPeriod(audit)), value: auditPeriod(audit) },
      dayInWords(londonDay(audit.knownAt)),
      { shown: outcomeTag(audit), value: outcomeInWords(audit) },
      { shown: wholeNumber(audit.eventsDone), value: audit.eventsDone },
      audit.askedBy,
      { shown: agoInWords(audit.askedAt, now), value: dayInWords(londonDay(audit.askedAt)) },
    ]),
    empty: 'No audit has been asked for yet.',
  };
}

export function outcomeInWords({ state, isEqual }: KeptAudit): string {
  if (state !== 'done') return STATES[state];
  return isEqual === true ? 'Equal' : 'Differences';
}

function startForm({ authority, today, sent = {} }: AuditsState): Markup {
  return html`${heading(2, 'Start an audit')}
    <form method="post" action="${pages.audits(authority)}">
      ${select('quarter', 'Quarter', recentQuarters(today), sent['quarter'])}
      ${textField('knownAt', 'As known at the end of', {
        type: 'date',
        value: sent['knownAt'],
        hint: 'A day that is over. Left empty: as known now.',
      })}
      ${button('Start the audit')}
    </form>
    ${paragraph(
      'It is made by the auditor, in processes of its own. Where the parts run separately, the auditor has to be running too (npm run start:auditor): until then audits wait.',
    )}`;
}
