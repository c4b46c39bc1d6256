import { partitionKey } from '@careledger/contract';
import type { Logged } from '@careledger/event-log';
import { anyErased, childrenToErase, ErasedChildren, type ChildName } from '@careledger/store';
import type { Pool } from 'pg';
import { isErasure, type Erasure } from './is-erasure';

/** Of one partition: whom the erasures of a batch are about, and which of its children were erased before. */
export class ErasuresOfPartition {
  private any = false;
  private readonly erased: ErasedChildren;
  private orders = new Map<string, ChildName>();
  private gone = new Set<string>();

  constructor(
    private readonly pool: Pool,
    private readonly partition: number,
  ) {
    this.erased = new ErasedChildren(pool);
  }

  /** Reads anew whether anybody was erased. */
  async read(): Promise<void> {
    this.any = await anyErased(this.pool, this.partition);
  }

  /** Takes notice of the erasures among these. */
  async note(batch: readonly Logged[]): Promise<void> {
    this.gone.clear();
    this.orders.clear();
    const controls = batch.filter(isErasure).map(({ event: { id, data } }) => ({ id, child: data.child }));
    if (controls.length === 0) return;
    this.orders = await childrenToErase(this.pool, this.partition, controls);
  }

  /** Finds out which of these children, who have no book, were erased. */
  async lookFor(children: ReadonlyMap<string, ChildName>): Promise<void> {
    if (!this.any || children.size === 0) return;
    this.gone = new Set(
      await this.erased.among([...children].map(([, { authority, subject }]) => ({ authority, subject }))),
    );
  }

  /** The children whom this batch erases. */
  toErase(): Iterable<ChildName> {
    return this.orders.values();
  }

  /** Whom an erasure is about; undefined where the child is gone already. */
  childOf({ event: { id } }: Erasure): ChildName | undefined {
    return this.orders.get(id);
  }

  /** What is worked on together with the events of a child: an erasure bears another name. */
  nameOf(logged: Logged): string {
    const child = isErasure(logged) ? this.childOf(logged) : undefined;
    return partitionKey(child ?? logged.event);
  }

  /** Whether a child was erased before this place. */
  isGone(child: string): boolean {
    return this.gone.has(child);
  }

  /** A child is erased: what comes of it from now on counts for nothing. */
  done(child: string): void {
    this.any = true;
    this.gone.add(child);
  }
}
