import type { AuditSummary, KeptAudit, KeptDifference, KeptEvidence } from '@careledger/audit';
import { dayInWords, formatInstant, londonDay } from '@careledger/calendar';
import { wholeNumber } from '@careledger/figures';
import { measureNamed } from '@careledger/measures';
import {
  agoInWords,
  counted,
  details,
  heading,
  html,
  insetText,
  link,
  NOTHING,
  pages,
  paragraph,
  summaryList,
  tableMarkup,
  tag,
  warning,
  type Markup,
  type Table,
} from '../frame';
import { auditPeriod, outcomeTag } from './audits-view';

/** What stands for the name of a child whom the reader may not know. */
const SEALED = 'Sealed record';

export interface AuditState {
  readonly audit: KeptAudit;
  readonly differences: readonly (KeptDifference & { readonly isSealed: boolean })[];
  readonly evidence: readonly KeptEvidence[];
  readonly now: number;
  /** Seconds after which the page asks again how far it is. */
  readonly seconds: number;
}

/** Whether there is something to wait for. */
export const isUnderWay = ({ state }: KeptAudit): boolean => state === 'queued' || state === 'running';

/** An audit: how far it is, and what it found. */
export function auditBody(state: AuditState): Markup {
  const { audit } = state;
  const { summary } = audit;
  return html`${heading(1, `Audit of ${auditPeriod(audit)}`)} ${facts(audit)} ${isUnderWay(audit) && progress(state)}
  ${audit.problem !== null && warning(`It did not come to an end: ${audit.problem}`)}
  ${summary !== null && html`${verdict(summary)} ${found(summary)} ${differencesSection(state)} ${evidenceSection(state)}`}`;
}

function facts(audit: KeptAudit): Markup {
  const { knownAt, askedBy, askedAt, endedAt, sample } = audit;
  return summaryList([
    ['Outcome', html`<span id="outcome" data-swap="words">${outcomeTag(audit)}</span>`],
    ['As known at', `${dayInWords(londonDay(knownAt))} (${formatInstant(knownAt)})`],
    ['Asked for', `by ${askedBy} on ${dayInWords(londonDay(askedAt))}`],
    ...(endedAt === null ? [] : [['Ended', dayInWords(londonDay(endedAt))] as const]),
    ...(sample === undefined
      ? []
      : [['Entries drawn for testing', `${sample.size}, by the seed “${sample.seed}”`] as const]),
  ]);
}

/** How far it is; the page asks again, by script or without. */
function progress({ audit, now, seconds }: AuditState): Markup {
  const { state, stage, eventsDone, eventsTotal, startedAt } = audit;
  const words =
    state === 'queued'
      ? 'It waits for those before it, or for an auditor to run.'
      : `It is ${stage}: ${wholeNumber(eventsDone)} of ${counted(eventsTotal, 'event')}. It began ${startedAt === null ? 'just now' : agoInWords(startedAt, now)}.`;
  return html`<div data-follow="${seconds}">
    <p class="govuk-body" id="progress" data-swap="words" role="status">${words}</p>
    <progress
      class="app-progress"
      id="bar"
      data-swap="words"
      max="${Math.max(1, eventsTotal)}"
      value="${eventsDone}"
      aria-label="Events replayed"
    >
      ${words}
    </progress>
  </div>`;
}

function verdict({ isEqual, isFinal, entries, figuresDiffer, balances }: AuditSummary): Markup {
  const notFinal =
    !isFinal &&
    insetText(
      'Not everything that was known at the instant was in the figures when it was made: ask for it again once all is in.',
    );
  if (isEqual) {
    return html`${insetText(
      html`<strong>The ledger is right.</strong> Every entry, balance and figure of the period follows from the events.`,
    )}
    ${notFinal}`;
  }
  return html`${warning(
    `The ledger says something else than the events: ${counted(entries.different, 'entry', 'entries')}, ${counted(figuresDiffer.length, 'figure')}, ` +
      `${counted(balances.different, 'balance')} differ. Tell those who run the program; figures of these measures are not to be relied on until it is cleared up.`,
  )}
  ${notFinal}`;
}

