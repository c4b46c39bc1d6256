import { formatInstant, type Instant } from '@careledger/calendar';
import {
  CONTROL_PREFIX,
  CONTROL_SOURCE,
  controlText,
  eventIn,
  NO_CHILD,
  type CaseEvent,
  type ControlEvent,
  type ControlType,
} from '@careledger/contract';
import { JournalLog, subjectIn } from '@careledger/event-log';
import { ChildBook } from '@careledger/ledger';
import { RULEBOOKS, type Rulebook } from '@careledger/measures';
import { createPool, emptyLedger, LedgerDirectory } from '@careledger/store';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { LedgerCommits } from '../ledger-commits';
import { LedgerProjection, type BatchReport } from '../ledger-projection';

const AUTHORITY = '841';

/** What an act says beside who and why. */
interface ActData {
  readonly since: number;
  readonly after?: number | undefined;
  readonly offset?: number;
  readonly replacement?: { readonly source: string; readonly id: string };
}

/** A log of one partition in a database of its own, projected by hand; and events that cannot be applied while it is said so. */
export class PlayedLog {
  /** Ids of the events that cannot be applied: a fault of the program that is put right when they are taken out. */
  readonly faulty = new Set<string>();
  /** The log's clock; undefined where it is the real one. */
  private instant: Instant | undefined;
  private serial = 0;
  private projection: LedgerProjection;

  private constructor(
    private readonly database: TestDatabase,
    readonly pool: Pool,
    readonly log: JournalLog,
    private readonly directory: LedgerDirectory,
  ) {
    this.projection = new LedgerProjection(pool, directory, 0, new LedgerCommits(pool));
    const { faulty } = this;
    const apply = Reflect.get<ChildBook, 'apply'>(ChildBook.prototype, 'apply');
    jest.spyOn(ChildBook.prototype, 'apply').mockImplementation(function (this: ChildBook, logged, post) {
      apply.call(this, logged, post);
      if (faulty.has(logged.event.id)) throw new RangeError('a fault of the test');
    });
  }

  /** @param rulebooks those that the projector knows; the ledger begins with the first of them */
  static async open(rulebooks: readonly Rulebook[] = RULEBOOKS): Promise<PlayedLog> {
    const database = await freshDatabase();
    const pool = createPool(database.url, 6);
    const clock = (): Instant => played.instant ?? Date.now() * 1000;
    const log = await JournalLog.open({ pool, partitions: 1, clock });
    await pool.query(`INSERT INTO deployment VALUES ('rulebook', $1)`, [rulebooks[0]?.version]);
    const played: PlayedLog = new PlayedLog(database, pool, log, await LedgerDirectory.open(pool, rulebooks));
    return played;
  }

