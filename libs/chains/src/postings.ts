import { POSTINGS_A_SEAL, readRows, sealLink, SEALED_COLUMNS, SealedRows, StoredPosting } from '@careledger/store';
import type { ClientBase } from 'pg';
import type { AnchorsOnChain } from './anchors-on-chain';
import type { Directory } from './directory';
import { range, type Findings } from './finding';
import { SealsOfPartition } from './seals';
import type { Rests, Suspects } from './suspects';
import { SumsOfPartition } from './sums';

/** What the row of a partition says of its ledger. */
export interface LedgerHead {
  readonly partition: number;
  readonly nextOffset: number;
  readonly nextPosting: number;
  /** Null where the postings have not been sealed yet. */
  readonly postingChain: Buffer | null;
}

/** What was seen of a partition's postings. */
export interface SeenPostings {
  readonly count: number;
  readonly seals: number;
}

/** Goes through the postings of one partition: numbers, seals, chain, anchors; and what is added up of them. */
export class PostingsOfPartition {
  private readonly sums: SumsOfPartition;
  private readonly rows = new SealedRows();
  private readonly posting = new StoredPosting();
  /** Numbers of the cells and accounts of the postings of this seal, in their order. */
  private readonly cells = new Int32Array(POSTINGS_A_SEAL);
  private readonly accounts = new Int32Array(POSTINGS_A_SEAL);
  /** The number at which the seal begins whose postings are being looked at. */
  private first = 0;
  private next = 0;
  private isBroken = false;
  private count = 0;

  constructor(
    private readonly head: LedgerHead,
    private readonly directory: Directory,
    private readonly findings: Findings,
    private readonly suspects: Suspects,
    private readonly anchors: AnchorsOnChain,
  ) {
    this.sums = new SumsOfPartition(head.partition, directory, findings);
  }

  async verify(client: ClientBase): Promise<SeenPostings> {
    const { partition, nextPosting, postingChain } = this.head;
    const seals = await SealsOfPartition.read(client, partition, nextPosting, this.findings);
    // Those from before the first posting: a log can be anchored that is not projected yet.
    this.anchors.upTo(0, () => this.valueNow(seals));
    await readRows(
      client,
      `SELECT ${SEALED_COLUMNS} FROM posting WHERE partition = ${partition} ORDER BY number`,
      (row) => {
        this.posting.read(row);
        this.see(this.posting, seals);
      },
    );
    this.skipTo(nextPosting, seals);
    this.end(seals, postingChain);
    this.anchors.finish(nextPosting);
    await this.sums.compare(client);
    return { count: this.count, seals: seals.count };
  }

  private see(posting: StoredPosting, seals: SealsOfPartition): void {
    const { number, cause } = posting;
    const { nextOffset, nextPosting } = this.head;
    if (number < 0 || number >= nextPosting) {
      return this.find(`number ${number}`, `The ledger ends before number ${nextPosting}: this posting was added.`);
    }
    if (cause >= nextOffset) {
      this.find(
        `number ${number}`,
        `Its cause, offset ${cause}, is behind the position of the ledger (${nextOffset}).`,
      );
    }
    this.skipTo(number, seals);
    const place = this.rows.count;
    this.cells[place] = posting.cell;
    this.accounts[place] = posting.account;
    posting.sealInto(this.rows, this.directory);
    this.sums.add(posting);
    this.count++;
    this.next = number + 1;
    if (this.next === this.anchors.next) this.compareAnchors(seals);
    if (this.next % POSTINGS_A_SEAL === 0) this.closeSeal(seals);
  }

  /** Goes on to a number: postings that should be before it are missing. */
  private skipTo(number: number, seals: SealsOfPartition): void {
    if (number <= this.next) return;
    this.find(range('number', this.next, number - 1), 'These postings are missing.');
    while (this.next < number) {
      this.isBroken = true;
      this.next = Math.min(number, this.first + POSTINGS_A_SEAL);
      this.anchors.passOver(this.next);
      if (this.next === this.first + POSTINGS_A_SEAL) this.closeSeal(seals);
    }
  }

  private compareAnchors(seals: SealsOfPartition): void {
    if (this.isBroken) return this.anchors.passOver(this.next);
    this.anchors.upTo(this.next, () =>
      this.next % POSTINGS_A_SEAL === 0 ? (seals.stored(this.first) ?? this.valueNow(seals)) : this.valueNow(seals),
    );
  }

  /** Chain value over all postings so far. */
  private valueNow(seals: SealsOfPartition): Buffer {
    const before = seals.before(this.first);
    return this.rows.count === 0 ? before : sealLink(before, this.first, this.next - 1, this.rows.digest());
  }

  private closeSeal(seals: SealsOfPartition): void {
    const { first } = this;
    const { partition, postingChain } = this.head;
    if (postingChain !== null) {
      const isChanged = seals.check(first, this.isBroken ? undefined : this.rows.digest());
      if (isChanged) {
        const what =
          'These are not the postings that were sealed: one of them was changed, or two have changed places.';
        this.suspects.isBroken({ partition, first, last: this.next - 1, what, ...this.rests() });
      } else if (!this.isBroken) this.suspects.isSound(this.rests());
    }
    this.begin(this.next);
  }

  private begin(first: number): void {
    this.first = first;
    this.rows.clear();
    this.isBroken = false;
  }

  /** Compares what is not sealed yet with the chain value of the position. */
  private end(seals: SealsOfPartition, postingChain: Buffer | null): void {
    this.anchors.upTo(this.next, () => this.valueNow(seals));
    if (postingChain === null || this.isBroken || this.valueNow(seals).equals(postingChain)) {
      if (!this.isBroken) this.suspects.isSound(this.rests());
      return;
    }
    const { first, next } = this;
    const { partition } = this.head;
    if (this.rows.count === 0) {
      this.findings.add(
        'projector_position',
        partition,
        'posting_chain',
        `The chain value noted for all postings before number ${next} is not that of the last seal.`,
      );
      return;
    }
    const what =
      'These are not the last postings as they were written: one of them was changed, or two have changed places, or the chain value of projector_position was changed.';
    this.suspects.isBroken({ partition, first, last: next - 1, what, ...this.rests() });
  }

  /** What the postings of this seal stand on. */
  private rests(): Rests {
    const { count } = this.rows;
    return { cells: this.cells.subarray(0, count), accounts: this.accounts.subarray(0, count) };
  }

  private find(place: string, what: string): void {
    this.findings.add('posting', this.head.partition, place, what);
  }
}
