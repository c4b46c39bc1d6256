import type { Arithmetic, Condition } from './arithmetic';

/** The quantities that can be unknown, each once, and what holds between them. */
export class Unknowns {
  readonly conditions: readonly Condition[];
  private readonly known: Set<number>;
  private readonly sameAs: number[];
  private readonly leasts = new Map<number, number>();

  /**
   * What is known for good is left out with all that follows from it at once, and what is always equal is one.
   * @param known quantities that everybody knows for good
   */
  constructor(
    private readonly arithmetic: Arithmetic,
    known: Iterable<number>,
  ) {
    this.sameAs = arithmetic.quantities.map((_, i) => i);
    this.known = new Set(known);
    while (arithmetic.conditions.filter((condition) => this.isTaken(condition)).length > 0);
    const conditions = new Map<string, Condition>();
    for (const condition of arithmetic.conditions) {
      const left = this.left(condition);
      if (left.terms.length === 0) continue;
      const key = left.terms.map(([quantity, factor]) => `${factor}*${quantity}`).join(' ');
      conditions.set(`${key} ${left.isEqual}`, left);
    }
    this.conditions = [...conditions.values()];
    arithmetic.quantities.forEach(({ least }, i) => {
      const root = this.root(i);
      this.leasts.set(root, Math.max(this.leasts.get(root) ?? 0, least));
    });
  }

  /** The one that stands for a quantity; undefined where it is known, whatever is suppressed. */
  of(quantity: number): number | undefined {
    const root = this.root(quantity);
    return this.known.has(root) ? undefined : root;
  }

  value(unknown: number): number {
    return this.arithmetic.quantities[unknown]?.value ?? 0;
  }

  /** The least that it can be where it is not shown. */
  least(unknown: number): number {
    return this.leasts.get(unknown) ?? 0;
  }

  /** Learns what an equation says at once; whether that was anything. */
  private isTaken(condition: Condition): boolean {
    if (!condition.isEqual) return false;
    const [one, other, ...more] = this.left(condition).terms;
    if (one === undefined || more.length > 0) return false;
    if (other === undefined) this.known.add(one[0]);
    else if (one[1] === -other[1]) this.sameAs[Math.max(one[0], other[0])] = Math.min(one[0], other[0]);
    else return false;
    return true;
  }

  private left({ terms, isEqual, room }: Condition): Condition {
    const factors = new Map<number, number>();
    for (const [quantity, factor] of terms) {
      const root = this.root(quantity);
      if (!this.known.has(root)) factors.set(root, (factors.get(root) ?? 0) + factor);
    }
    return { terms: [...factors].filter(([, factor]) => factor !== 0).sort(([a], [b]) => a - b), isEqual, room };
  }

  private root(quantity: number): number {
    let root = quantity;
    for (let next = this.sameAs[root]; next !== undefined && next !== root; next = this.sameAs[root]) root = next;
    return root;
  }
}
