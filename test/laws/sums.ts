/** What is posted at present, added up: the ledger without its history. */
import { ENTRY, type Entries } from '@careledger/measures';
import { firstOf, type Counterexample } from './law';
import type { Engine } from './engine';
import type { Line } from './ledger-in-memory';

/** Sums by child, account, day and cell; nothing that adds up to nothing. */
export class Sums {
  private readonly sums = new Map<string, readonly [numerator: number, denominator: number]>();

  constructor(private readonly engine: Engine) {}

  /** What these lines add up to. */
  static of(engine: Engine, lines: Iterable<Line>): Sums {
    const sums = new Sums(engine);
    for (const line of lines) sums.add(line);
    return sums;
  }

  add({ authority, subject, account, day, cell, numerator, denominator }: AddedLine): void {
    const key = `${authority}:${subject} ${account} ${day} ${cell}`;
    const [a, b] = this.sums.get(key) ?? [0, 0];
    if (a + numerator === 0 && b + denominator === 0) this.sums.delete(key);
    else this.sums.set(key, [a + numerator, b + denominator]);
  }

  /** Adds the entries that the measures make of one child's record, in one account. */
  addEntries(authority: string, subject: string, account: number, entries: Entries): void {
    for (let i = 0; i < entries.length; i += ENTRY) {
      const [day = 0, cell = 0, numerator = 0, denominator = 0] = entries.slice(i, i + ENTRY);
      this.add({ authority, subject, account, day, cell, numerator, denominator });
    }
  }

  /** How many sums there are. */
  get size(): number {
    return this.sums.size;
  }

  /** The first sum in which this differs from what it should be. */
  differsFrom(right: Sums, broken: string): Counterexample | null {
    return firstOf(new Set([...right.sums.keys(), ...this.sums.keys()]), (key) => {
      const found = this.sums.get(key) ?? [0, 0];
      const expected = right.sums.get(key) ?? [0, 0];
      if (found[0] === expected[0] && found[1] === expected[1]) return null;
      return { broken, of: this.named(key), expected: expected.join('/'), found: found.join('/') };
    });
  }

  /** The first sum that is not nothing. */
  isNotNothing(broken: string): Counterexample | null {
    return this.differsFrom(new Sums(this.engine), broken);
  }

  private named(key: string): Counterexample['of'] {
    const { measures, calendar } = this.engine;
    const [child, account, day, cell] = key.split(' ');
    const { measure, stream } = measures.accountNumbered(Number(account));
    const groups = JSON.stringify(measures.groupsOf(Number(cell)));
    return { child, measure, stream, day: calendar.formatDay(Number(day)), groups };
  }
}

type AddedLine = Pick<Line, 'authority' | 'subject' | 'account' | 'day' | 'cell' | 'numerator' | 'denominator'>;
