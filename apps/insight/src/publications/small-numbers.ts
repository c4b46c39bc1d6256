import { createHash } from 'node:crypto';
import { DisclosureBrokenOff, type Discloser } from '@careledger/discloser';
import type { Disclosure, ExactCell } from '@careledger/disclosure';
import { Problem } from '@careledger/http-problems';
import type { PublicCellStore } from './public-cell-store';
import { earlierCells } from './public-cells';
import type { PublicationStore } from './publication-store';

/** So many answers are kept: each is a word or two a cell. */
const MOST_KEPT = 20;

/**
 * Which cells of an authority are shown if they are published after all that it has published. That takes seconds, and the same
 * is asked again and again: a report as a page, to print and as a file; a proposal looked at, and published. So an answer
 * is kept for as long as all that it was made of is the same: the authority, every cell, and what was published before.
 */
export class SmallNumbers {
  /** By digest of what they were made of, the one that was asked for last at the end. */
  private readonly kept = new Map<string, Promise<Disclosure>>();

  constructor(
    private readonly publications: Pick<PublicationStore, 'lastNumber'>,
    private readonly cells: Pick<PublicCellStore, 'before'>,
    private readonly discloser: Pick<Discloser, 'disclose' | 'stop'>,
  ) {}

  /**
   * @param last the number of what the authority has published last, as `lastNumber` says it; what it is now where it is left out
   * @throws Problem 503 where it could not be worked out
   */
  async decide(authority: string, cells: readonly ExactCell[], last?: number): Promise<Disclosure> {
    const after = last ?? (await this.publications.lastNumber(authority));
    const key = digestOf(authority, cells, after);
    const known = this.kept.get(key);
    const answer = known === undefined ? this.workOut(authority, cells, after) : known;
    this.kept.delete(key);
    this.kept.set(key, answer);
    for (const oldest of [...this.kept.keys()].slice(0, -MOST_KEPT)) this.kept.delete(oldest);
    try {
      return await answer;
    } catch (error) {
      this.kept.delete(key);
      throw error instanceof DisclosureBrokenOff ? brokenOff(error) : error;
    }
  }

  /** Whoever waits is told that the program stops. */
  async onModuleDestroy(): Promise<void> {
    await this.discloser.stop();
  }

  private async workOut(authority: string, cells: readonly ExactCell[], after: number): Promise<Disclosure> {
    const before = await this.cells.before(authority, after + 1);
    return this.discloser.disclose(cells.map(bare), before.map(earlierCells));
  }
}

/** A cell with what counts for it, and nothing else. */
const bare = ({ measure, grain, period, breakdown, key, numerator, denominator }: ExactCell): ExactCell => {
  return { measure, grain, period, breakdown, key, numerator, denominator };
};

function digestOf(authority: string, cells: readonly ExactCell[], after: number): string {
  const hash = createHash('sha256').update(JSON.stringify([authority, after]));
  for (const cell of cells) hash.update(JSON.stringify(Object.values(bare(cell))));
  return hash.digest('base64');
}

function brokenOff({ message }: DisclosureBrokenOff): Problem {
  return new Problem({
    status: 503,
    title: 'It is not known which numbers are small',
    detail: `It could not be worked out what may be shown to the public: ${message}. Nothing was published; ask again.`,
  });
}
