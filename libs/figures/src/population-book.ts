import type { Day } from '@careledger/calendar';
import {
  BUNDLED_POPULATIONS,
  financialYearOf,
  type FinancialYear,
  type OwnReference,
  type Population,
} from '@careledger/reference';

/** How many children aged 0 to 17 live in an authority, by financial year: what rates are divided by. */
export class PopulationBook {
  private readonly byYear = new Map<string, number>();

  /**
   * @param made the authority of a fixture, whose made-up population is the same in every year; nothing else is then
   *   known: made-up children never mix with real ones
   */
  constructor(
    private readonly made?: { readonly authority: string; readonly population: number },
    populations: readonly Population[] = BUNDLED_POPULATIONS,
  ) {
    if (made !== undefined) return;
    for (const { authority, year, population } of populations) this.byYear.set(`${authority} ${year}`, population);
  }

  /** What an installation knows: the authority's own file, else what its fixture says, else the bundled file. */
  static installed(
    { populations }: OwnReference,
    fixture: { readonly authority: string; readonly population: number } | null,
  ): PopulationBook {
    return populations === undefined
      ? new PopulationBook(fixture ?? undefined)
      : new PopulationBook(undefined, populations);
  }

  /**
   * All that is known, by authority and financial year, for who keeps it elsewhere.
   * @param years the financial years that a made-up population is to be told for
   */
  known(years: readonly FinancialYear[]): { authority: string; year: FinancialYear; population: number }[] {
    const { made } = this;
    if (made !== undefined) return years.map((year) => ({ ...made, year }));
    return [...this.byYear].map(([name, population]) => {
      const [authority = '', year = ''] = name.split(' ');
      return { authority, year, population };
    });
  }

  /** The population for the financial year of a day; undefined where it is not known. */
  of(authority: string, day: Day): number | undefined {
    if (this.made !== undefined) return this.made.authority === authority ? this.made.population : undefined;
    return this.byYear.get(`${authority} ${financialYearOf(day)}`);
  }

  /** 10,000 × the numerator over the population, cumulative, not annualised; null where that is not known. */
  rate(numerator: number, authority: string, day: Day): number | null {
    const population = this.of(authority, day);
    return population === undefined ? null : (10_000 * numerator) / population;
  }
}
