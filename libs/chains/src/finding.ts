/** Something in the tables that is not as it was written. */
export interface Finding {
  /** The table in which it is; `anchors` where an anchor itself is at fault. */
  readonly table: string;
  /** Undefined where the table is about no partition. */
  readonly partition: number | undefined;
  /** Where in the table: `offset 17`, `numbers 100 to 199`. */
  readonly place: string;
  /** What is wrong, in a sentence that names no child and no content of an event. */
  readonly what: string;
}

/** Findings of one table and partition that are told one by one: what is broken a thousand times is not told so often. */
const TOLD_EACH = 20;

/** Collects findings; of those that are many the first, and how many there are. */
export class Findings {
  private readonly places = new Map<string, { finding: Finding; count: number }>();
  private waiting: Finding[] = [];

  add(table: string, partition: number | undefined, place: string, what: string): void {
    const finding = { table, partition, place, what };
    const key = `${table} ${partition ?? ''}`;
    const known = this.places.get(key);
    if (known === undefined) this.places.set(key, { finding, count: 1 });
    else known.count++;
    if ((known?.count ?? 1) <= TOLD_EACH) this.waiting.push(finding);
  }

  /** Those that were not given out yet. */
  take(): Finding[] {
    const { waiting } = this;
    this.waiting = [];
    return waiting;
  }

  /** How many there are beyond those that are told one by one, as findings of their own. */
  *beyond(): Iterable<Finding> {
    for (const { finding, count } of this.places.values()) {
      if (count <= TOLD_EACH) continue;
      const more = count - TOLD_EACH;
      yield { ...finding, place: 'further on', what: `There are ${more.toLocaleString('en-GB')} more like these.` };
    }
  }
}

/** `offset 7`, or `offsets 7 to 9`. */
export function range(name: string, first: number, last: number): string {
  return first === last ? `${name} ${first}` : `${name}s ${first} to ${last}`;
}
