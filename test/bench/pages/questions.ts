import { formatMonth, monthOf, parseDay } from '@careledger/calendar';
import type { HistoryFacts } from '../history-file';

/** What is asked for: its name in the table, and its address. */
export interface Question {
  readonly name: string;
  readonly path: string;
  /** Where its answer is one page of several: the answers to follow, for a late page. */
  readonly hasPages?: boolean;
  /** Files may take longer than pages. */
  readonly isFile?: boolean;
}

const QUALITY_KINDS = [
  ...['no-placement', 'no-social-worker', 'stale-contact', 'no-birth-month', 'no-distance', 'never-ended'],
  ...['end-before-start', 'late-start', 'overlapping', 'no-lead-child', 'same-event-id'],
];

const page = (name: string, path: string): Question => ({ name, path });
const list = (name: string, path: string): Question => ({ name, path, hasPages: true });
const file = (name: string, path: string): Question => ({ name, path, isFile: true });

/** Every page with its lists and files, and the calls of programs. @param child one with a long record */
export function questionsAbout({ authority, lastDay }: HistoryFacts, child: string, publication: number): Question[] {
  const at = `/authorities/${authority}`;
  const month = lastDay.slice(0, 7);
  const last = monthOf(parseDay(lastDay));
  const quarter = lastQuarter(lastDay);
  const from = formatMonth(last - 35);
  const why = (id: string, rest: string): string => `${at}/measures/${id}/why?${rest}`;
  return [
    page('overview', at),
    page('overview, year to date', `${at}?grain=ytd`),
    page('overview, rolling twelve months', `${at}?grain=rolling-12m`),
    file('overview, CSV', `${at}?format=csv`),
    page('measure, months', `${at}/measures/cla`),
    page('measure, quarters by age band', `${at}/measures/assessments-45wd?grain=quarter&by=ageBand`),
    page('measure, rolling twelve months by age band', `${at}/measures/missing-children?grain=rolling-12m&by=ageBand`),
    page('measure, months by worker', `${at}/measures/caseload?by=worker`),
    file('measure, CSV', `${at}/measures/contacts-received?format=csv`),
    list('why: children in care', why('cla', `grain=month&period=${month}`)),
    list('why: contacts of a year', why('contacts-received', `grain=rolling-12m&period=${month}`)),
    list('why: not in time', why('assessments-45wd', `grain=rolling-12m&period=${month}&list=rest`)),
    list('why: left out', why('cla-20-miles', `grain=month&period=${month}&list=left-out`)),
    list('why: left out of a year', why('rhi-completed-72h', `grain=rolling-12m&period=${month}&list=left-out`)),
    list('why: caseload', why('caseload', `grain=month&period=${month}`)),
    file('why: children in care, CSV', why('cla', `grain=month&period=${month}&format=csv`)),
    file('why: contacts of a year, CSV', why('contacts-received', `grain=rolling-12m&period=${month}&format=csv`)),
    page('child', `${at}/children/${child}`),
    list('due', `${at}/due`),
    list('due, one kind', `${at}/due?kind=cla-visit`),
    list('due, overdue', `${at}/due?state=overdue`),
    list('due, later', `${at}/due?state=later`),
    page('due, by worker', `${at}/due?view=workers`),
    page('due, by team', `${at}/due?view=teams`),
    file('due, CSV', `${at}/due?format=csv`),
    file('due later, CSV', `${at}/due?state=later&format=csv`),
    page('data quality', `${at}/data-quality`),
    ...QUALITY_KINDS.map((kind) => list(`data quality: ${kind}`, `${at}/data-quality/${kind}`)),
    page('data quality: refused', `${at}/data-quality/refused`),
    page('data quality: parked', `${at}/data-quality/parked`),
    file('data quality: no-lead-child, CSV', `${at}/data-quality/no-lead-child?format=csv`),
    page('publications', `${at}/publications`),
    page('publication', `${at}/publications/${publication}`),
    page('audits', `${at}/audits`),
    page('reports', `${at}/reports`),
    file('report, internal', `${at}/reports/${quarter}?for=internal`),
    file('report, internal, XLSX', `${at}/reports/${quarter}.xlsx?for=internal`),
    file('report, internal, CSV', `${at}/reports/${quarter}.csv?for=internal`),
    file('report, publication', `${at}/reports/${quarter}?for=publication`),
    page('catalogue', '/catalogue'),
    page('catalogue: a measure', '/catalogue/cla-3-plus-placements'),
    page(
      'GET series, 36 months',
      `/v1/measures/cla/series?authority=${authority}&grain=month&from=${from}&to=${month}`,
    ),
    list('GET entries', `/v1/measures/cla/entries?authority=${authority}&grain=month&period=${month}`),
    page('GET child', `/v1/children/${authority}/${child}`),
    list('GET due', `/v1/due?authority=${authority}&limit=1000`),
    page('GET data-quality', `/v1/data-quality?authority=${authority}`),
    list('GET data-quality/no-lead-child', `/v1/data-quality/no-lead-child?authority=${authority}`),
    page('GET status', '/v1/status'),
  ];
}

/** The last whole quarter before a day, by its last month. */
export function lastQuarter(day: string): string {
  const month = monthOf(parseDay(day));
  return formatMonth(month - 1 - (month % 3));
}

/** The address of the page after this one, by what an answer says; undefined where it is the last. */
export function nextOf(body: string): string | undefined {
  if (body.startsWith('{')) return (JSON.parse(body) as { readonly next?: string | null }).next ?? undefined;
  const [, href] = /<a[^>]*href="([^"]+)"[^>]*rel="next"/.exec(body) ?? [];
  return href?.replaceAll('&#38;', '&');
}
