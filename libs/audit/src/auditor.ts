import { randomInt } from 'node:crypto';
import type { Today } from '@careledger/config';
import { failureText } from '@careledger/logging';
import { withClient } from '@careledger/store';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { AuditTables } from './audit-tables';
import type { KeptAudit } from './kept-audit';
import { runAudit, type AuditMeans, type Progress } from './run-audit';
import { AuditBrokenOff } from './workers';

/** Locks of audits that run: whoever can take one knows that its audit does not run any more. */
const LOCKS = 0x61_75_64_69; // 'audi'
const NOTE_EVERY_MS = 500;
/** Audits that were asked for through another process are found by looking. */
const LOOK_EVERY_MS = 3_000;
/** An audit that was cut off is begun again once. */
const ATTEMPTS = 2;

export interface AuditorMeans extends Pick<
  AuditMeans,
  'pool' | 'databaseUrl' | 'populations' | 'isFinalAt' | 'compareTopic' | 'processes' | 'eventsASlice'
> {
  readonly today: Today;
  readonly logger: { warn(message: string): void };
}

/**
 * Runs the audits that wait, one after the other. What waits is in the database: an audit that was cut off, with its process or
 * by a stop, is begun again by the next auditor that starts; nothing of it is left anywhere else.
 */
export class Auditor implements OnApplicationBootstrap, OnModuleDestroy {
  private working: Promise<void> | undefined;
  private readonly stopping = new AbortController();
  private again = false;
  private looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly tables: AuditTables,
    private readonly means: AuditorMeans,
  ) {}

  /** Looks for audits that wait, if it is not at work already. */
  wake(): void {
    this.again = true;
    this.working ??= this.work()
      .catch((error: unknown) => this.means.logger.warn(`Audits wait: ${failureText(error)}`))
      .finally(() => (this.working = undefined));
  }

  onApplicationBootstrap(): void {
    this.wake();
    this.looking = setInterval(() => this.wake(), LOOK_EVERY_MS);
    this.looking.unref();
  }

  /** Breaks off what is under way; fulfilled once that is noted. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.looking);
    this.stopping.abort();
    await this.working;
  }

  private async work(): Promise<void> {
    while (this.again && !this.stopping.signal.aborted) {
      this.again = false;
      while (await this.one());
    }
  }

  /** Runs the audit that has waited longest. @returns whether there was one */
  private one(): Promise<boolean> {
    const { pool } = this.means;
    return withClient(pool, async (client) => {
      await this.sweep(client);
      const worker = randomInt(1, 0x7fff_ffff);
      // Before the claim: whoever finds it claimed is to find the lock taken.
      await client.query('SELECT pg_advisory_lock($1, $2)', [LOCKS, worker]);
      try {
        if (this.stopping.signal.aborted) return false;
        const audit = await this.tables.claim(worker);
        if (audit === undefined) return false;
        await this.run(audit, worker);
        return true;
      } finally {
        await client.query('SELECT pg_advisory_unlock($1, $2)', [LOCKS, worker]);
      }
    });
  }

  /** Takes notice of audits whose process is gone. */
  private async sweep(client: ClientBase): Promise<void> {
    for (const { id, worker } of await this.tables.running()) {
      const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS free', [
        LOCKS,
        worker,
      ]);
      if (rows[0]?.free !== true) continue;
      await this.tables.cutOff(id, worker, ATTEMPTS, 'the process in which it ran ended');
      await client.query('SELECT pg_advisory_unlock($1, $2)', [LOCKS, worker]);
    }
  }

  private async run(audit: KeptAudit, worker: number): Promise<void> {
    const { id, authority, from, to, knownAt, sample } = audit;
    const { today, ...means } = this.means;
    const notes = new Notes(this.tables, id);
    try {
      const result = await runAudit(
        { authority, from, to, knownAt, sample, today: today.today() },
        { ...means, onProgress: (progress) => notes.take(progress), signal: this.stopping.signal },
      );
      await notes.settled();
      await this.tables.finish(id, worker, result);
    } catch (error) {
      await notes.settled();
      if (this.stopping.signal.aborted) {
        return this.tables.cutOff(id, worker, ATTEMPTS, 'the program was stopped while it ran');
      }
      const why = error instanceof AuditBrokenOff ? error.message : failureText(error);
      means.logger.warn(`An audit failed: ${why}`);
      await this.tables.fail(id, worker, why);
    }
  }
}

/** Notes how far an audit is: no more often than anybody looks, and one note at a time. */
class Notes {
  private writing: Promise<void> | undefined;
  private lastAt = 0;
  private lastStage = '';

  constructor(
    private readonly tables: AuditTables,
    private readonly id: string,
  ) {}

  take({ stage, eventsDone, eventsTotal }: Progress): void {
    const now = performance.now();
    if (this.writing !== undefined || (stage === this.lastStage && now - this.lastAt < NOTE_EVERY_MS)) return;
    this.lastAt = now;
    this.lastStage = stage;
    this.writing = this.tables
      .note(this.id, stage, eventsDone, eventsTotal)
      // How far it is matters to nobody once it is over.
      .catch(() => undefined)
      .finally(() => (this.writing = undefined));
  }

  async settled(): Promise<void> {
    await this.writing;
  }
}
