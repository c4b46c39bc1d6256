import type { Instant } from '@careledger/calendar';
import { newestOf, rulebookNumbered, RULEBOOKS, type Rulebook } from '@careledger/measures';
import { readRulebooks, type Positions } from '@careledger/store';
import type { Pool } from 'pg';
import { positionIn } from './snapshot';

/** Which rulebook the figures are by. Where the program knows but one, nothing is asked. */
export class RulesInForce {
  /** @param rulebooks those that the program knows, the newest last */
  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    readonly rulebooks: readonly Rulebook[] = RULEBOOKS,
  ) {}

  /**
   * The rulebook of the figures: the newest that is in force at the position, or was as known at an instant.
   * @throws UnknownRulebook where the program does not have it
   */
  async rulebook(knownAt: Instant = Infinity): Promise<Rulebook> {
    if (this.rulebooks.length === 1) return newestOf(this.rulebooks);
    const position = await positionIn(this.pool);
    const { beginning, of } = await readRulebooks(this.pool, { rulebooks: this.rulebooks, before: position });
    const versions = Object.keys(position).map((partition) => of(Number(partition)).knownAt(knownAt));
    return rulebookNumbered(this.rulebooks, Math.max(beginning, ...versions));
  }

  /** The rulebooks of the partitions in one look at the database; undefined where none can have been activated. */
  async courses(client: Pick<Pool, 'query'>, position: Positions) {
    if (this.rulebooks.length === 1) return undefined;
    return readRulebooks(client, { rulebooks: this.rulebooks, before: position });
  }
}
