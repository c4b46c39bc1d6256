/** Choices that follow from a seed alone, so that a law chooses the same again when its history is made smaller. */
export class Chance {
  constructor(private state: number) {}

  /** A whole number from 0 up to, not including, `limit` (mulberry32). */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }

  /** One of these. @throws Error where there is none. */
  oneOf<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new Error('there is nothing to choose from');
    return chosen;
  }

  /** At most so many of these, each once, in their order. */
  some<T>(count: number, choices: readonly T[]): T[] {
    if (choices.length <= count) return [...choices];
    const places = new Set<number>();
    while (places.size < count) places.add(this.below(choices.length));
    return choices.filter((_, place) => places.has(place));
  }
}
