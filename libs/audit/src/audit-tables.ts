import { firstDayOf, formatDay, formatInstant, type Day, type Instant } from '@careledger/calendar';
import type { Groups } from '@careledger/measures';
import { transaction } from '@careledger/store';
import type { ClientBase, Pool } from 'pg';
import {
  AUDIT_COLUMNS,
  auditOf,
  type AuditRow,
  type KeptAudit,
  type KeptDifference,
  type KeptSampleEntry,
  type PostingBehind,
  type SampleOutcome,
  type SampleResult,
} from './kept-audit';
import type { AuditScope } from './question';
import type { AuditResult } from './result';
import type { SampledEntry } from './sample';
import type { EntryDifference } from './slice-result';

/** What was given out of an audit. */
export interface KeptEvidence {
  /** sha256 of the manifest, in hexadecimal. */
  readonly manifest: string;
  readonly madeBy: string;
  readonly madeAt: Instant;
}

/** The tables of the audits. */
export class AuditTables {
  constructor(private readonly pool: Pool) {}

  /** Keeps what is asked for. @returns its id; undefined where so many wait already that no more are taken */
  async add(scope: Omit<AuditScope, 'today'>, by: string, mostWaiting: number): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ id: string }>(
      `INSERT INTO audit (authority, first_month, last_month, known_at, sample_size, sample_seed, asked_by, state)
       SELECT $1, $2, $3, $4, $5, $6, $7, 'queued' WHERE (SELECT count(*) FROM audit WHERE state = 'queued') < $8
       RETURNING id`,
      [
        Number(scope.authority),
        formatDay(firstDayOf(scope.from)),
        formatDay(firstDayOf(scope.to)),
        formatInstant(scope.knownAt),
        scope.sample?.size ?? 0,
        scope.sample?.seed ?? '',
        by,
        mostWaiting,
      ],
    );
    return rows[0]?.id;
  }

  /** An audit with what it found; undefined where there is none of that id. */
  async find(id: string): Promise<KeptAudit | undefined> {
    const { rows } = await this.pool.query<AuditRow>(`SELECT ${AUDIT_COLUMNS}, result FROM audit WHERE id = $1`, [id]);
    return rows[0] && auditOf(rows[0]);
  }

  /** The audits of an authority, the last one first; without what they found. */
  async list(authority: string, limit: number): Promise<KeptAudit[]> {
    const { rows } = await this.pool.query<AuditRow>(
      `SELECT ${AUDIT_COLUMNS} FROM audit WHERE authority = $1 ORDER BY asked_at DESC, id LIMIT $2`,
      [Number(authority), limit],
    );
    return rows.map(auditOf);
  }

  /** Takes the audit that has waited longest; undefined where none waits. @param worker the lock that is held meanwhile */
  async claim(worker: number): Promise<KeptAudit | undefined> {
    const { rows } = await this.pool.query<AuditRow>(
      `UPDATE audit SET state = 'running', worker = $1, attempts = attempts + 1, started_at = clock_timestamp(), problem = NULL
        WHERE id = (SELECT id FROM audit WHERE state = 'queued' ORDER BY asked_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING ${AUDIT_COLUMNS}`,
      [worker],
    );
    return rows[0] && auditOf(rows[0]);
  }

  /** Audits that are said to run, with the lock of who runs them. */
  async running(): Promise<{ readonly id: string; readonly worker: number }[]> {
    const { rows } = await this.pool.query<{ id: string; worker: number }>(
      `SELECT id, worker FROM audit WHERE state = 'running'`,
    );
    return rows;
  }

  async note(id: string, stage: string, eventsDone: number, eventsTotal: number): Promise<void> {
    await this.pool.query(
      `UPDATE audit SET stage = $2, events_done = $3, events_total = $4 WHERE id = $1 AND state = 'running'`,
      [id, stage, eventsDone, eventsTotal],
    );
  }

  /** Puts an audit that was cut off back among those that wait; after the last attempt it is interrupted for good. */
  async cutOff(id: string, worker: number, mostAttempts: number, why: string): Promise<void> {
    await this.pool.query(
      `UPDATE audit
          SET state = CASE WHEN attempts < $3 THEN 'queued' ELSE 'interrupted' END,
              ended_at = CASE WHEN attempts < $3 THEN NULL ELSE clock_timestamp() END,
              problem = $4, worker = NULL, stage = '', events_done = 0
        WHERE id = $1 AND worker = $2 AND state = 'running'`,
      [id, worker, mostAttempts, why],
    );
  }

  async fail(id: string, worker: number, why: string): Promise<void> {
    await this.pool.query(
      `UPDATE audit SET state = 'failed', ended_at = clock_timestamp(), problem = $3, worker = NULL, stage = ''
        WHERE id = $1 AND worker = $2 AND state = 'running'`,
      [id, worker, why],
    );
  }

  /** Keeps what an audit found: all of it at once. */
  async finish(id: string, worker: number, { summary, differences, sample }: AuditResult): Promise<void> {
    await transaction(this.pool, async (client) => {
      const { rowCount } = await client.query(
        `UPDATE audit SET state = 'done', ended_at = clock_timestamp(), result = $3, is_equal = $4, worker = NULL, stage = ''
          WHERE id = $1 AND worker = $2 AND state = 'running'`,
        [id, worker, JSON.stringify(summary), summary.isEqual],
      );
      if (rowCount !== 1) throw new Error('the audit was taken out of the hands of this process meanwhile');
      await addDifferences(client, id, differences);
      await addSample(client, id, sample);
    });
  }

  async differences(id: string, limit: number): Promise<KeptDifference[]> {
    const { rows } = await this.pool.query<DifferenceRow>(
      `SELECT number, partition, child, subject, measure, stream, day, groups, ledger_numerator, ledger_denominator,
              replay_numerator, replay_denominator, postings
         FROM audit_difference WHERE audit = $1 ORDER BY number LIMIT $2`,
      [id, limit],
    );
    return rows.map((row) => ({
      number: row.number,
      partition: row.partition,
      child: row.child,
      subject: row.subject,
      measure: row.measure,
      stream: row.stream,
      day: row.day,
      groups: row.groups,
      ledger: { numerator: row.ledger_numerator, denominator: row.ledger_denominator },
      replay: { numerator: row.replay_numerator, denominator: row.replay_denominator },
      postings: row.postings,
    }));
  }

  async sample(id: string): Promise<KeptSampleEntry[]> {
    const { rows } = await this.pool.query<Omit<KeptSampleEntry, 'results'>>(
      `SELECT number, partition, child, subject, measure, stream, day, groups, numerator, denominator, sources
         FROM audit_sample WHERE audit = $1 ORDER BY number`,
      [id],
    );
    const { rows: results } = await this.pool.query<SampleResult & { number: number }>(
      `SELECT number, result, note, recorded_by AS "recordedBy", recorded_at AS "recordedAt"
         FROM audit_sample_result WHERE audit = $1 ORDER BY number, version`,
      [id],
    );
    return rows.map((row) => ({
      ...row,
      results: results
        .filter(({ number }) => number === row.number)
        .map(({ result, note, recordedBy, recordedAt }) => ({ result, note, recordedBy, recordedAt })),
    }));
  }

  /** Keeps what came of an entry. @returns whether there is such an entry */
  async record(id: string, number: number, result: SampleOutcome, note: string, by: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `INSERT INTO audit_sample_result (audit, number, version, result, note, recorded_by)
       SELECT s.audit, s.number, (SELECT count(*) + 1 FROM audit_sample_result r WHERE r.audit = s.audit AND r.number = s.number),
              $3, $4, $5
         FROM audit_sample s WHERE s.audit = $1 AND s.number = $2`,
      [id, number, result, note, by],
    );
    return rowCount === 1;
  }

  /** Keeps the digest of a manifest that is given out. */
  async noteEvidence(id: string, manifest: string, by: string): Promise<void> {
    await this.pool.query(
      `INSERT INTO audit_evidence (audit, manifest, made_by) VALUES ($1, decode($2, 'hex'), $3) ON CONFLICT DO NOTHING`,
      [id, manifest, by],
    );
  }

  async evidence(id: string): Promise<KeptEvidence[]> {
    const { rows } = await this.pool.query<KeptEvidence>(
      `SELECT encode(manifest, 'hex') AS manifest, made_by AS "madeBy", made_at AS "madeAt"
         FROM audit_evidence WHERE audit = $1 ORDER BY made_at`,
      [id],
    );
    return rows;
  }
}

