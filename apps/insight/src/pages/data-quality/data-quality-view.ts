import { dayInWords, londonDay, type Day } from '@careledger/calendar';
import { wholeNumber } from '@careledger/figures';
import { daysAgoInWords, minutesInWords, type Delay, type Freshness } from '../../data-quality/arrivals';
import { LATELY_DAYS } from '../../data-quality/arrival-problems';
import type { KindCount, QualityOverview } from '../../data-quality/data-quality';
import { GROUPS } from '../../data-quality/kinds';
import { titleOf } from '../../data-quality/quality-json';
import {
  counted,
  details,
  heading,
  html,
  link,
  pages,
  paragraph,
  summaryList,
  tableMarkup,
  tag,
  type Markup,
  type Part,
  type Table,
} from '../frame';

/** What may be wrong or late in the data behind figures. */
export function dataQualityBody(authority: string, quality: QualityOverview, seesAll: boolean): Markup {
  return html`${heading(1, 'Data quality')}
  ${paragraph(
    `What may be wrong, missing or late in the data that figures rest on, on ${dayInWords(quality.today)}. Nothing is corrected here: ` +
      'figures count what the case systems have sent. Put right at the source, it is right in the figures within seconds.',
  )}
  ${arrivedSection(authority, quality, seesAll)} ${recordsSection(authority, quality)}
  ${freshnessSection(authority, quality)} ${delaySection(authority, quality)}`;
}

function arrivedSection(authority: string, { problems }: QualityOverview, seesAll: boolean): Markup {
  const { refusedInAll, refusedLately, parked, dead, deadOfNobody } = problems;
  const refused =
    refusedInAll === 0
      ? 'None.'
      : html`${link(pages.findings(authority, 'refused'), counted(refusedInAll, 'event'))},
        ${wholeNumber(refusedLately)} of them in the last ${LATELY_DAYS} days`;
  const waiting =
    parked === 0 ? 'None.' : link(pages.parked(authority), counted(parked, 'child waits', 'children wait'));
  return html`${heading(2, 'What is not in the figures')}
  ${summaryList([
    ['Refused events', refused],
    ['Children whose events wait', waiting],
    ['Records that are no event', lettersInWords(authority, dead, deadOfNobody, seesAll)],
  ])}
  ${details(
    'What these are, and how to put them right',
    html`${paragraph(
      'An event is refused where it breaks the rules of the contract: the case system was told at once which rule, and sends it again, put right.',
    )}
    ${paragraph(
      'A child’s events wait where one of them could not be applied. Its earlier figures stay; nothing of other children waits. ' +
        'Open the child to see why, and to have them tried again, put right or left out.',
    )}
    ${paragraph(
      'A record that is no event came by the message topic. It is looked at, and sent again or put aside, by those whose token is for all authorities: ' +
        'of some records nobody can tell whose they are.',
    )}`,
  )}`;
}

/** How many records of the topic wait for somebody to decide; who may see them finds them by it. */
function lettersInWords(authority: string, dead: number, ofNobody: number, seesAll: boolean): Part {
  if (!seesAll) {
    return dead === 0
      ? 'None.'
      : `${counted(dead, 'record waits', 'records wait')} for somebody to decide, whose token is for all authorities.`;
  }
  const all = pages.deadLetters(authority);
  if (dead + ofNobody === 0) return html`None. ${link(all, 'What was decided before')}`;
  const unread = ofNobody > 0 ? `, and of ${counted(ofNobody, 'more', 'more')} it cannot be told whose they are` : '';
  return html`${link(all, `${counted(dead, 'record waits', 'records wait')} for somebody to decide`)}${unread}.`;
}

function recordsSection(authority: string, { kinds, today }: QualityOverview): Markup {
  const found = kinds.filter(({ children }) => children > 0);
  const none = kinds.filter(({ children }) => children === 0);
  const table: Table = {
    caption: 'What to look at in children’s records',
    isCaptionHidden: true,
    columns: [
      { head: 'What was found' },
      { head: 'Children', kind: 'number' },
      { head: 'Of' },
      { head: 'What it does to figures' },
      { head: 'How to put it right' },
    ],
    rows: found.map(({ kind, children, of }) => [
      { shown: link(pages.findings(authority, kind.id), kind.title), value: kind.title },
      { shown: wholeNumber(children), value: children },
      `${wholeNumber(of)} ${GROUPS[kind.among]}`,
      kind.effect,
      kind.putRight,
    ]),
    empty: 'Nothing of what is looked for was found.',
    csv: pages.dataQuality(authority, { format: 'csv', table: 'kinds' }),
  };
  return html`${heading(2, 'In children’s records')}
  ${paragraph(`Counted on ${dayInWords(today)}. Each links to the list of children.`)} ${tableMarkup(table)}
  ${none.length > 0 && notFound(none)}`;
}

