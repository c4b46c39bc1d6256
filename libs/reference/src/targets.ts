import { GRAINS, type Grain } from '@careledger/measures';
import { authorityIn, mustDiffer, numberIn, oneOfIn, readReferenceFile, textIn } from './reference-file';

const FIGURES = ['value', 'rate'] as const;
/** What is compared: the figure itself, or its rate per 10,000 children. */
export type ComparedFigure = (typeof FIGURES)[number];

/** What an authority wants a figure to be. */
export interface Target {
  readonly authority: string;
  readonly measure: string;
  readonly grain: Grain;
  readonly figure: ComparedFigure;
  readonly target: number;
  /** `march`: set for the whole year; a figure of another month has not come that far yet. */
  readonly compare: 'always' | 'march';
  /** The code of the row in the authority's report; empty where it has none. */
  readonly code: string;
  readonly note: string;
  readonly source: string;
}

/**
 * @param measures the ids that there are
 * @throws ReferenceFileError naming line and remedy
 */
export function readTargets(file: string, text: string, measures: ReadonlySet<string>): Target[] {
  const { rows } = readReferenceFile(
    file,
    text,
    ['authority', 'measure', 'grain', 'target', 'source'],
    ['figure', 'compare', 'code', 'note'],
  );
  mustDiffer(
    rows,
    (row) =>
      `authority ${row.text('authority')}, ${row.text('measure')}, ${row.text('grain')}, ${row.text('figure') || 'value'}`,
  );
  return rows.map((row) => {
    const measure = row.text('measure');
    if (!measures.has(measure)) {
      throw row.wrong(
        `has "${measure}" in the column measure, and the catalogue has no measure of that id. /catalogue lists them all.`,
      );
    }
    return {
      authority: authorityIn(row, 'authority'),
      measure,
      grain: oneOfIn(row, 'grain', GRAINS),
      figure: oneOfIn(row, 'figure', FIGURES, 'value'),
      target: numberIn(row, 'target', 'the target'),
      compare: oneOfIn(row, 'compare', ['always', 'march'], 'always'),
      code: row.text('code'),
      note: row.text('note'),
      source: textIn(row, 'source', 'who set the target, and where that is written'),
    };
  });
}

/** The targets of all authorities, by measure. */
export class TargetBook {
  private readonly byMeasure = new Map<string, Target[]>();

  constructor(readonly targets: readonly Target[]) {
    for (const target of targets) {
      this.byMeasure.set(target.measure, [...(this.byMeasure.get(target.measure) ?? []), target]);
    }
  }

  /** The targets of a measure, of one authority or of all. */
  of(measure: string, authority?: string): readonly Target[] {
    const all = this.byMeasure.get(measure) ?? [];
    return authority === undefined ? all : all.filter((target) => target.authority === authority);
  }

  /**
   * The one number that stands for the targets of a measure: the one for its value, of the month where there is one, else
   * of the grain that is set first. Null where none is set, and where only the rate has a target, since a number
   * beside a count would be read as a count.
   */
  headline(measure: string, authority?: string): number | null {
    const ofValue = this.of(measure, authority).filter(({ figure }) => figure === 'value');
    return (ofValue.find(({ grain }) => grain === 'month') ?? ofValue[0])?.target ?? null;
  }

  /** The same targets as if a made-up authority had set them, and nobody else any. */
  asIfOf(authority: string, title: string): TargetBook {
    return new TargetBook(
      this.targets.map((target) => ({ ...target, authority, source: `${title}: taken over from ${target.source}` })),
    );
  }
}
