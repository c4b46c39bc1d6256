import type { Arithmetic, Condition } from './arithmetic';
import { boundsIn } from './bounds';

/** The quantities that can be unknown, each once, and what holds between them. */
export class Unknowns {
  readonly conditions: readonly Condition[];
  private readonly known: Set<number>;
  private readonly sameAs: number[];
  private readonly leasts = new Map<number, number>();
  private readonly mosts = new Map<number, number>();

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
    let conditions: Condition[];
    do {
      while (arithmetic.conditions.filter((condition) => this.isTaken(condition)).length > 0);
      conditions = this.conditionsLeft();
      arithmetic.quantities.forEach(({ least }, i) => {
        const root = this.root(i);
        this.leasts.set(root, Math.max(this.leasts.get(root) ?? 0, least));
      });
    } while (this.narrow(conditions));
    this.conditions = conditions;
  }

  private conditionsLeft(): Condition[] {
    const conditions = new Map<string, Condition>();
    for (const condition of this.arithmetic.conditions) {
      const left = this.left(condition);
      if (left.terms.length === 0) continue;
      const key = left.terms.map(([quantity, factor]) => `${factor}*${quantity}`).join(' ');
      conditions.set(`${key} ${left.isEqual}`, left);
    }
    return [...conditions.values()];
  }

  /** Finds what each can be at most and at least, from sums of what is never negative; whether some can be one number only. */
  private narrow(conditions: readonly Condition[]): boolean {
    const bounds = boundsIn(conditions, (unknown) => {
      const value = this.value(unknown);
      return { value, least: Math.min(value, this.least(unknown)) };
    });
    let isMoreKnown = false;
    for (const [unknown, { least, most }] of bounds) {
      this.mosts.set(unknown, most);
      if (least < this.value(unknown)) this.leasts.set(unknown, Math.max(this.least(unknown), least));
      if (least < most) continue;
      this.known.add(unknown);
      isMoreKnown = true;
    }
    return isMoreKnown;
  }

  /** The one that stands for a quantity; undefined where it is known, whatever is suppressed. */
  of(quantity: number): number | undefined {
    const root = this.root(quantity);
    return this.known.has(root) ? undefined : root;
  }

  value(unknown: number): number {
    return this.arithmetic.quantities[unknown]?.value ?? 0;
  }

  /** Whether it can be something else by that much, for all that is known of it by itself. */
  canBe(unknown: number, by: number): boolean {
    const { up, down } = this.room(unknown);
    return -down <= by && by <= up;
  }

  /** By how much it can be more, and by how much less. */
  room(unknown: number): { readonly up: number; readonly down: number } {
    const value = this.value(unknown);
    const down = Math.max(0, value - this.least(unknown));
    return { up: (this.mosts.get(unknown) ?? Infinity) - value, down };
  }

  /** The least that it can be where it is not shown. */
  private least(unknown: number): number {
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
