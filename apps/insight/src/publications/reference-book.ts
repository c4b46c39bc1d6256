import type { Day } from '@careledger/calendar';
import type { PopulationBook } from '@careledger/figures';
import type { Grain, Measure } from '@careledger/measures';
import type { TargetBook } from '@careledger/reference';
import type { HeldAgainst } from './content';

/** What figures are held against in this installation, as it is now. */
export class ReferenceBook {
  constructor(
    private readonly populations: PopulationBook,
    private readonly targets: TargetBook,
  ) {}

  /** @param last the last day of the period: it decides the financial year */
  heldAgainst(measure: Measure, authority: string, grain: Grain, last: Day): HeldAgainst {
    const targets = this.targets.of(measure.id, authority).filter((target) => target.grain === grain);
    return {
      population: measure.rate === true ? (this.populations.of(authority, last) ?? null) : null,
      targets: targets.map(({ figure, target, compare }) => ({ figure, target, compare })),
    };
  }
}

/** 10,000 × the numerator over the population; null where that is not known. */
export function rateOf(numerator: number, { population }: Pick<HeldAgainst, 'population'>): number | null {
  return population === null ? null : (10_000 * numerator) / population;
}
