const FIRST_PLACES = 1 << 16;
/** Child, account, day, cell, numerator, denominator. */
const WIDTH = 6;
const FULL = 0.6;

/**
 * Sums by child, account, day and cell: a million of them in some 50 MB, where a Map with objects would take ten times
 * that. The ledger's postings are added and the entries of the replay taken off; what is not nothing then is a difference.
 */
export class CellTable {
  private places: number;
  private numbers: Int32Array;
  /** 1 where there is something at a place. */
  private taken: Uint8Array;
  private count = 0;

  /** @param expected about how many there will be: a good guess saves moving them */
  constructor(expected = 0) {
    this.places = FIRST_PLACES;
    while (this.places * FULL < expected) this.places *= 2;
    this.numbers = new Int32Array(this.places * WIDTH);
    this.taken = new Uint8Array(this.places);
  }

  /** How many there are, those of nothing included. */
  get size(): number {
    return this.count;
  }

  add(child: number, account: number, day: number, cell: number, numerator: number, denominator: number): void {
    if (this.count > this.places * FULL) this.grow();
    const place = this.placeOf(child, account, day, cell);
    const at = place * WIDTH;
    const { numbers } = this;
    if (this.taken[place] === 0) {
      this.taken[place] = 1;
      this.count++;
      numbers[at] = child;
      numbers[at + 1] = account;
      numbers[at + 2] = day;
      numbers[at + 3] = cell;
    }
    (numbers[at + 4] as number) += numerator;
    (numbers[at + 5] as number) += denominator;
  }

  /** All of them, in no order that means anything. */
  each(
    visit: (child: number, account: number, day: number, cell: number, numerator: number, denominator: number) => void,
  ): void {
    const { numbers } = this;
    for (let place = 0; place < this.places; place++) {
      if (this.taken[place] === 0) continue;
      const at = place * WIDTH;
      visit(
        numbers[at] as number,
        numbers[at + 1] as number,
        numbers[at + 2] as number,
        numbers[at + 3] as number,
        numbers[at + 4] as number,
        numbers[at + 5] as number,
      );
    }
  }

  private placeOf(child: number, account: number, day: number, cell: number): number {
    const { numbers, taken } = this;
    const mask = this.places - 1;
    let hash = Math.imul(child, 0x9e3779b1) ^ Math.imul(account, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ Math.imul(day, 0x27d4eb2f) ^ Math.imul(cell, 0x165667b1);
    hash = Math.imul(hash ^ (hash >>> 13), 0x9e3779b1);
    for (let place = (hash ^ (hash >>> 16)) & mask; ; place = (place + 1) & mask) {
      if (taken[place] === 0) return place;
      const at = place * WIDTH;
      if (numbers[at] === child && numbers[at + 1] === account && numbers[at + 2] === day && numbers[at + 3] === cell) {
        return place;
      }
    }
  }

  private grow(): void {
    const before = { places: this.places, numbers: this.numbers, taken: this.taken };
    this.places *= 2;
    this.numbers = new Int32Array(this.places * WIDTH);
    this.taken = new Uint8Array(this.places);
    for (let place = 0; place < before.places; place++) {
      if (before.taken[place] === 0) continue;
      const at = place * WIDTH;
      const [child = 0, account = 0, day = 0, cell = 0] = before.numbers.subarray(at, at + 4);
      const moved = this.placeOf(child, account, day, cell);
      this.taken[moved] = 1;
      this.numbers.set(before.numbers.subarray(at, at + WIDTH), moved * WIDTH);
    }
  }
}
