import { formatInstant, type Instant } from '@careledger/calendar';
import type { KeptAnchor } from './anchor';
import type { Findings } from './finding';

/** What an anchor says of one chain. */
interface AnchoredHead {
  readonly next: number;
  readonly chain: string;
  readonly at: Instant;
  readonly from: string;
}

/** Holds what anchors say of one chain of one partition against that chain, from its beginning to its end. */
export class AnchorsOnChain {
  private readonly heads: readonly AnchoredHead[];
  private place = 0;
  private good: AnchoredHead | undefined;
  private bad: AnchoredHead | undefined;
  private failed = 0;

  /** @param name of a place of the chain: `offset`, `number` */
  constructor(
    private readonly findings: Findings,
    private readonly about: { readonly table: string; readonly partition: number; readonly name: string },
    heads: readonly AnchoredHead[],
  ) {
    this.heads = [...heads].sort((a, b) => a.next - b.next);
  }

  static ofEvents(findings: Findings, partition: number, anchors: readonly KeptAnchor[]): AnchorsOnChain {
    return new AnchorsOnChain(
      findings,
      { table: 'event', partition, name: 'offset' },
      headsOf(anchors, partition, 'events'),
    );
  }

  static ofPostings(findings: Findings, partition: number, anchors: readonly KeptAnchor[]): AnchorsOnChain {
    return new AnchorsOnChain(
      findings,
      { table: 'posting', partition, name: 'number' },
      headsOf(anchors, partition, 'postings'),
    );
  }

  /** The place of the next anchor that has not been compared. */
  get next(): number {
    return this.heads[this.place]?.next ?? Infinity;
  }

  /** Where the last anchor is that lies on the chain. */
  get anchoredTo(): number {
    return this.good?.next ?? 0;
  }

  /** Compares all anchors of places up to this one, that one included, with the chain value there. */
  upTo(next: number, chain: () => Buffer): void {
    if (this.next > next) return;
    const value = chain().toString('hex');
    for (let head = this.heads[this.place]; head !== undefined && head.next <= next; head = this.heads[++this.place]) {
      if (head.chain === value) {
        if (this.bad === undefined) this.good = head;
      } else {
        this.bad ??= head;
        this.failed++;
      }
    }
  }

  /** Passes over the anchors of places up to this one: what is there is known to be broken. */
  passOver(next: number): void {
    while (this.next <= next) this.place++;
  }

  /** Says what is wrong, once the chain has been gone through. @param end the place at which it ends */
  finish(end: number): void {
    const { table, partition, name } = this.about;
    const { bad, good, failed } = this;
    if (bad !== undefined) {
      const place = good === undefined ? `before ${name} ${bad.next}` : range(name, good.next, bad.next);
      this.findings.add(
        table,
        partition,
        place,
        `The chain is not the one that was anchored ${whenAndWhere(bad)}${failed > 1 ? `, nor that of ${failed - 1} later anchors` : ''}: ` +
          `what was before ${name} ${bad.next} then has been written anew since.`,
      );
    }
    const beyond = this.heads.slice(this.place);
    const [first] = beyond;
    const last = beyond.at(-1);
    if (first === undefined || last === undefined) return;
    this.findings.add(
      table,
      partition,
      `${name} ${end} and after`,
      `The chain was cut off: it ends before ${name} ${end}, and went to ${last.next} when it was anchored ${whenAndWhere(last)}.`,
    );
  }
}

const range = (name: string, first: number, next: number): string => `${name}s ${first} to ${next - 1}`;

const whenAndWhere = ({ at, from }: AnchoredHead): string => `at ${formatInstant(at)} (${from})`;

function headsOf(anchors: readonly KeptAnchor[], partition: number, of: 'events' | 'postings'): AnchoredHead[] {
  return anchors.flatMap(({ at, from, partitions }) =>
    partitions.flatMap((heads) => {
      const head = heads.partition === partition ? heads[of] : null;
      return head === null ? [] : [{ ...head, at, from }];
    }),
  );
}
