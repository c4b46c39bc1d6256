import type { Month } from '@careledger/calendar';
import { FigureReader, inSnapshot, type PopulationBook, type RulesInForce } from '@careledger/figures';
import type { Grain, Measure } from '@careledger/measures';
import type { Day } from '@careledger/calendar';
import type { Pool } from 'pg';
import { monthsApart, namingMonth } from '../figures/period-choice';
import { complete, type ShownFigure } from '../figures/compared';

/** How many periods the small trend shows, the last one included; a year to date needs the one of the year before. */
const TREND = 13;

export interface OverviewQuestion {
  readonly authority: string;
  readonly grain: Grain;
  /** A month in the last period. */
  readonly month: Month;
  readonly today: Day;
  /** Only these measures; all where nothing is said. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** A measure and its last figures, in order. */
export interface OverviewLine {
  readonly measure: Measure;
  readonly figures: readonly ShownFigure[];
}

export interface OverviewArea {
  readonly area: string;
  readonly lines: readonly OverviewLine[];
}

/** Reads the last figures of all measures, of one position of the log. */
export class OverviewReader {
  private readonly figures: FigureReader;

  constructor(
    private readonly pool: Pool,
    private readonly rules: RulesInForce,
    private readonly populations: PopulationBook,
    private readonly completeFrom?: Month,
  ) {
    this.figures = new FigureReader(pool);
  }

  async overview({ authority, grain, month, today, only }: OverviewQuestion): Promise<OverviewArea[]> {
    const { areas } = await this.rules.rulebook();
    const to = namingMonth(grain, month);
    const from = to - monthsApart(grain) * (grain === 'year' ? 5 : TREND - 1);
    return inSnapshot(this.pool, async ({ client }) => {
      const found: OverviewArea[] = [];
      for (const { area, measures } of areas) {
        const lines: OverviewLine[] = [];
        for (const measure of measures) {
          if (only !== undefined && !only.has(measure.id)) continue;
          const { points } = await this.figures.series({ measure, authority, grain, from, to, today }, client);
          const all = points.map((point) => ({ point, rate: this.rateOf(measure, authority, point) }));
          lines.push({ measure, figures: complete(measure, all, this.completeFrom) });
        }
        if (lines.length > 0) found.push({ area, lines });
      }
      return found;
    });
  }

  private rateOf(measure: Measure, authority: string, { numerator, period }: ShownFigure['point']): number | null {
    return measure.rate === true ? this.populations.rate(numerator, authority, period.last) : null;
  }
}
