import { courseOf } from '@careledger/ledger';
import { eventsOfChildren } from '@careledger/store';
import type { Pool } from 'pg';

/** How many events of each of these parked children wait, in their order. Events beyond the projector's position wait too. */
export async function waitingEvents(
  pool: Pool,
  children: readonly { readonly authority: string; readonly child: string; readonly since: number }[],
): Promise<number[]> {
  const names = children.map(({ authority, child: subject }) => ({ authority, subject }));
  const found = await eventsOfChildren(pool, names);
  return children.map(({ authority, child, since }) => {
    return courseOf(found.get(`${authority}:${child}`) ?? [], { parkedSince: since }).waiting.length;
  });
}
