import { partitionKey } from '@careledger/contract';
import type { Logged } from '@careledger/event-log';
import { actAfter, addAct, isCaseEvent, type Act } from '@careledger/ledger';
import type { Pool } from 'pg';

/** Why a child's events wait. */
export interface Parked {
  /** Offset of the first event that waits. */
  readonly since: number;
  readonly reason: string;
}

/**
 * Of one partition: the children whose events wait, and what operators have decided about them. An act says from which
 * event on its child had been waiting; acts that lie ahead are known too, where the event store has them already. So in a
 * replay a child waits where it waited, even if this program could apply the event.
 */
export class ParkedChildren {
  private readonly parked = new Map<string, Parked>();
  private readonly acts = new Map<string, Act[]>();
  private nextControl = 0;

  constructor(
    private readonly pool: Pool,
    private readonly partition: number,
  ) {}

  /**
   * Reads anew who is parked, and all acts.
   * @param controls the control events of the partition
   */
  async read(controls: readonly Logged[]): Promise<void> {
    this.parked.clear();
    this.acts.clear();
    this.nextControl = 0;
    const { rows } = await this.pool.query<Parked & { name: string }>(
      `SELECT lpad(authority::text, 3, '0') || ':' || subject AS name, since, reason FROM parked_child WHERE partition = $1`,
      [this.partition],
    );
    for (const { name, since, reason } of rows) this.parked.set(name, { since, reason });
    this.note(controls);
  }

  /** Takes notice of the control events among these. */
  note(items: readonly Logged[]): void {
    for (const logged of items) {
      if (isCaseEvent(logged) || logged.offset < this.nextControl) continue;
      this.nextControl = logged.offset + 1;
      const name = partitionKey(logged.event);
      const acts = this.acts.get(name) ?? [];
      addAct(acts, logged);
      if (acts.length > 0) this.acts.set(name, acts);
    }
  }

  /** Whether anybody is parked, or was. */
  get any(): boolean {
    return this.parked.size > 0 || this.acts.size > 0;
  }

  /** Why a child's events wait; undefined where they do not. */
  whyParked(child: string): Parked | undefined {
    return this.parked.get(child);
  }

  park(child: string, why: Parked): void {
    this.parked.set(child, why);
  }

  release(child: string): void {
    this.parked.delete(child);
  }

  /** The child is erased, and with it what was decided about it. */
  forget(child: string): void {
    this.parked.delete(child);
    this.acts.delete(child);
  }

  /** All acts on a child that are known, in the order of the log. */
  actsOn(child: string): readonly Act[] {
    return this.acts.get(child) ?? [];
  }

  /**
   * Why an event of a child that is not parked, or an activated rulebook, waits all the same: because the next act says that it did.
   * @param place how far the log has been worked through
   */
  waitsByTheLog(child: string, offset: number, place: number): Parked | undefined {
    if (this.acts.size === 0) return undefined;
    const next = actAfter(this.actsOn(child), place);
    if (next === undefined || offset < next.event.data.since) return undefined;
    return { since: offset, reason: next.event.data.fault };
  }
}
