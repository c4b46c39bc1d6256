/** Takes things out in the order of their cost, and of the same cost those first that came last. */
export class Queue<T> {
  private readonly heap: { readonly cost: number; readonly turn: number; readonly what: T }[] = [];
  private turns = 0;

  add(what: T, cost: number): void {
    const { heap } = this;
    const one = { cost, turn: this.turns++, what };
    let at = heap.push(one) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.comesFirst(at, above)) break;
      this.swap(at, above);
      at = above;
    }
  }

  /** @returns what costs least; undefined where nothing is left */
  take(): T | undefined {
    const { heap } = this;
    const [first, last] = [heap[0], heap.pop()];
    if (first === undefined || last === undefined) return undefined;
    if (heap.length > 0) {
      heap[0] = last;
      for (let at = 0; ;) {
        let next = at;
        for (const below of [2 * at + 1, 2 * at + 2]) {
          if (below < heap.length && this.comesFirst(below, next)) next = below;
        }
        if (next === at) break;
        this.swap(at, next);
        at = next;
      }
    }
    return first.what;
  }

  private comesFirst(a: number, b: number): boolean {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (one === undefined || other === undefined) return false;
    return one.cost < other.cost || (one.cost === other.cost && one.turn > other.turn);
  }

  private swap(a: number, b: number): void {
    const { heap } = this;
    [heap[a], heap[b]] = [heap[b] as (typeof heap)[0], heap[a] as (typeof heap)[0]];
  }
}
