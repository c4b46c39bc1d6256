import { POSTINGS_A_SEAL, sealLink } from '@careledger/store';
import type { ClientBase } from 'pg';
import { range, type Findings } from './finding';

/** A seal as its row has it. */
interface StoredSeal {
  readonly digest: Buffer;
  readonly chain: Buffer;
}

const EMPTY = Buffer.alloc(0);

/** The seals of one partition, and what its postings make of them. */
export class SealsOfPartition {
  /** Chain value that follows from the postings themselves after the seal looked at last; the stored one may be another. */
  private computed: Buffer = EMPTY;

  private constructor(
    private readonly partition: number,
    private readonly seals: ReadonlyMap<number, StoredSeal>,
    private readonly findings: Findings,
  ) {}

  /** @param nextPosting the number at which the ledger ends: no seal covers postings that far */
  static async read(
    client: ClientBase,
    partition: number,
    nextPosting: number,
    findings: Findings,
  ): Promise<SealsOfPartition> {
    const { rows } = await client.query<StoredSeal & { first_number: number; last_number: number }>(
      'SELECT first_number, last_number, digest, chain FROM posting_seal WHERE partition = $1 ORDER BY first_number',
      [partition],
    );
    for (const { first_number: first, last_number: last } of rows) {
      const regular = first >= 0 && first % POSTINGS_A_SEAL === 0 && last === first + POSTINGS_A_SEAL - 1;
      if (regular && last < nextPosting) continue;
      const why = regular ? `the ledger ends before number ${nextPosting}` : 'seals are over other numbers';
      findings.add('posting_seal', partition, range('number', first, last), `This seal was added or changed: ${why}.`);
    }
    const seals = new Map(rows.map(({ first_number: first, digest, chain }) => [first, { digest, chain }]));
    return new SealsOfPartition(partition, seals, findings);
  }

  get count(): number {
    return this.seals.size;
  }

  /** The chain value that a seal's row has. */
  stored(first: number): Buffer | undefined {
    return this.seals.get(first)?.chain;
  }

  /** The chain value before a posting that begins a seal: the stored one, where there is one. */
  before(first: number): Buffer {
    return this.seals.get(first - POSTINGS_A_SEAL)?.chain ?? (first === 0 ? EMPTY : this.computed);
  }

  /**
   * Compares a seal with the postings that it covers.
   * @param digest of the postings; undefined where some are missing, which was said already
   * @returns whether it is the postings that are not as sealed
   */
  check(first: number, digest: Buffer | undefined): boolean {
    const last = first + POSTINGS_A_SEAL - 1;
    const seal = this.seals.get(first);
    const befores = [this.before(first), this.computed];
    const leads = (to: Buffer, by: Buffer): boolean =>
      befores.some((before) => sealLink(before, first, last, by).equals(to));
    if (seal === undefined) {
      this.find(first, 'The seal is missing.');
      this.computed = digest === undefined ? EMPTY : sealLink(this.before(first), first, last, digest);
      return false;
    }
    const isWhole = leads(seal.chain, seal.digest);
    // Where the digest alone was changed the chain still follows from the postings.
    const sealIsWrong = digest !== undefined && !seal.digest.equals(digest) && leads(seal.chain, digest);
    if (sealIsWrong)
      this.find(first, 'The digest of the seal was changed: the chain follows from the postings themselves.');
    else if (!isWhole) {
      this.find(
        first,
        'The chain value does not follow from the seal before and this one: one of the two was changed.',
      );
    }
    this.computed = sealLink(this.before(first), first, last, digest ?? seal.digest);
    return digest !== undefined && !sealIsWrong && !seal.digest.equals(digest);
  }

  private find(first: number, what: string): void {
    this.findings.add('posting_seal', this.partition, range('number', first, first + POSTINGS_A_SEAL - 1), what);
  }
}
