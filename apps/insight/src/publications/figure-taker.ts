import { formatDay, formatMonth, type Instant } from '@careledger/calendar';
import { FigureReader, type Group, type NamedPeriod, type Point, type Snapshot } from '@careledger/figures';
import type { Measure } from '@careledger/measures';
import type { KeptFigure } from './content';
import { rateOf, type ReferenceBook } from './reference-book';

/** Which figures are to be taken. */
export interface Wanted {
  readonly authority: string;
  readonly measures: readonly Measure[];
  /** All of them over. */
  readonly periods: readonly NamedPeriod[];
  /** Taken by these too, of the measures that have them. */
  readonly breakdowns: readonly string[];
}

/** A measure, and the period of which its figure is taken. */
type One = Pick<Wanted, 'authority'> & { readonly measure: Measure; readonly period: NamedPeriod };

/** Takes figures together with what they are held against, as they are published. */
export class FigureTaker {
  constructor(
    private readonly figures: FigureReader,
    private readonly reference: ReferenceBook,
  ) {}

  /** The figures of a snapshot, in the order of the measures, then of the periods. */
  async take({ client }: Snapshot, wanted: Wanted, knownAt: Instant | undefined): Promise<KeptFigure[]> {
    const { authority, measures, periods, breakdowns } = wanted;
    const taken: KeptFigure[] = [];
    for (const measure of measures) {
      const names = breakdowns.filter((name) => measure.breakdowns.includes(name) && name !== measure.meanOver);
      for (const period of periods) {
        const one = { authority, measure, period };
        const groups: Record<string, readonly Group[]> = {};
        for (const by of names) groups[by] = (await this.point(client, one, knownAt, by)).groups ?? [];
        const point = await this.point(client, one, knownAt);
        taken.push(this.kept(one, point, names.length === 0 ? undefined : groups));
      }
    }
    return taken;
  }

  private async point(client: Snapshot['client'], one: One, knownAt: Instant | undefined, by?: string): Promise<Point> {
    const { authority, measure, period } = one;
    const [from, to] = [period.month, period.month];
    const asked = { measure, authority, grain: period.grain, from, to, today: period.to, knownAt, by };
    const { points } = await this.figures.series(asked, client);
    return points[0] as Point; // the period has begun
  }

  private kept({ authority, measure, period }: One, point: Point, groups: KeptFigure['groups']): KeptFigure {
    const { numerator, denominator, value } = point;
    const held = this.reference.heldAgainst(measure, authority, period.grain, period.last);
    return {
      measure: measure.id,
      grain: period.grain,
      period: formatMonth(period.month),
      from: formatDay(period.from),
      to: formatDay(period.to),
      numerator,
      denominator,
      value,
      rate: rateOf(numerator, held),
      ...held,
      ...(groups !== undefined && { groups }),
    };
  }
}
