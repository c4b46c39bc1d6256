import { formatInstant, lastDayOf } from '@careledger/calendar';
import type { LogEnds, PopulationBook } from '@careledger/figures';
import { Problem } from '@careledger/http-problems';
import { financialYearOf, type Population, type TargetBook } from '@careledger/reference';
import type { AuditTables } from './audit-tables';
import type { Auditor } from './auditor';
import { makeEvidence } from './evidence/make-evidence';
import type { DoneAudit } from './evidence/subject';
import { zipOf } from './evidence/zip';
import type { KeptAudit } from './kept-audit';
import type { AuditScope } from './question';

const MOST_WAITING = 20;

/** What is to be audited, as it was asked for. */
export type AuditAsked = Omit<AuditScope, 'today'>;

/** What evidence names beside the figures. */
export interface EvidenceSources {
  readonly populations: PopulationBook;
  /** Where the numbers are from, for those that the book knows. */
  readonly populationSources: readonly Population[];
  readonly targets: TargetBook;
  readonly notice: string | null;
}

/**
 * What callers can have done with audits, wherever they ask: an audit waits in the database until an auditor takes it, in this
 * process or in another.
 */
export class Audits {
  constructor(
    readonly tables: AuditTables,
    private readonly ends: LogEnds,
    private readonly sources: EvidenceSources,
    /** The auditor of this process, which begins at once; one of another looks every few seconds. */
    private readonly auditor?: Pick<Auditor, 'wake'>,
  ) {}

  /**
   * Has an audit made, as soon as those before it are done. @returns its id
   * @throws Problem 400 where the instant lies ahead of the log's clock; 429 where too many wait
   */
  async ask(asked: AuditAsked, by: string): Promise<string> {
    const { at } = await this.ends.fresh();
    if (asked.knownAt > at) {
      const rule = `must not be ahead of the log's clock, which stands at ${formatInstant(at)}`;
      throw new Problem({ status: 400, detail: `The field knownAt ${rule}.`, field: 'knownAt', rule });
    }
    const id = await this.tables.add(asked, by, MOST_WAITING);
    if (id === undefined) {
      throw new Problem({
        status: 429,
        title: 'Too many audits wait',
        detail: `${MOST_WAITING} audits wait already. Ask again when some of them are done.`,
      });
    }
    this.auditor?.wake();
    return id;
  }

  /** The folder of evidence of an audit as a zip, and the digest of its manifest, which is kept. @throws Problem 409 */
  async evidence(audit: KeptAudit, by: string): Promise<{ readonly zip: Buffer; readonly manifestSha256: string }> {
    const done = mustBeDone(audit);
    const { targets, notice } = this.sources;
    const { files, manifestSha256 } = makeEvidence({
      audit: done,
      sample: await this.tables.sample(audit.id),
      populations: this.populationsOf(audit),
      targets: targets.targets.filter(({ authority }) => authority === audit.authority),
      notice,
    });
    await this.tables.noteEvidence(audit.id, manifestSha256, by);
    return { zip: zipOf(files), manifestSha256 };
  }

  /** What rates of the audited periods were divided by. */
  private populationsOf({ authority, from, to }: KeptAudit): Population[] {
    const found = new Map<string, Population>();
    for (let month = from; month <= to; month++) {
      const day = lastDayOf(month);
      const year = financialYearOf(day);
      const population = this.sources.populations.of(authority, day);
      if (population === undefined) continue;
      const source = this.sources.populationSources.find((one) => one.authority === authority && one.year === year);
      found.set(year, { authority, year, population, source: source?.source ?? 'made up for this history' });
    }
    return [...found.values()];
  }
}

function mustBeDone(audit: KeptAudit): DoneAudit {
  const { summary, state } = audit;
  if (state === 'done' && summary !== null) return { ...audit, summary };
  throw new Problem({
    status: 409,
    title: 'The audit is not done',
    detail: `It is ${state}. GET it to see how far it is; evidence is made once it is done.`,
  });
}
