import { formatDay, formatInstant } from '@careledger/calendar';
import { partitionKey, type CaseEvent } from '@careledger/contract';
import { JournalLog } from '@careledger/event-log';
import { ChildBook, isCaseEvent, type Posting } from '@careledger/ledger';
import { NEWEST } from '@careledger/measures';
import { createPool, eventsOfChildren, LEDGER_CHANNEL, LedgerDirectory, type LoggedEvent } from '@careledger/store';
import type { Pool } from 'pg';

/**
 * A ledger for tests: events go into a real log, and are posted one by one with plain SQL. Balances and spans are added up
 * from the postings by SQL too, so that nothing of the projector's arithmetic is taken on trust.
 */
export class MadeLedger {
  private readonly books = new Map<string, ChildBook>();
  private readonly done: number[] = [0, 0];
  private readonly postings: number[] = [0, 0];

  private constructor(
    readonly pool: Pool,
    readonly log: JournalLog,
    private readonly directory: LedgerDirectory,
  ) {}

  /** @param url of an empty database with all tables */
  static async open(url: string): Promise<MadeLedger> {
    const pool = createPool(url, 10);
    const log = await JournalLog.open({ pool, partitions: 2 });
    return new MadeLedger(pool, log, await LedgerDirectory.open(pool));
  }

  async close(): Promise<void> {
    await this.log.close();
    await this.pool.end();
  }

  /** Takes events into the log, each at the instant at which it was recorded (or, live, now). */
  async append(events: readonly CaseEvent[], historical = true): Promise<void> {
    const submissions = events.map((event) => ({ event, payload: JSON.stringify(event) }));
    const outcomes = await this.log.append(submissions, { historical });
    const refused = outcomes.find(({ outcome }) => outcome !== 'accepted');
    if (refused !== undefined) throw new Error(`an event of the test is a ${refused.outcome}`);
  }

  /** Posts whatever the log has and the ledger has not, and tells of it as the projector does. */
  async project(): Promise<void> {
    const { rows: children } = await this.pool.query<{ authority: string; subject: string }>(
      `SELECT DISTINCT payload::jsonb ->> 'authority' AS authority, payload::jsonb ->> 'subject' AS subject FROM event`,
    );
    const events = [...(await eventsOfChildren(this.pool, children)).values()].flat().filter(isCaseEvent);
    const changes: string[] = [];
    for (const partition of [0, 1]) {
      const first = this.postings[partition] as number;
      const new_ = events.filter((event) => event.partition === partition && event.offset >= this.done[partition]!);
      for (const logged of new_.sort((a, b) => a.offset - b.offset)) await this.post(logged);
      this.done[partition]! += new_.length;
      const next = this.postings[partition] as number;
      if (new_.length > 0) changes.push(`${partition}:${next === first ? '-' : `${first}:${next - 1}`}`);
    }
    await this.pool.query(`
      BEGIN;
      TRUNCATE balance, posting_span, projector_position;
      INSERT INTO balance (authority, account, grp, known_month, month, partition, numerator, denominator)
      SELECT p.authority, p.account, g.id, date_trunc('month', p.known_at)::date, date_trunc('month', p.day)::date, p.partition,
             sum(p.numerator), sum(p.denominator)
        FROM posting p JOIN cell c ON c.id = p.cell
        JOIN breakdown_group g ON g.id = 0 OR c.groups ->> g.breakdown = g.key
       GROUP BY 1, 2, 3, 4, 5, 6;
      INSERT INTO posting_span SELECT partition, date_trunc('month', known_at)::date, min(number), max(number) FROM posting GROUP BY 1, 2;
      INSERT INTO projector_position VALUES ('ledger', 0, ${this.done[0]}, ${this.postings[0]}), ('ledger', 1, ${this.done[1]}, ${this.postings[1]});
      ${changes.map((payload) => `NOTIFY ${LEDGER_CHANNEL}, '${payload}';`).join('\n')}
      COMMIT`);
  }

  private async post(logged: LoggedEvent): Promise<void> {
    const { partition, offset, event } = logged;
    const name = partitionKey(event);
    let book = this.books.get(name);
    if (book === undefined) {
      this.books.set(name, (book = ChildBook.open(NEWEST, event.authority, event.subject, offset)));
      await this.pool.query('INSERT INTO child VALUES ($1, $2, $3, $4)', [
        partition,
        offset,
        event.authority,
        event.subject,
      ]);
    }
    const lines: Posting[] = [];
    book.apply(logged, (account, day, cell, numerator, denominator) => {
      lines.push({ account, day, cell, numerator, denominator });
    });
    await this.directory.register(lines.map(({ cell }) => cell));
    for (const { account, day, cell, numerator, denominator } of lines) {
      await this.pool.query(
        `INSERT INTO posting (number, cause, child, known_at, day, numerator, denominator, cell, account, authority, partition, rulebook)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          this.postings[partition]!++,
          offset,
          book.number,
          formatInstant(book.knownAt),
          formatDay(day),
          numerator,
          denominator,
          this.directory.cell(cell)?.id,
          this.directory.accounts[account],
          event.authority,
          partition,
          NEWEST.version,
        ],
      );
    }
  }
}
