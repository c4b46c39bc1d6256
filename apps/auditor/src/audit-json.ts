import { formatDay, formatInstant, formatMonth, type Instant } from '@careledger/calendar';
import type { Sealed } from '@careledger/access';
import type {
  AuditedFigure,
  KeptAudit,
  KeptDifference,
  KeptEvidence,
  KeptSampleEntry,
  SampleResult,
} from '@careledger/audit';

const instant = (at: Instant | null): string | null => (at === null ? null : formatInstant(at));

/** An audit as lists have it. */
export function auditJson(audit: KeptAudit) {
  const { id, authority, state, stage, eventsDone, eventsTotal, sample } = audit;
  return {
    id,
    authority,
    from: formatMonth(audit.from),
    to: formatMonth(audit.to),
    knownAt: formatInstant(audit.knownAt),
    sample: sample ?? null,
    state,
    equal: audit.isEqual,
    progress: { stage, eventsDone, eventsTotal },
    problem: audit.problem,
    askedBy: audit.askedBy,
    askedAt: formatInstant(audit.askedAt),
    startedAt: instant(audit.startedAt),
    endedAt: instant(audit.endedAt),
  };
}

/** The same with all that it found. @param sealed children of whom it is not said who they are */
export function auditInFull(
  audit: KeptAudit,
  differences: readonly KeptDifference[],
  evidence: readonly KeptEvidence[],
  sealed: Sealed,
) {
  const { summary } = audit;
  const evidenceJson = evidence.map(({ manifest, madeBy, madeAt }) => {
    return { manifestSha256: manifest, madeBy, madeAt: formatInstant(madeAt) };
  });
  if (summary === null) return { ...auditJson(audit), result: null, evidence: evidenceJson };
  const { entries, balances, figuresDiffer } = summary;
  return {
    ...auditJson(audit),
    result: {
      final: summary.isFinal,
      today: summary.today,
      position: Object.fromEntries(summary.partitions.map(({ partition, nextOffset }) => [partition, nextOffset])),
      digest: summary.digest,
      partitions: summary.partitions,
      events: summary.events,
      children: summary.children,
      postings: summary.postings,
      entries: {
        compared: entries.compared,
        different: entries.different,
        erased: entries.erased,
        accounts: entries.accounts,
        months: entries.months.map((one) => ({ ...one, month: formatMonth(one.month) })),
      },
      balances,
      topic: summary.topic,
      figuresCompared: summary.figures.length,
      figuresDiffer,
      figures: seriesOf(summary.figures),
      differences: differences.map((one) => differenceJson(one, audit.authority, sealed)),
      versions: summary.versions,
      seconds: summary.seconds,
    },
    evidence: evidenceJson,
  };
}

/** The figures of the whole, as a series has them; those of groups are in the evidence. */
function seriesOf(figures: readonly AuditedFigure[]) {
  const found = new Map<string, { measure: string; grain: string; points: object[] }>();
  for (const { measure, grain, by, period, from, to, numerator, denominator, value, rate } of figures) {
    if (by !== '') continue;
    const name = `${measure} ${grain}`;
    let series = found.get(name);
    if (series === undefined) found.set(name, (series = { measure, grain, points: [] }));
    series.points.push({ period, from, to, numerator, denominator, value, rate });
  }
  return [...found.values()];
}

export function differenceJson(difference: KeptDifference, authority: string, sealed: Sealed) {
  const { number, partition, child, subject, measure, stream, day, groups, ledger, replay, postings } = difference;
  const isSealed = subject !== null && sealed.has(`${authority}:${subject}`);
  return {
    number,
    child: isSealed ? null : subject,
    ...(isSealed && { sealed: true }),
    // A number in the ledger is the offset of the child's first event: it tells who the child is.
    place: isSealed ? null : { partition, child },
    measure,
    stream,
    day: formatDay(day),
    groups,
    ledger,
    replay,
    postings: postings.map((one) => ({
      what: one.number === null ? ('missing in the ledger' as const) : ('in the ledger alone' as const),
      number: one.number,
      cause: isSealed ? null : one.cause,
      knownAt: formatInstant(one.knownAt),
      numerator: one.numerator,
      denominator: one.denominator,
    })),
  };
}

export function sampleJson(entry: KeptSampleEntry, authority: string, sealed: Sealed) {
  const isSealed = sealed.has(`${authority}:${entry.subject}`);
  const { number, measure, stream, day, groups, numerator, denominator, results } = entry;
  return {
    number,
    child: isSealed ? null : entry.subject,
    ...(isSealed && { sealed: true }),
    measure,
    stream,
    day: formatDay(day),
    groups,
    numerator,
    denominator,
    sources: isSealed ? [] : entry.sources,
    result: results.at(-1)?.result ?? null,
    results: results.map(resultJson),
  };
}

function resultJson({ result, note, recordedBy, recordedAt }: SampleResult) {
  return { result, note, recordedBy, recordedAt: formatInstant(recordedAt) };
}