function found({
  events,
  children,
  postings,
  entries,
  balances,
  figures,
  digest,
  versions,
  seconds,
  topic,
}: AuditSummary): Markup {
  return html`${heading(2, 'What was compared')}
  ${summaryList([
    ['Events', `${wholeNumber(events.inScope)} replayed${erasedWords(events.erased)}`],
    ['Children', `${wholeNumber(children.inScope)}, of whom ${wholeNumber(children.parked)} had events that waited`],
    ['Postings', `${wholeNumber(postings)} in the ledger`],
    ['Entries', `${wholeNumber(entries.compared)} compared, ${wholeNumber(entries.different)} different`],
    ['Balances', `${wholeNumber(balances.compared)} compared, ${wholeNumber(balances.different)} different`],
    ['Figures', `${wholeNumber(figures.length)} worked out from the events and compared`],
    ...(topic === null ? [] : [['Topic', 'The event store was compared with what the topic still holds'] as const]),
    ['Digest of the events', html`<code class="app-break">${digest}</code>`],
    [
      'Made by',
      `version ${versions.program}${versions.commit === null ? '' : ` (${versions.commit.slice(0, 12)})`}, rulebook ${versions.rulebook}, in ${counted(Math.round(seconds), 'second')}`,
    ],
  ])}`;
}

const erasedWords = (erased: number): string =>
  erased === 0 ? '' : `; ${wholeNumber(erased)} more had been erased, and are kept as commitments alone`;

function differencesSection(state: AuditState): Markup {
  const { audit, differences } = state;
  const { summary } = audit;
  if (summary === null || (differences.length === 0 && summary.figuresDiffer.length === 0)) return NOTHING;
  return html`${heading(2, 'Differences')}
  ${tableMarkup({ ...differencesTable(state), csv: `${pages.audit(audit.authority, audit.id)}?format=csv` })}
  ${summary.entries.different > differences.length && paragraph(`The first ${differences.length} of ${wholeNumber(summary.entries.different)} are shown.`)}`;
}

export function differencesTable({ audit, differences }: Pick<AuditState, 'audit' | 'differences'>): Table {
  const over = ({ numerator, denominator }: KeptDifference['ledger']): string => `${numerator} / ${denominator}`;
  return {
    caption: 'Entries of which the ledger says something else than the events',
    isCaptionHidden: true,
    columns: [
      { head: 'Child' },
      { head: 'Measure' },
      { head: 'Day' },
      { head: 'In the ledger', kind: 'number' },
      { head: 'By the events', kind: 'number' },
      { head: 'Postings behind it', kind: 'number' },
    ],
    rows: differences.map(({ subject, isSealed, measure, day, ledger, replay, postings }) => [
      isSealed
        ? SEALED
        : subject === null
          ? 'Not known'
          : { shown: link(pages.child(audit.authority, subject), subject), value: subject },
      measureNamed(measure)?.title ?? measure,
      dayInWords(day),
      over(ledger),
      over(replay),
      postings.length,
    ]),
  };
}

function evidenceSection({ audit, evidence }: AuditState): Markup {
  const href = `${pages.audit(audit.authority, audit.id)}/evidence`;
  return html`${heading(2, 'Evidence')}
    ${paragraph('A folder with figures, definitions, digests, the reconciliation and a report, with sums alone. Its manifest has a digest, which is kept here, so that it can be told whether anything in it was changed.')}
    <p class="govuk-body">
      <a class="govuk-button" role="button" draggable="false" href="${href}">Take the evidence (zip)</a>
    </p>
    ${
      evidence.length > 0 &&
      details(
        `Taken before (${evidence.length})`,
        html`<ul class="govuk-list govuk-list--bullet">
          ${evidence.map(
            ({ manifest, madeBy, madeAt }) =>
              html`<li>
                By ${madeBy} on ${dayInWords(londonDay(madeAt))}; manifest <code class="app-break">${manifest}</code>
              </li>`,
          )}
        </ul>`,
      )
    }
    ${details(
      'How to check it without this program',
      html`${paragraph(html`Unpack it, and run <code>npm run verify:evidence -- FOLDER</code>: no database is needed.`)}
      ${paragraph('Lists of single children (the annex) and the sample for testing against case files are taken with npm run audit.')}`,
    )}
    ${audit.isEqual === true ? NOTHING : tag('Keep it: it shows the differences', 'yellow')}`;
}
