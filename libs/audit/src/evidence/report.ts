import {
  dayInWords,
  formatInstant,
  formatMonth,
  lastDayOf,
  londonDay,
  monthInWords,
  parseMonth,
  quarterInWords,
} from '@careledger/calendar';
import { periodEnding, periodInWords } from '@careledger/figures';
import {
  GRAINS,
  measureIn,
  rulebookNumbered,
  RULEBOOKS,
  type Grain,
  type Measure,
  type Rulebook,
} from '@careledger/measures';
import type { AuditedFigure } from '../figures';
import { escaped, page, table } from './html';
import type { EvidenceSubject } from './subject';

const GRAIN_WORDS: Readonly<Record<Grain, string>> = {
  month: 'month',
  quarter: 'quarter',
  year: 'financial year',
  ytd: 'year to date',
  'rolling-12m': 'twelve months',
};

/** The report for people: what was audited, what came of it, and the figures. */
export function reportOf(subject: EvidenceSubject): string {
  const { audit, notice } = subject;
  const title = `Audit of the figures of authority ${audit.authority}, ${monthsOf(subject)}, as known on ${dayInWords(londonDay(audit.knownAt))}`;
  const parts = [
    `<h1>${escaped(title)}</h1>`,
    notice === null ? '' : `<p class="notice">${escaped(notice)}</p>`,
    verdict(subject),
    '<p>Everything here is added up; nothing is about one child. Small numbers are not hidden: this report is for auditors, and not for publication.</p>',
    '<h2>What was audited</h2>',
    scope(subject),
    '<h2>What was compared</h2>',
    compared(subject),
    differences(subject),
    '<h2>Figures</h2>',
    '<p>The last period of each kind that ends in the audited months, worked out again from the events. All periods and all breakdowns are in <code>figures.csv</code>; what each measure counts is in <code>definitions.json</code>.</p>',
    figures(subject),
    '<h2>Testing against case files</h2>',
    sample(subject),
    '<h2>How to check this</h2>',
    checking(subject),
  ];
  return page(title, parts.filter((part) => part !== '').join('\n'));
}

function monthsOf({ audit: { from, to } }: EvidenceSubject): string {
  if (from === to) return monthInWords(from);
  return from % 3 === 0 && to === from + 2 ? quarterInWords(to) : `${monthInWords(from)} to ${monthInWords(to)}`;
}

function verdict({ audit: { summary } }: EvidenceSubject): string {
  const { entries, children, events, figuresDiffer, balances } = summary;
  if (summary.isEqual) {
    return `<p class="verdict equal"><strong>Equal.</strong> What the events make is what the ledger holds: ${count(entries.compared)} entries of ${count(children.inScope)} children were worked out again from ${count(events.inScope)} events, and not one differs.</p>`;
  }
  const wrong = [
    entries.different > 0 && `${count(entries.different)} of ${count(entries.compared)} entries`,
    figuresDiffer.length > 0 && `${count(figuresDiffer.length)} of ${count(summary.figures.length)} figures`,
    balances.different > 0 && `${count(balances.different)} of ${count(balances.compared)} balances`,
    events.changed.length > 0 && `the text of ${count(events.changed.length)} events`,
    children.faulty > 0 && `${count(children.faulty)} children whose events cannot be applied`,
    summary.topic?.isEqual === false && 'the event store and the topic',
  ].filter((words) => words !== false);
  return `<p class="verdict different"><strong>Not equal.</strong> These differ: ${escaped(wrong.join('; '))}.</p>`;
}

