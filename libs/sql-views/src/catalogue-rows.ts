import { streamOf } from '@careledger/figures';
import { remainderOf } from '@careledger/ledger';
import { GRAINS, type Measure, type Rulebook } from '@careledger/measures';
import { ANNUAL_ONLY, READINGS } from '@careledger/reference';

/** The rows that say what the measures of a rulebook are, named as their tables are. */
export interface CatalogueRows {
  readonly measure: readonly object[];
  readonly measure_stream: readonly object[];
  readonly measure_breakdown: readonly object[];
}

export function catalogueRows(rulebook: Rulebook): CatalogueRows {
  const measures = rulebook.areas.flatMap(({ area, measures }) => measures.map((measure) => ({ area, measure })));
  const of = { rulebook: rulebook.version };
  return {
    measure: measures.map(({ area, measure }, place) => ({ ...of, ...measureRow(area, measure), place: place + 1 })),
    measure_stream: measures.flatMap(({ measure }) =>
      GRAINS.map((grain) => ({ ...of, measure: measure.id, grain, stream: streamOf(measure, grain) })),
    ),
    measure_breakdown: measures.flatMap(({ measure }) =>
      measure.breakdowns.map((breakdown, place) => ({
        ...of,
        measure: measure.id,
        place: place + 1,
        breakdown,
        remainder: remainderOf(breakdown),
        shares: measure.sharesOfWhole?.includes(breakdown) === true,
      })),
    ),
  };
}

/** A measure that polarity.csv does not know (that of a rulebook to come) has neither unit nor polarity. */
function measureRow(area: string, measure: Measure): object {
  const { id, title, asks, definition, decidedBy, kind, shape, notes = [], limits, codes = [] } = measure;
  const reading = READINGS.get(id);
  return {
    measure: id,
    area,
    title,
    asks,
    definition,
    decided_by: decidedBy,
    notes: notes.join(' '),
    limits: limits.join(' '),
    codes: codes.join(', '),
    kind,
    shape,
    unit: reading?.unit ?? null,
    polarity: reading?.polarity ?? null,
    annual_only: ANNUAL_ONLY.get(id)?.why ?? null,
    has_rate: measure.rate === true,
    mean_over: measure.meanOver ?? null,
    of_keys: measure.meanOver !== undefined || measure.sharesOfWhole !== undefined,
  };
}
