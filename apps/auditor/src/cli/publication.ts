import { figuresOfEvidence, type EvidenceFiles } from '@careledger/audit';
import { CommandError } from '@careledger/command-line';

/** What of a publication's canonical text is read here. */
export interface PublishedContent {
  readonly authority: string;
  readonly knownAt: string;
  readonly rulebook: number;
  readonly figures: readonly PublishedFigure[];
}

interface Amount {
  readonly numerator: number;
  readonly denominator: number | null;
}

interface PublishedFigure extends Amount {
  readonly measure: string;
  readonly grain: string;
  /** The last month. */
  readonly period: string;
  readonly groups?: Readonly<Record<string, readonly (Amount & { readonly key: string })[]>>;
}

/** A published figure that is another by the events. */
export interface PublishedDifference {
  readonly figure: string;
  readonly published: string;
  readonly audited: string;
}

/** How published figures stand to audited ones. */
export interface PublicationCompared {
  readonly publication: number;
  readonly compared: number;
  readonly different: readonly PublishedDifference[];
}

/** What to audit, so that all figures of a publication are among the audited ones, as known when they were published. */
export function auditOf({ authority, knownAt, figures }: PublishedContent): {
  readonly authority: string;
  readonly from: string;
  readonly to: string;
  readonly knownAt: string;
} {
  const months = figures.map(({ period }) => period).sort();
  const [from, to] = [months[0], months.at(-1)];
  if (from === undefined || to === undefined) throw new CommandError('The publication has no figures.');
  return { authority, from, to, knownAt };
}

/**
 * Holds the figures of a publication against those of an audit's evidence: numerators and denominators, of the whole and of
 * each group that was published. A group that only one of the two has counts as nothing in the other.
 */
export function compareWithAudit(
  publication: number,
  { figures }: PublishedContent,
  evidence: EvidenceFiles,
): PublicationCompared {
  const audited = auditedIn(evidence);
  const different: PublishedDifference[] = [];
  let compared = 0;
  const compare = (figure: string, published: Amount | undefined, by: Amount | undefined): void => {
    compared++;
    const [a, b] = [amountTold(published), amountTold(by)];
    if (a !== b) different.push({ figure, published: a, audited: b });
  };
  for (const { measure, grain, period, groups = {}, ...whole } of figures) {
    const name = `${measure}, ${grain} to ${period}`;
    const others = audited.get(`${measure} ${grain} ${period}`);
    compare(name, whole, others?.get(nameOf('', '')));
    for (const [by, keys] of Object.entries(groups)) {
      const published = new Map(keys.map((group) => [nameOf(by, group.key), group]));
      const ofBreakdown = [...(others?.keys() ?? [])].filter((key) => key.startsWith(nameOf(by, '')));
      for (const key of new Set([...published.keys(), ...ofBreakdown])) {
        compare(`${name}, ${key}`, published.get(key), others?.get(key));
      }
    }
  }
  return { publication, compared, different };
}

const nameOf = (by: string, key: string): string => (by === '' ? '' : `${by} ${key}`);

const amountTold = (amount: Amount | undefined): string => {
  if (amount === undefined) return '0';
  const { numerator, denominator } = amount;
  return denominator === null || (numerator === 0 && denominator === 0)
    ? String(numerator)
    : `${numerator}/${denominator}`;
};

/** The figures of the evidence: by measure, grain and period, then by breakdown and key. */
function auditedIn(evidence: EvidenceFiles): ReadonlyMap<string, ReadonlyMap<string, Amount>> {
  const found = new Map<string, Map<string, Amount>>();
  for (const row of figuresOfEvidence(evidence)) {
    const name = `${row.measure} ${row.grain} ${row.period}`;
    const figures = found.get(name) ?? new Map<string, Amount>();
    found.set(name, figures.set(nameOf(row.by, row.key), row));
  }
  return found;
}

/** How it came out, for the person who asked. */
export function comparedTold({ publication, compared, different }: PublicationCompared): string {
  const figures = `${compared.toLocaleString('en-GB')} published figures`;
  if (different.length === 0) return `Publication ${publication}: its ${figures} are those that the events make.`;
  const told = different.slice(0, 20).map(({ figure, published, audited }) => {
    return `  ${figure}: published ${published}, by the events ${audited}`;
  });
  const more = different.length > told.length ? [`  … and ${different.length - told.length} more`] : [];
  const why = `  What was loaded since as known by then counts in the audit: npm run publication -- show ${publication} says what came since.`;
  return [
    `Publication ${publication}: ${different.length} of its ${figures} are NOT those that the events make.`,
    ...told,
    ...more,
    why,
  ].join('\n');
}