function scope({ audit }: EvidenceSubject): string {
  const { summary } = audit;
  const { versions } = summary;
  return table(
    'The question, and who answered it',
    ['What', 'Which'],
    [
      ['Audit', audit.id],
      ['Authority', audit.authority],
      [
        'Periods that end in',
        formatMonth(audit.from) + (audit.from === audit.to ? '' : ` to ${formatMonth(audit.to)}`),
      ],
      ['As known at', formatInstant(audit.knownAt)],
      [
        'Final',
        summary.isFinal
          ? 'yes: nothing known by then can still be missing'
          : 'no: the ledger had not come past that instant',
      ],
      ['Days counted up to', `the end of the period, or ${summary.today}`],
      ['Asked by', audit.askedBy],
      ['Asked at', formatInstant(audit.askedAt)],
      ['Finished at', audit.endedAt === null ? '–' : formatInstant(audit.endedAt)],
      [
        'Program',
        `CareLedger ${versions.program}${versions.commit === null ? '' : ` (${versions.commit})`}, Node ${versions.node}, PostgreSQL ${versions.postgres}`,
      ],
      ['Rulebook', `version ${versions.rulebook}; bank holidays version ${versions.bankHolidays}`],
    ],
  );
}

function compared({ audit: { summary } }: EvidenceSubject): string {
  const { entries, children, events, balances, topic } = summary;
  const rows: string[][] = [
    ['Events replayed', count(events.inScope), count(events.changed.length)],
    [
      'Entries of children, account by account, day by day, cell by cell',
      count(entries.compared),
      count(entries.different),
    ],
    ['Figures', count(summary.figures.length), count(summary.figuresDiffer.length)],
    ['Balances, against the postings that they are sums of', count(balances.compared), count(balances.different)],
  ];
  for (const one of topic?.partitions ?? []) {
    rows.push([
      `Records of the topic, partition ${one.partition}`,
      count(one.records),
      count(one.different.length + one.missing.length),
    ]);
  }
  const words = [
    `${count(summary.postings)} postings of the ledger were known by then.`,
    children.parked > 0 &&
      `The events of ${count(children.parked)} children waited, because one could not be applied; they count on neither side. ${count(children.parkedApplicable)} of them this program could apply: operators have not released them.`,
    children.erased > 0 &&
      `Of ${count(children.erased)} children events have been erased: they cannot be worked out again. What the ledger holds of them (${count(entries.erased)} entries) is in the figures, and was not compared.`,
    children.faulty > 0 && `The events of ${count(children.faulty)} children could not be applied.`,
  ].filter((sentence) => sentence !== false);
  return (
    table('Compared, and how many differ', ['What', 'Compared', 'Different'], rows, 1) +
    words.map((sentence) => `\n<p>${escaped(sentence)}</p>`).join('')
  );
}

function differences(subject: EvidenceSubject): string {
  const { summary } = subject.audit;
  const { entries, figuresDiffer, balances } = summary;
  const rulebook = rulebookOf(subject);
  const parts: string[] = [];
  if (entries.months.length > 0) {
    parts.push(
      table(
        'What the ledger has more than the events make, by measure and month of the entries',
        ['Measure', 'Stream', 'Month', 'Entries', 'Numerator', 'Denominator'],
        entries.months.map(({ measure, stream, month, entries: some, numerator, denominator }) => [
          measure,
          stream,
          formatMonth(month),
          count(some),
          count(numerator),
          count(denominator),
        ]),
        3,
      ),
    );
  }
  if (figuresDiffer.length > 0) {
    parts.push(
      table(
        'Figures that differ',
        ['Measure', 'Kind of period', 'Period', 'Group', 'From the events', 'In the ledger'],
        figuresDiffer
          .slice(0, MOST_ROWS)
          .map(({ replay, ledger }) => [
            replay.measure,
            GRAIN_WORDS[replay.grain],
            replay.period,
            replay.by === '' ? 'all' : `${replay.by} ${replay.key}`,
            figureWords(replay, measureIn(rulebook, replay.measure)),
            ledger === null ? '–' : figureWords(ledger, measureIn(rulebook, ledger.measure)),
          ]),
        4,
      ),
    );
  }
  if (balances.differences.length > 0) {
    parts.push(
      table(
        'Balances that are not the sums of their postings',
        ['Measure', 'Stream', 'Group', 'Known in', 'Month', 'Too small by: numerator', 'Denominator'],
        balances.differences
          .slice(0, MOST_ROWS)
          .map(({ measure, stream, by, key, knownMonth, month, less }) => [
            measure,
            stream,
            by === '' ? 'all' : `${by} ${key}`,
            knownMonth,
            month,
            count(less.numerator),
            count(less.denominator),
          ]),
        5,
      ),
    );
  }
  return parts.length === 0 ? '' : `<h2>What differs</h2>\n${parts.join('\n')}`;
}

