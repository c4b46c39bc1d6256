import type { Grain, Measure } from '@careledger/measures';
import {
  ANNUAL_ONLY,
  readingOf,
  type ComparedFigure,
  type Polarity,
  type Target,
  type TargetBook,
} from '@careledger/reference';
import { unitOf } from './target-words';

/** A target as it is sent. */
export interface TargetJson {
  readonly authority: string;
  readonly grain: Grain;
  readonly figure: ComparedFigure;
  readonly target: number;
  readonly unit: string;
  readonly compare: Target['compare'];
  readonly code: string | null;
  readonly note: string | null;
  readonly source: string;
}

/** A row of the catalogue as it is sent. */
export interface MeasureJson extends Pick<
  Measure,
  'id' | 'title' | 'asks' | 'definition' | 'decidedBy' | 'kind' | 'shape' | 'breakdowns' | 'limits'
> {
  readonly area: string;
  readonly rate: boolean;
  readonly codes: readonly string[];
  readonly polarity: Polarity;
  readonly unit: string;
  /** Null: none is set for the value. */
  readonly target: number | null;
  readonly targets: readonly TargetJson[];
  /** Null: its figure can be read at any time. */
  readonly annualOnly: string | null;
  readonly notes: readonly string[];
  readonly worked: readonly string[];
}

/** @param authority whose targets; undefined for those of all */
export function measureJson(
  area: string,
  measure: Measure,
  targets: TargetBook,
  authority: string | undefined,
): MeasureJson {
  const { id, title, asks, definition, decidedBy, kind, shape, breakdowns, limits } = measure;
  const { polarity, unit } = readingOf(id);
  return {
    id,
    title,
    area,
    asks,
    definition,
    decidedBy,
    kind,
    shape,
    rate: measure.rate === true,
    codes: measure.codes ?? [],
    polarity,
    unit,
    target: targets.headline(id, authority),
    targets: targets.of(id, authority).map(targetJson),
    annualOnly: ANNUAL_ONLY.get(id)?.why ?? null,
    breakdowns,
    notes: measure.notes ?? [],
    limits,
    worked: measure.worked
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  };
}

function targetJson(target: Target): TargetJson {
  const { authority, grain, figure, compare, code, note, source } = target;
  return {
    authority,
    grain,
    figure,
    target: target.target,
    unit: unitOf(target),
    compare,
    code: code === '' ? null : code,
    note: note === '' ? null : note,
    source,
  };
}
