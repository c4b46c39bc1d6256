import type { Instant } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
import { actsAmong, courseOf, type Act } from '@careledger/ledger';
import { eventsOfChildren, LEDGER_CONSUMER, transaction, type Logged } from '@careledger/store';
import type { Pool } from 'pg';

export interface ChildName {
  readonly authority: string;
  readonly subject: string;
}

/** Why a child's events wait. */
export interface Parking {
  readonly partition: number;
  /** Offset of the event that could not be applied. */
  readonly since: number;
  readonly reason: string;
  readonly parkedAt: Instant;
}

/** All that there is to know of a child that is parked, or was. */
export interface ParkedFile {
  readonly child: ChildName;
  /** Undefined where the child is not parked. */
  readonly parking: Parking | undefined;
  /** The events that wait, in the order of the log; none where the child is not parked. */
  readonly waiting: readonly (Omit<Logged, 'event'> & { readonly event: CaseEvent })[];
  /** What was decided about it, the last one last. */
  readonly acts: readonly Act[];
  /** Whether the last act is in the log and not carried out yet. */
  readonly isUnderWay: boolean;
  /** All that the log has of the child, in its order. */
  readonly items: readonly Logged[];
}

/** Reads the files of parked children. */
export class ParkedFiles {
  constructor(private readonly pool: Pool) {}

  /** What there is to know of a child, at one point of time. */
  async fileOf(child: ChildName): Promise<ParkedFile> {
    const { authority, subject } = child;
    return transaction(this.pool, async (client) => {
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const { rows } = await client.query<Parking & { readonly projected: number }>(
        `SELECT partition, since, reason, parked_at AS "parkedAt"
           FROM parked_child WHERE authority = $1 AND subject = $2`,
        [Number(authority), subject],
      );
      const parking = rows[0];
      const found = await eventsOfChildren(client, [child]);
      const items = found.get(`${authority}:${subject}`) ?? [];
      const acts = actsAmong(items);
      const last = acts.at(-1);
      const isUnderWay = last !== undefined && last.offset >= (await this.projected(client, last.partition));
      const waiting = parking === undefined ? [] : courseOf(items, { parkedSince: parking.since }).waiting;
      return { child, parking, waiting, acts, isUnderWay, items };
    });
  }

  private async projected(client: Pick<Pool, 'query'>, partition: number): Promise<number> {
    const { rows } = await client.query<{ next: number }>(
      'SELECT next_offset AS next FROM projector_position WHERE consumer = $1 AND partition = $2',
      [LEDGER_CONSUMER, partition],
    );
    return rows[0]?.next ?? 0;
  }
}