const MOST_ROWS = 100;

function figures(subject: EvidenceSubject): string {
  const { summary } = subject.audit;
  const whole = summary.figures.filter(({ by }) => by === '');
  const lastOf = new Map<Grain, string>();
  for (const { grain, period } of whole) if (period >= (lastOf.get(grain) ?? '')) lastOf.set(grain, period);
  const columns = GRAINS.flatMap((grain) => {
    const period = lastOf.get(grain);
    return period === undefined ? [] : [{ grain, period }];
  });
  const byPlace = new Map(whole.map((figure) => [`${figure.measure} ${figure.grain} ${figure.period}`, figure]));
  return rulebookOf(subject)
    .areas.map(({ area, measures }) =>
      table(
        area,
        ['Measure', ...columns.map(headOf)],
        measures.map((measure) => [
          `${measure.title} (${measure.id})`,
          ...columns.map(({ grain, period }) => {
            const figure = byPlace.get(`${measure.id} ${grain} ${period}`);
            return figure === undefined ? '–' : figureWords(figure, measure);
          }),
        ]),
        1,
      ),
    )
    .join('\n');
}

function headOf({ grain, period }: { readonly grain: Grain; readonly period: string }): string {
  const month = parseMonth(period);
  const named = periodEnding(month, grain, lastDayOf(month));
  return named === undefined ? `${GRAIN_WORDS[grain]} to ${period}` : periodInWords(named);
}

/** The rulebook that the figures are by. */
function rulebookOf({ audit, rulebooks = RULEBOOKS }: EvidenceSubject): Rulebook {
  return rulebookNumbered(rulebooks, audit.summary.versions.rulebook);
}

/** A figure as people read it: the value, and what it is made of. */
function figureWords(figure: AuditedFigure, measure: Measure | undefined): string {
  const { numerator, denominator, value } = figure;
  if (denominator === null) return count(numerator);
  if (value === null) return `– (${partsOf(figure, measure)})`;
  return `${rounded(value)}${unitOf(measure)} (${partsOf(figure, measure)})`;
}

const partsOf = ({ numerator, denominator }: AuditedFigure, measure: Measure | undefined): string =>
  `${count(numerator)} ${measure?.shape === 'mean' ? 'over' : 'of'} ${count(denominator ?? 0)}`;

const unitOf = (measure: Measure | undefined): string => (measure?.shape === 'percent' ? '%' : '');
const rounded = (value: number): string => value.toFixed(1);
const count = (number: number): string => number.toLocaleString('en-GB');

function sample({ audit, sample: drawn }: EvidenceSubject): string {
  if (audit.sample === undefined) return '<p>No entries were drawn.</p>';
  const last = drawn.map(({ results }) => results.at(-1)?.result);
  const of = (result: string | undefined): string => count(last.filter((one) => one === result).length);
  return (
    `<p>${count(drawn.length)} entries dated in the audited months were drawn by lot (seed ${escaped(audit.sample.seed)}): those with the lowest sha256 of the seed, a zero byte and the entry’s name. Which they are is in the annex alone.</p>` +
    table(
      'What came of them',
      ['Result', 'Entries'],
      [
        ['agrees with the file', of('agrees')],
        ['differs', of('differs')],
        ['file not found', of('not-found')],
        ['not recorded yet', of(undefined)],
      ],
      1,
    )
  );
}

function checking({ audit: { id, summary } }: EvidenceSubject): string {
  return `<p>Digest of the events in scope: <code>${summary.digest}</code>. How it is made, and the digest of each partition of the log, is in <code>events-digest.json</code>.</p>
<p>Each file’s sha256 is in <code>manifest.json</code>; the sha256 of that file is kept with the audit (<code>${id}</code>). <code>npm run verify:evidence -- &lt;folder or zip&gt;</code> checks all of it without the database, and works percentages, rates and totals out again. The head of the chain of each partition is in <code>events-digest.json</code> too, to be held against what was anchored elsewhere.</p>`;
}
