import { dayInWords, lastDayOf, londonDay, monthInWords, parseInstant } from '@careledger/calendar';
import type { Source } from './facts';
import type { Report } from './report';
import { aprilOf } from './times';

/** What a reader must know to read a report: a heading and a paragraph each. */
export function notesOf(report: Report): readonly (readonly [string, string])[] {
  const { facts, hasSuppressed } = report;
  const notes: [string, string][] = [];
  if (facts.notice !== null) notes.push(['Made-up children', facts.notice]);
  notes.push(['Where the figures are from', sourceInWords(report)]);
  if (lastDayOf(facts.quarter) > facts.today) {
    notes.push(['The quarter is not over', `Figures are up to ${dayInWords(facts.today)}.`]);
  }
  notes.push([
    'Who it is for',
    facts.readership === 'internal'
      ? 'For people of the council: numbers are exact, small ones too. It must not be published.'
      : `For everybody: small numbers are not shown, and nothing is counted by worker or by child.${isPublished(facts.source) ? '' : ' These figures are not published: publish them first, and make the report from the publication, so that whatever is published later protects them too.'}`,
  ]);
  if (facts.readership === 'publication') {
    const some = hasSuppressed ? '' : ' In this report there is none.';
    notes.push([
      'c',
      `stands for a number from 1 to 5, for a percentage of so few or of all but so few, and for numbers from which one of those could be worked out. No sentence speaks of them and no chart has a point for them.${some}`,
    ]);
  }
  notes.push([
    'Earlier periods',
    facts.completeFrom === undefined
      ? 'Nobody has said from which month the records are complete (RECORDS_FROM), so that figures of earlier financial years are not worked out or compared. What the authority has published itself is shown as published.'
      : `The records are complete from ${monthInWords(facts.completeFrom)}: figures of periods that begin earlier are not worked out or compared. What the authority has published itself of earlier years is shown as published, with an asterisk (*).`,
  ]);
  notes.push([
    'Targets and comparators',
    `Targets are held against figures of the kind of period that they are set for. A target for the whole year is not held against a figure before ${monthInWords(aprilOf(facts.quarter) + 11)}. Others’ figures are of the financial year that stands beside them. Figures are compared as they are shown: a difference that rounding hides is none.`,
  ]);
  notes.push([
    'Rates',
    'are per 10,000 children aged 0 to 17. Those of the year to date count what has happened so far, not scaled up to a year.',
  ]);
  notes.push(['A dash (–)', 'stands where there was nothing to take a percentage or an average of.']);
  return notes;
}

const isPublished = (source: Source): boolean => source.kind === 'publication' && source.status === 'published';

/** Where the figures are from, in words. */
export function sourceInWords({ facts: { source, today } }: Report): string {
  switch (source.kind) {
    case 'live':
      return `From the records as they stood on ${onDay(source.at)} (position ${source.position} of the log); figures are up to ${dayInWords(today)}.`;
    case 'known-at':
      return `From the records as they were known on ${onDay(source.knownAt)} (position ${source.position} of the log).`;
    case 'publication':
      return `Exactly the figures of publication ${source.id} (${source.status}), as known on ${onDay(source.knownAt)}: ${source.note}. Its digest (SHA-256) is ${source.digest}. What that does not hold is not in this report.`;
  }
}

/** `15 January 2021 (2021-01-15T17:00:00Z)`. */
function onDay(instant: string): string {
  return `${dayInWords(londonDay(parseInstant(instant)))} (${instant})`;
}