interface DifferenceRow {
  readonly number: number;
  readonly partition: number;
  readonly child: number;
  readonly subject: string | null;
  readonly measure: string;
  readonly stream: string;
  readonly day: Day;
  readonly groups: Groups;
  readonly ledger_numerator: number;
  readonly ledger_denominator: number;
  readonly replay_numerator: number;
  readonly replay_denominator: number;
  readonly postings: readonly PostingBehind[];
}

async function addDifferences(client: ClientBase, id: string, differences: readonly EntryDifference[]): Promise<void> {
  await client.query(
    `INSERT INTO audit_difference
     SELECT $1, d.* FROM json_to_recordset($2) AS d(number integer, partition smallint, child bigint, subject text, measure text,
            stream text, day date, groups jsonb, ledger_numerator bigint, ledger_denominator bigint,
            replay_numerator bigint, replay_denominator bigint, postings jsonb)`,
    [
      id,
      JSON.stringify(
        differences.map(({ day, ledger, replay, ...rest }, i) => ({
          number: i + 1,
          ...rest,
          day: formatDay(day),
          ledger_numerator: ledger.numerator,
          ledger_denominator: ledger.denominator,
          replay_numerator: replay.numerator,
          replay_denominator: replay.denominator,
        })),
      ),
    ],
  );
}

async function addSample(client: ClientBase, id: string, sample: readonly SampledEntry[]): Promise<void> {
  await client.query(
    `INSERT INTO audit_sample
     SELECT $1, s.* FROM json_to_recordset($2) AS s(number integer, partition smallint, child bigint, subject text, measure text,
            stream text, day date, groups jsonb, numerator integer, denominator integer, sources jsonb)`,
    [id, JSON.stringify(sample.map(({ day, ...rest }, i) => ({ number: i + 1, ...rest, day: formatDay(day) })))],
  );
}
