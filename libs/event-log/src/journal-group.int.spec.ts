import { createPool } from '@careledger/store';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { aloneInGroup } from './journal-group';
import { JournalLog } from './journal-log';
import type { Consumer } from './event-log';

const GROUP = 'testers';
const PARTITIONS = 5;

/** A consumer in the group, with a log of its own, as another process has it. */
class Member {
  has: readonly number[] | undefined;
  told = 0;
  private constructor(
    readonly pool: Pool,
    private readonly log: JournalLog,
  ) {}
  private consumer: Consumer | undefined;

  static async join(url: string): Promise<Member> {
    const pool = createPool(url, 12);
    const member = new Member(pool, await JournalLog.open({ pool, partitions: PARTITIONS }));
    member.consumer = member.log.consume({
      group: GROUP,
      from: () => Promise.resolve(0),
      onBatch: () => Promise.resolve(),
      onPartitions: (partitions) => {
        member.has = partitions;
        member.told++;
      },
    });
    return member;
  }
  async leave(): Promise<void> {
    await this.consumer?.stop();
    await this.log.close();
    await this.pool.end();
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const late = Date.now() + 15_000; !(await holds());) {
    if (Date.now() > late) throw new Error('not within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a group on the journal', () => {
  let database: TestDatabase;
  const members: Member[] = [];
  const join = async (): Promise<Member> => {
    const member = await Member.join(database.url);
    members.push(member);
    return member;
  };
  const counts = (): string => members.map(({ has }) => has?.length ?? 0).join(' ');
  /** Whether each partition is somebody's. */
  const isWhole = (): boolean => {
    const held = members.flatMap(({ has }) => has ?? []);
    return held.length === PARTITIONS && new Set(held).size === PARTITIONS;
  };

  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(async () => {
    await Promise.all(members.splice(0).map((member) => member.leave()));
    await database.drop();
  });

  it('shares the partitions fairly, whoever comes and goes; one too many stands by', async () => {
    const first = await join();
    await until(() => first.has?.length === PARTITIONS);
    await join();
    await until(() => counts() === '3 2' && isWhole());
    await Promise.all([join(), join(), join(), join()]);
    await until(() => counts().split(' ').sort().join('') === '011111' && isWhole());
    const standingBy = members.find(({ has }) => has?.length === 0);
    const told = standingBy?.told;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(standingBy?.told).toBe(told);
    await members.shift()?.leave();
    await until(() => counts() === '1 1 1 1 1' && isWhole());
    await Promise.all(members.splice(0, 4).map((member) => member.leave()));
    await until(() => counts() === '5');
  });

  it('goes on after its session was cut, and tells only of changes', async () => {
    const member = await join();
    await until(() => member.has?.length === PARTITIONS);
    const { told } = member;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(member.told).toBe(told);
    const admin = createPool(database.url, 1);
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()`,
    );
    await admin.end();
    await until(() => member.told > told && member.has?.length === PARTITIONS);
  });

  it('lets somebody work alone only while it is empty', async () => {
    const pool = createPool(database.url, 2);
    let done = 0;
    const work = (): Promise<void> => Promise.resolve(void done++);
    expect(await aloneInGroup(pool, GROUP, work)).toBe(true);
    const member = await join();
    await until(() => member.has?.length === PARTITIONS);
    expect(await aloneInGroup(pool, GROUP, work)).toBe(false);
    expect(await aloneInGroup(pool, 'another group', work)).toBe(true);
    expect(done).toBe(2);
    await pool.end();
  });
});