function notFound(none: readonly KindCount[]): Markup {
  return details(
    `Looked for and not found (${none.length})`,
    html`<ul class="govuk-list govuk-list--bullet">
      ${none.map(({ kind, of }) => html`<li>${kind.title}: none of ${wholeNumber(of)} ${GROUPS[kind.among]}</li>`)}
    </ul>`,
  );
}

function freshnessSection(authority: string, { freshness, today }: QualityOverview): Markup {
  const sources = new Set(freshness.map(({ source }) => source));
  const ordered = [...freshness].sort(
    (a, b) =>
      Number(b.isUnusual) - Number(a.isUnusual) || b.silentDays - a.silentDays || (a.family < b.family ? -1 : 1),
  );
  const table: Table = {
    caption: 'How old the news is',
    isCaptionHidden: true,
    columns: [
      { head: 'What' },
      ...(sources.size > 1 ? [{ head: 'Source' }] : []),
      { head: 'Last recorded' },
      { head: 'Silence' },
      { head: 'Days between news, as a rule', kind: 'number' },
      { head: 'Longest in the year before', kind: 'number' },
      { head: 'Events', kind: 'number' },
    ],
    rows: ordered.map((one) => [
      titleOf(one.family),
      ...(sources.size > 1 ? [one.source] : []),
      lastInWords(one, today),
      { shown: silenceTag(one), value: null },
      one.usualSilence ?? '–',
      one.longestSilence ?? '–',
      wholeNumber(one.events),
    ]),
    empty: 'No event has come in yet.',
    csv: pages.dataQuality(authority, { format: 'csv', table: 'freshness' }),
  };
  const [only] = sources;
  return html`${heading(2, 'How old the news is')}
  ${paragraph(
    'By kind of event and source. A silence is unusual where it is longer than any in the year before: something has probably stopped being sent.',
  )}
  ${only !== undefined && sources.size === 1 && paragraph(`All of it is from ${only}.`)} ${tableMarkup(table)}`;
}

/** `31 December 2020, today`. */
function lastInWords({ lastAt, silentDays }: Freshness, today: Day): string {
  const last = londonDay(lastAt);
  // Of a clock that stands in the past, what comes in live is of days to come.
  return last > today ? dayInWords(last) : `${dayInWords(last)}, ${daysAgoInWords(silentDays)}`;
}

function silenceTag({ isUnusual, longestSilence }: Freshness): Part {
  if (isUnusual) return tag('Unusually long', 'red');
  return longestSilence === null ? 'Too little to say' : 'As usual';
}

function delaySection(authority: string, { delays: { of, families } }: QualityOverview): Markup {
  const shown = (delay: Delay | null, part: 'median' | 'ninetieth', words: (value: number) => string) => ({
    shown: delay === null ? '–' : words(delay[part]),
    value: delay?.[part] ?? null,
  });
  const days = (value: number): string => (value === 0 ? 'same day' : counted(value, 'day'));
  const isLive = of === 'live';
  const table: Table = {
    caption: 'How long recording takes',
    isCaptionHidden: true,
    columns: [
      { head: 'What' },
      { head: 'Half were recorded within', kind: 'number' },
      { head: 'Nine of ten within', kind: 'number' },
      ...(isLive
        ? [
            { head: 'Half were sent within', kind: 'number' as const },
            { head: 'Nine of ten within', kind: 'number' as const },
          ]
        : []),
      { head: 'Events', kind: 'number' },
    ],
    rows: families.map(({ family, recording, sending }) => [
      titleOf(family),
      shown(recording, 'median', days),
      shown(recording, 'ninetieth', days),
      ...(isLive ? [shown(sending, 'median', minutesInWords), shown(sending, 'ninetieth', minutesInWords)] : []),
      wholeNumber(recording?.events ?? sending?.events ?? 0),
    ]),
    empty: 'Nothing was recorded in the last twelve months.',
    csv: pages.dataQuality(authority, { format: 'csv', table: 'delays' }),
  };
  const basis = isLive
    ? 'Events that came in as they happened, in the last twelve months; histories that were loaded are left out.'
    : 'No event of the last twelve months has come in live yet: this is of the history that was loaded, by the times of recording that it gives.';
  return html`${heading(2, 'How long recording takes', 'delay')}
  ${paragraph(
    'From the day on which something happened to its being recorded. What is overdue by fewer days than recording takes may have been done and not typed in yet.',
  )}
  ${paragraph(basis)} ${tableMarkup(table)}`;
}
