import { type Day, type Month } from '@careledger/calendar';
import { FigureReader, inSnapshot, type Point, type PopulationBook } from '@careledger/figures';
import type { Grain, Measure } from '@careledger/measures';
import type { Positions } from '@careledger/store';
import type { Pool } from 'pg';
import { complete, type ShownFigure } from '../figures/compared';
import { monthsApart, namingMonth } from '../figures/period-choice';

/** How many periods of each kind a page shows. */
const SHOWN: Readonly<Record<Grain, number>> = { month: 25, quarter: 9, ytd: 25, year: 6, 'rolling-12m': 25 };

export interface MeasureQuestion {
  readonly measure: Measure;
  readonly authority: string;
  readonly grain: Grain;
  /** A month in the last period. */
  readonly month: Month;
  readonly today: Day;
  /** A breakdown of the measure. */
  readonly by: string | undefined;
}

export interface MeasureFigures {
  readonly position: Positions;
  /** The last periods of the grain, in order. */
  readonly figures: readonly ShownFigure[];
  /** The figure of the same last month in every kind of period. */
  readonly grains: readonly { readonly grain: Grain; readonly figure: ShownFigure }[];
}

/** Reads what a measure's page shows, all of one position of the log. */
export class MeasureReader {
  private readonly reader: FigureReader;

  constructor(
    private readonly pool: Pool,
    private readonly populations: PopulationBook,
    private readonly completeFrom?: Month,
  ) {
    this.reader = new FigureReader(pool);
  }

  async figures({ measure, authority, grain, month, today, by }: MeasureQuestion): Promise<MeasureFigures> {
    return inSnapshot(this.pool, async ({ client, position }) => {
      const seriesOf = async (one: Grain, periods: number, breakdown?: string): Promise<readonly ShownFigure[]> => {
        const to = namingMonth(one, month);
        const from = to - monthsApart(one) * (periods - 1);
        const asked = { measure, authority, grain: one, from, to, today, by: breakdown };
        const { points } = await this.reader.series(asked, client);
        const all = points.map((point) => ({ point, rate: this.rateOf(measure, authority, point) }));
        return complete(measure, all, this.completeFrom);
      };
      const figures = await seriesOf(grain, SHOWN[grain], by);
      const grains: { grain: Grain; figure: ShownFigure }[] = [];
      for (const one of Object.keys(SHOWN) as Grain[]) {
        const figure = (await seriesOf(one, 1)).at(-1);
        if (figure !== undefined) grains.push({ grain: one, figure });
      }
      return { position, figures, grains };
    });
  }

  private rateOf(measure: Measure, authority: string, { numerator, period }: Point): number | null {
    return measure.rate === true ? this.populations.rate(numerator, authority, period.last) : null;
  }
}
