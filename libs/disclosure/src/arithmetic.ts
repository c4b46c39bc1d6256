/** A whole number that somebody could want to work out. */
export interface Quantity {
  /** Measure, group, part and window, and the value itself: the same number in two publications is one quantity. */
  readonly name: string;
  readonly value: number;
  /** The least that it can be for all that is known of it when it is not shown. */
  least: number;
}

/** Quantities by index, each with the factor that it is taken with. */
export type Terms = readonly (readonly [quantity: number, factor: number])[];

/** What is known of the quantities: the terms add up to 0, or to 0 or more. */
export interface Condition {
  readonly terms: Terms;
  readonly isEqual: boolean;
  /** What the terms add up to as things are: 0, and of one that is no equation more where there is room. */
  readonly room: number;
}

/** Quantities and all that holds between them. */
export class Arithmetic {
  readonly quantities: Quantity[] = [];
  readonly conditions: Condition[] = [];
  private readonly indices = new Map<string, number>();
  private readonly known = new Set<string>();

  /** @returns the index of a quantity; a new one where none has the name and the value */
  quantity(name: string, value: number, least: number): number {
    const key = `${name}=${value}`;
    const found = this.indices.get(key);
    if (found !== undefined) {
      const quantity = this.quantities[found] as Quantity;
      quantity.least = Math.max(quantity.least, least);
      return found;
    }
    const index = this.quantities.push({ name, value, least }) - 1;
    this.indices.set(key, index);
    return index;
  }

  /**
   * Adds what holds between quantities. What does not hold of them as they are is nothing that anybody could go by (figures
   * of two times, or a rule with exceptions), and is left out.
   */
  add(terms: Terms, isEqual: boolean): void {
    const factors = new Map<number, number>();
    for (const [quantity, factor] of terms) factors.set(quantity, (factors.get(quantity) ?? 0) + factor);
    const left = [...factors].filter(([, factor]) => factor !== 0).sort(([a], [b]) => a - b);
    const sum = left.reduce((total, [index, factor]) => total + factor * (this.quantities[index] as Quantity).value, 0);
    if (left.length === 0 || (isEqual ? sum !== 0 : sum < 0)) return;
    const key = `${isEqual ? '=' : '≥'} ${left.map(([index, factor]) => `${factor}*${index}`).join(' ')}`;
    if (this.known.has(key)) return;
    this.known.add(key);
    this.conditions.push({ terms: left, isEqual, room: sum });
  }
}

/** Terms with every factor turned round. */
export const less = (terms: Terms): Terms => terms.map(([quantity, factor]) => [quantity, -factor]);
