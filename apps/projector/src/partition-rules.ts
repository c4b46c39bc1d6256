import type { Instant } from '@careledger/calendar';
import { RulesCourse, type Activation } from '@careledger/ledger';
import { rulebookNumbered, type Rulebook } from '@careledger/measures';
import { readRulebooks, type Logged } from '@careledger/store';
import type { Pool } from 'pg';

/** Which rulebook is in force where in a partition, as far as this program has them. */
export class PartitionRules {
  private course: RulesCourse;
  /** The one that was asked for last: mostly it is the next one that is asked for too. */
  private last: Rulebook | undefined;

  /** @param rulebooks those that this program knows */
  constructor(
    private readonly pool: Pool,
    private readonly partition: number,
    private readonly rulebooks: readonly Rulebook[],
  ) {
    this.course = new RulesCourse(0);
  }

  /** Reads anew what the ledger begins with, and all activations that the event store has. */
  async read(): Promise<void> {
    this.course = (await readRulebooks(this.pool, { rulebooks: this.rulebooks })).of(this.partition);
  }

  /** Takes notice of the activations among these. */
  note(items: readonly Logged[]): void {
    this.course.note(items);
  }

  /** The activations that count, those ahead included. */
  get activations(): readonly Activation[] {
    return this.course.activations;
  }

  /** The course before an offset, as `courseOf` takes it; undefined where no rulebook was ever activated. */
  courseUpTo(offset: number): RulesCourse | undefined {
    return this.activations.length === 0 ? undefined : this.course.upTo(offset);
  }

  /** The rulebook under which an event at an offset is applied. @throws UnknownRulebook */
  before(offset: number): Rulebook {
    return this.named(this.course.before(offset));
  }

  /** The rulebook that an activation brings into force. @throws UnknownRulebook */
  broughtBy({ event }: Activation): Rulebook {
    return this.named(event.data.version);
  }

  /** The instant before which nothing becomes known that stands at an offset or later. */
  floorAt(offset: number): Instant {
    return this.course.floorAt(offset);
  }

  private named(version: number): Rulebook {
    if (this.last?.version !== version) this.last = rulebookNumbered(this.rulebooks, version);
    return this.last;
  }
}
