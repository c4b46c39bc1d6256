import { hash } from 'node:crypto';
import { withClient } from '@careledger/store';
import type { Pool, PoolClient } from 'pg';
import type { ConsumeOptions, Consumer } from './event-log';
import { consumeJournal } from './journal-consumer';
import type { WakeUps } from './journal-wake-ups';
import { backOff, Signal } from './pause';
import { asLogError } from './unavailable';

/** How often a member looks how many share the partitions, and whether one has come free. */
const LOOK_AGAIN_MS = 500;

/** The lock that every member of a group shares; partitions follow from 1 on. */
const MEMBERSHIP = 0;

/**
 * Locks of a session, and so gone with it: a process that dies lets go of its partitions as soon as the server sees its
 * connection end. Where the network is cut the server asks after ten seconds, and gives up ten later.
 */
const ASK_AFTER_THE_OTHER_END = `SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2`;

/** The first number of the group's advisory locks. */
function lockSpace(group: string): number {
  return Buffer.from(hash('sha256', `careledger consumers: ${group}`, 'hex').slice(0, 8), 'hex').readUInt32BE() >>> 1;
}

/**
 * Consumes a fair share of the partitions: with n members each has at most 1/n of them, rounded up, and a member too many
 * stands by. Who holds a partition's lock consumes it.
 */
export function consumeInGroup(
  pool: Pool,
  wakeUps: WakeUps,
  partitions: readonly number[],
  options: ConsumeOptions & { readonly group: string },
): Consumer {
  const member = new GroupMember(pool, wakeUps, partitions, options);
  const done = member.run();
  return {
    stop: async () => {
      member.stop();
      await done;
    },
  };
}

/**
 * Does some work while nobody is a member of the group, and nobody becomes one.
 * @returns whether it was done: not, where there are members
 */
export function aloneInGroup(pool: Pool, group: string, work: () => Promise<void>): Promise<boolean> {
  const space = lockSpace(group);
  return withClient(pool, async (client) => {
    const { rows } = await client.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS alone', [
      space,
      MEMBERSHIP,
    ]);
    if (rows[0]?.alone !== true) return false;
    try {
      await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock($1, $2)', [space, MEMBERSHIP]);
    }
    return true;
  });
}

class GroupMember {
  private readonly space: number;
  private readonly held = new Map<number, Consumer>();
  private readonly stopping = new Signal();
  /** What was last told of. */
  private told: string | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly wakeUps: WakeUps,
    private readonly partitions: readonly number[],
    private readonly options: ConsumeOptions & { readonly group: string },
  ) {
    this.space = lockSpace(options.group);
  }

  stop(): void {
    this.stopping.raise();
  }

  async run(): Promise<void> {
    for (let failures = 0; !this.isStopping;) {
      const client = await this.pool.connect().catch((error: unknown) => this.report(error));
      if (client !== undefined) {
        const lost = new Signal();
        client.on('error', () => lost.raise());
        client.on('end', () => lost.raise());
        try {
          await client.query(ASK_AFTER_THE_OTHER_END);
          failures = 0;
          await this.takePart(client, lost);
        } catch (error) {
          this.report(error);
        }
        // Another may have what we held by now. That does no harm: who finds the position elsewhere stores nothing.
        await this.letGoOf([...this.held.keys()]);
        client.release(true); // and with the session its locks
      }
      if (!this.isStopping) await this.stopping.after(0, backOff(++failures));
    }
  }

  private get isStopping(): boolean {
    return this.stopping.version > 0;
  }

  /** Takes and gives partitions until the session is lost or it is time to stop. */
  private async takePart(client: PoolClient, lost: Signal): Promise<void> {
    let isMember = false;
    while (!this.isStopping && lost.version === 0) {
      isMember ||= await this.join(client);
      if (isMember) await this.balance(client);
      await Promise.race([this.stopping.after(0, LOOK_AGAIN_MS), lost.after(0, LOOK_AGAIN_MS)]);
    }
  }

  private async join(client: PoolClient): Promise<boolean> {
    const { rows } = await client.query<{ joined: boolean }>('SELECT pg_try_advisory_lock_shared($1, $2) AS joined', [
      this.space,
      MEMBERSHIP,
    ]);
    return rows[0]?.joined === true;
  }

  private async balance(client: PoolClient): Promise<void> {
    const share = Math.ceil(this.partitions.length / Math.max(1, await this.members(client)));
    const tooMany = [...this.held.keys()].slice(share);
    await this.letGoOf(tooMany);
    for (const partition of tooMany)
      await client.query('SELECT pg_advisory_unlock($1, $2)', [this.space, partition + 1]);
    for (const partition of this.partitions) {
      if (this.held.size >= share || this.isStopping) break;
      if (this.held.has(partition) || tooMany.includes(partition)) continue;
      await this.take(client, partition);
    }
    this.tell();
  }

  private async members(client: PoolClient): Promise<number> {
    const { rows } = await client.query<{ members: number }>({
      name: 'group-members',
      text: `SELECT count(*) AS members FROM pg_locks
              WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND classid = $1::bigint::oid AND objid = $2::bigint::oid AND objsubid = 2 AND granted`,
      values: [this.space, MEMBERSHIP],
    });
    return rows[0]?.members ?? 1;
  }

  private async take(client: PoolClient, partition: number): Promise<void> {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS taken', [
      this.space,
      partition + 1,
    ]);
    if (rows[0]?.taken !== true) return;
    this.held.set(partition, consumeJournal(this.pool, this.wakeUps, [partition], this.options));
  }

  /** Fulfilled once the batches under way in these partitions are done. */
  private async letGoOf(partitions: readonly number[]): Promise<void> {
    if (partitions.length === 0) return;
    await Promise.all(partitions.map(async (partition) => this.held.get(partition)?.stop()));
    for (const partition of partitions) this.held.delete(partition);
    this.tell();
  }

  /** Once for each change, and for the first time also where there is nothing to have. */
  private tell(): void {
    const partitions = [...this.held.keys()].sort((a, b) => a - b);
    const news = partitions.join();
    if (news === this.told) return;
    this.told = news;
    this.options.onPartitions?.(partitions);
  }

  private report(error: unknown): undefined {
    this.options.onFailure?.(asLogError(error), undefined);
  }
}