  async close(): Promise<void> {
    jest.restoreAllMocks();
    await this.log.close();
    await this.pool.end();
    await this.database.drop();
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  /** Sets the log's clock to an instant, or a microsecond on where it is there already. Returns where it stands. */
  setClock(instant: Instant): Instant {
    return (this.instant = Math.max((this.instant ?? -1) + 1, instant));
  }

  /** Takes an event as it is into the log, if it is not there yet. */
  async take(event: CaseEvent, historical = false): Promise<void> {
    await this.log.append([{ event, payload: JSON.stringify(event) }], { historical });
  }

  /** Takes an event into the log. Returns its offset. */
  event(type: string, subject: string, data: object, id = `e-${++this.serial}`): Promise<number> {
    const event = caseEvent(type, subject, data, id);
    return this.append(event, JSON.stringify(event));
  }

  /** Takes an event into the log that is known since it was recorded. Returns its offset. */
  historical(type: string, subject: string, data: object): Promise<number> {
    const event = caseEvent(type, subject, data, `e-${++this.serial}`);
    return this.append(event, JSON.stringify(event), true);
  }

  /** Takes an act into the log. Returns its offset. */
  async act(type: ControlType, subject: string, data: ActData, authority = AUTHORITY): Promise<number> {
    const event = {
      type: `${CONTROL_PREFIX}${type}`,
      specversion: '1.0',
      // An erasure is called as in the register, and names no child.
      id: type === 'child-erased' ? subject : `act-${++this.serial}`,
      source: CONTROL_SOURCE,
      authority,
      subject,
      time: formatInstant(await this.log.now()),
      data: { fault: 'RangeError: a fault of the test', reason: 'of the test', by: 'tester', ...data },
    } as ControlEvent;
    return this.append(event, controlText(event));
  }

  /** Activates a rulebook. Returns the offset of the control event. */
  async activate(version: number, replaces = version - 1): Promise<number> {
    const event = {
      type: `${CONTROL_PREFIX}rulebook-activated`,
      specversion: '1.0',
      id: `rulebook-${version}`,
      source: CONTROL_SOURCE,
      authority: NO_CHILD.authority,
      subject: subjectIn(0, 1, NO_CHILD),
      time: formatInstant(await this.log.now()),
      data: { version, replaces, reason: 'of the test', by: 'tester' },
    } as ControlEvent;
    return this.append(event, controlText(event));
  }

  /** Asks for the erasure of a child, and takes it into the log. Returns its offset. */
  async erase(subject: string, child: number | undefined, authority = AUTHORITY): Promise<number> {
    const id = `erasure-${++this.serial}`;
    const said = { ground: 'objection', reason: 'of the test', askedBy: 'one' };
    await this.pool.query(
      `INSERT INTO erasure (id, authority, subject, ground, reason, asked_by, state) VALUES ($1, $2, $3, $4, $5, $6, 'under-way')`,
      [id, authority, subject, said.ground, said.reason, said.askedBy],
    );
    return this.act(
      'child-erased',
      id,
      { ...(child !== undefined && { child }), ...said, by: 'another' } as never,
      authority,
    );
  }

  private async append(event: CaseEvent | ControlEvent, payload: string, historical = false): Promise<number> {
    const [outcome] = await this.log.append([{ event, payload }], { historical });
    if (outcome?.outcome !== 'accepted') throw new Error(`an event of the test is a ${outcome?.outcome}`);
    return outcome.offset;
  }

  /**
   * Projects what the log has and the ledger has not, in batches of at most that many, each by a projector that has nothing in
   * memory. Returns what each batch did.
   */
  async project(batch = 1_000): Promise<BatchReport[]> {
    return this.projectFrom(() => this.projection.nextOffset(), batch);
  }

  /** The same by a projector that goes on with what it has in memory. */
  async goOn(batch = 1_000): Promise<BatchReport[]> {
    const { rows } = await this.pool.query<{ next: number }>('SELECT next_offset AS next FROM projector_position');
    let next = rows[0]?.next ?? 0;
    return this.projectFrom(
      () => next,
      batch,
      (upTo) => (next = upTo),
    );
  }

  private async projectFrom(
    begin: () => Promise<number> | number,
    batch: number,
    onDone: (next: number) => void = () => undefined,
  ): Promise<BatchReport[]> {
    const reports: BatchReport[] = [];
    for (;;) {
      const next = await begin();
      const { rows } = await this.pool.query<{ offset: number; appendedAt: number; payload: string | null }>(
        `SELECT "offset", appended_at AS "appendedAt", payload FROM event WHERE "offset" >= $1 ORDER BY "offset" LIMIT $2`,
        [next, batch],
      );
      if (rows.length === 0) return reports;
      const events = rows.flatMap(({ payload, ...place }) => {
        return payload === null ? [] : [{ partition: 0, ...place, event: eventIn(payload) }];
      });
      reports.push(await this.projection.apply({ partition: 0, events, next: next + rows.length }));
      onDone(next + rows.length);
    }
  }

  /** Works ahead for the next rulebook until there is no more to do. Returns for how many children it is worked out. */
  async prepare(): Promise<number> {
    for (let slices = 0; slices < 1_000; slices++) {
      const { ready, more } = await this.projection.prepare();
      if (!more) return ready;
    }
    throw new Error('Nothing was projected since the restart, or there is no end of it.');
  }

  /** A projector that has just been started, with nothing in memory. */
  restart(): void {
    this.projection = new LedgerProjection(this.pool, this.directory, 0, new LedgerCommits(this.pool));
  }

  /** Works everything out anew, as `--work-out-anew` does. */
  async projectAnew(batch = 1_000): Promise<void> {
    await emptyLedger(this.pool);
    this.restart();
    await this.project(batch);
  }

  /** Every posting, word for word. */
  async postings(): Promise<Record<string, unknown>[]> {
    const { rows } = await this.pool.query<Record<string, unknown>>('SELECT * FROM posting ORDER BY number');
    return rows;
  }

  async children(): Promise<Record<string, unknown>[]> {
    const { rows } = await this.pool.query<Record<string, unknown>>('SELECT * FROM child ORDER BY child');
    return rows;
  }

  async parked(): Promise<{ subject: string; since: number; reason: string }[]> {
    const { rows } = await this.pool.query<{ subject: string; since: number; reason: string }>(
      'SELECT subject, since, reason FROM parked_child ORDER BY subject',
    );
    return rows;
  }
}

function caseEvent(type: string, subject: string, data: object, id: string): CaseEvent {
  return {
    specversion: '1.0',
    id,
    source: '/test/case-system',
    type: `csc.${type}`,
    subject,
    authority: AUTHORITY,
    recordedtime: '2020-06-01T09:00:00Z',
    data,
  } as CaseEvent;
}
