import { formatInstant, formatMonth } from '@careledger/calendar';
import { rulebookNumbered, RULEBOOKS } from '@careledger/measures';
import { DIGEST_RULE } from '../digest-partition';
import { SAMPLE_RESULTS } from '../kept-audit';
import { csv } from './csv';
import { MANIFEST, manifestOf, sha256 } from './manifest';
import { reportOf } from './report';
import type { EvidenceFiles, EvidenceSubject } from './subject';

/** A folder of evidence, and what names it. */
export interface Evidence {
  readonly files: EvidenceFiles;
  /** sha256 of the manifest, in hexadecimal: whoever knows it can tell whether a single byte was changed. */
  readonly manifestSha256: string;
}

/** The columns of `figures.csv`. */
export const FIGURE_COLUMNS = [
  'measure',
  'grain',
  'by',
  'key',
  'period',
  'from',
  'to',
  'numerator',
  'denominator',
  'value',
  'rate',
] as const;

/**
 * Makes the evidence of an audit: sums alone. The same audit gives the same bytes, until results are recorded.
 * @throws UnknownRulebook where the program does not know the one that the figures are by
 */
export function makeEvidence(subject: EvidenceSubject): Evidence {
  const { audit, populations, targets } = subject;
  const { summary } = audit;
  const { entries, balances } = summary;
  const { areas } = rulebookNumbered(subject.rulebooks ?? RULEBOOKS, summary.versions.rulebook);
  const files = new Map<string, Buffer>();
  const text = (name: string, content: string): void => void files.set(name, Buffer.from(content));
  const json = (name: string, content: unknown): void => text(name, `${JSON.stringify(content, null, 2)}\n`);

  json('audit.json', auditJson(subject));
  text('figures.csv', csv(FIGURE_COLUMNS, summary.figures));
  json('definitions.json', {
    rulebook: summary.versions.rulebook,
    bankHolidays: summary.versions.bankHolidays,
    measures: areas.flatMap(({ area, measures }) =>
      measures.map((measure) => ({
        id: measure.id,
        area,
        title: measure.title,
        asks: measure.asks,
        definition: measure.definition,
        decidedBy: measure.decidedBy,
        notes: measure.notes ?? [],
        limits: measure.limits,
        codes: measure.codes ?? [],
        kind: measure.kind,
        shape: measure.shape,
        rate: measure.rate === true,
        breakdowns: measure.breakdowns,
      })),
    ),
  });
  text('reference/populations.csv', csv(['authority', 'year', 'population', 'source'], populations));
  text(
    'reference/targets.csv',
    csv(['authority', 'measure', 'grain', 'figure', 'target', 'compare', 'code', 'note', 'source'], targets),
  );
  json('events-digest.json', {
    rule: DIGEST_RULE,
    authority: audit.authority,
    knownAt: formatInstant(audit.knownAt),
    events: summary.events.inScope,
    erased: summary.events.erased,
    digest: summary.digest,
    partitions: summary.partitions,
  });
  text('reconciliation.csv', csv(['measure', 'stream', 'compared', 'different'], entries.accounts));
  text(
    'differences-by-month.csv',
    csv(
      ['measure', 'stream', 'month', 'entries', 'numerator', 'denominator'],
      entries.months.map((one) => ({ ...one, month: formatMonth(one.month) })),
    ),
  );
  json('reconciliation.json', {
    equal: summary.isEqual,
    postings: summary.postings,
    entries: { compared: entries.compared, different: entries.different, erased: entries.erased },
    children: summary.children,
    changedEvents: summary.events.changed.length,
    figures: {
      compared: summary.figures.length,
      different: summary.figuresDiffer.length,
      differences: summary.figuresDiffer,
    },
    balances,
    topic: summary.topic,
  });
  json('sample.json', sampleJson(subject));
  text('report.html', reportOf(subject));
  text('README.txt', readme(subject));
  const manifest = manifestOf(audit.id, files);
  files.set(MANIFEST, manifest);
  return { files, manifestSha256: sha256(manifest) };
}

function auditJson({ audit, notice }: EvidenceSubject): unknown {
  const { summary } = audit;
  return {
    id: audit.id,
    authority: audit.authority,
    from: formatMonth(audit.from),
    to: formatMonth(audit.to),
    knownAt: formatInstant(audit.knownAt),
    today: summary.today,
    final: summary.isFinal,
    position: Object.fromEntries(summary.partitions.map(({ partition, nextOffset }) => [partition, nextOffset])),
    askedBy: audit.askedBy,
    askedAt: formatInstant(audit.askedAt),
    startedAt: audit.startedAt === null ? null : formatInstant(audit.startedAt),
    endedAt: audit.endedAt === null ? null : formatInstant(audit.endedAt),
    versions: summary.versions,
    madeUp: notice,
  };
}

/** How many of the drawn entries agree with the files: which they are stands in the annex alone. */
function sampleJson({ audit, sample }: EvidenceSubject): unknown {
  const last = sample.map(({ results }) => results.at(-1)?.result);
  return {
    size: audit.sample?.size ?? 0,
    seed: audit.sample?.seed ?? null,
    drawn: sample.length,
    results: Object.fromEntries(SAMPLE_RESULTS.map((result) => [result, last.filter((one) => one === result).length])),
    notRecorded: last.filter((one) => one === undefined).length,
  };
}

function readme({ audit, notice }: EvidenceSubject): string {
  return `Evidence of an audit of figures
===============================

Authority ${audit.authority}, periods that end in ${formatMonth(audit.from)} to ${formatMonth(audit.to)}, as known at ${formatInstant(audit.knownAt)}.
Audit ${audit.id}.${notice === null ? '' : `\n${notice}`}

Begin with report.html: any browser shows it, and it can be printed.

  report.html                 what was audited, what came of it, the main figures, in words and tables
  audit.json                  who asked for what, and which program with which rules answered
  figures.csv                 every figure of every measure, kind of period and breakdown
  definitions.json            what each measure counts, and by which version of the rules
  reference/populations.csv   what rates are divided by
  reference/targets.csv       what figures are held against
  events-digest.json          the digest of the events that the figures were made of, and how it is made
  reconciliation.json         what was compared, and how it came out
  reconciliation.csv          the same by measure and stream
  differences-by-month.csv    where the ledger says something else than the events, by month
  sample.json                 how the entries drawn for testing against case files stand
  manifest.json               size and sha256 of each of these files

Everything here is added up; nothing is about one child. Small numbers are not hidden: these files are for auditors, and
not for publication. What is about single children is in an annex of its own, encrypted, and only where it was asked for.

To check them: "sha256sum" of each file against manifest.json, and of manifest.json against the number that the audit keeps
(GET /v1/audits/${audit.id}, "evidence"). "npm run verify:evidence -- <folder or zip>" does that, and works the
percentages, rates and totals out again. Neither needs the database.
`;
}
