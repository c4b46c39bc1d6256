import type { Condition } from './arithmetic';

/** What a number can be, at least and at most. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** So often each condition is looked at, on average: what follows later than that follows from long chains, and narrows little. */
const MOST_LOOKS = 20;

/**
 * What follows for single numbers from one condition after the other: in a sum that is known, of what is never negative, none
 * can be more than the sum. It is not all that follows, and never too much.
 * @param startOf what each number is, and the least that it can be to begin with
 * @returns the bounds of all numbers in the conditions
 */
export function boundsIn(
  conditions: readonly Condition[],
  startOf: (number: number) => { readonly value: number; readonly least: number },
): Map<number, Bounds> {
  const narrowing = new Narrowing(conditions, startOf);
  narrowing.run();
  return narrowing.bounds();
}

class Narrowing {
  /** Numbers by their place: the conditions name them by it. */
  private readonly numbers: number[] = [];
  private readonly least: number[] = [];
  private readonly most: number[] = [];
  private readonly terms: { readonly places: Int32Array; readonly factors: Int32Array; readonly sum: number }[];
  /** The conditions that a number is in. */
  private readonly conditionsOf: number[][] = [];

  constructor(
    private readonly conditions: readonly Condition[],
    startOf: (number: number) => { readonly value: number; readonly least: number },
  ) {
    const places = new Map<number, number>();
    const values: number[] = [];
    const placeOf = (number: number): number => {
      const known = places.get(number);
      if (known !== undefined) return known;
      const { value, least } = startOf(number);
      places.set(number, this.numbers.length);
      values.push(value);
      this.least.push(least);
      this.most.push(Infinity);
      this.conditionsOf.push([]);
      return this.numbers.push(number) - 1;
    };
    this.terms = conditions.map(({ terms, room }, condition) => {
      const own = Int32Array.from(terms, ([number]) => placeOf(number));
      for (const place of own) this.conditionsOf[place]?.push(condition);
      const sum = terms.reduce((total, [, factor], i) => total + factor * (values[own[i] as number] as number), -room);
      return { places: own, factors: Int32Array.from(terms, ([, factor]) => factor), sum };
    });
  }

  /** Looks at all conditions, and again at those of numbers that have been narrowed. */
  run(): void {
    const waiting = this.conditions.map((_, condition) => condition);
    const waits = new Uint8Array(waiting.length).fill(1);
    const most = MOST_LOOKS * waiting.length;
    for (let look = 0; look < waiting.length && look < most; look++) {
      const condition = waiting[look] as number;
      waits[condition] = 0;
      const narrowed = this.narrow(condition, 1);
      if (this.conditions[condition]?.isEqual === true) narrowed.push(...this.narrow(condition, -1));
      for (const place of narrowed) {
        for (const other of this.conditionsOf[place] as number[]) {
          if (waits[other] === 1) continue;
          waits[other] = 1;
          waiting.push(other);
        }
      }
    }
  }

  bounds(): Map<number, Bounds> {
    return new Map(
      this.numbers.map((number, i) => [number, { least: this.least[i] as number, most: this.most[i] as number }]),
    );
  }

  /**
   * The terms add up to a sum or more: none can be so small that all others at their greatest do not make up for it.
   * @param turned -1 to read it the other way round: they add up to the sum or less
   * @returns the places of what has been narrowed
   */
  private narrow(condition: number, turned: 1 | -1): number[] {
    const { places, factors, sum } = this.terms[condition] as (typeof this.terms)[0];
    let [greatest, unbounded] = [0, 0];
    for (let i = 0; i < places.length; i++) {
      const own = this.greatestOf(places[i] as number, turned * (factors[i] as number));
      if (own === Infinity) unbounded++;
      else greatest += own;
    }
    const narrowed: number[] = [];
    if (unbounded > 1) return narrowed;
    const others = turned * sum - greatest;
    for (let i = 0; i < places.length; i++) {
      const [place, factor] = [places[i] as number, turned * (factors[i] as number)];
      const own = this.greatestOf(place, factor);
      if (unbounded === 1 && own !== Infinity) continue;
      const limit = (own === Infinity ? others : others + own) / factor;
      if (factor > 0 && Math.ceil(limit) > (this.least[place] as number)) this.least[place] = Math.ceil(limit);
      else if (factor < 0 && Math.floor(limit) < (this.most[place] as number)) this.most[place] = Math.floor(limit);
      else continue;
      narrowed.push(place);
    }
    return narrowed;
  }

  private greatestOf(place: number, factor: number): number {
    return factor * ((factor > 0 ? this.most[place] : this.least[place]) as number);
  }
}
