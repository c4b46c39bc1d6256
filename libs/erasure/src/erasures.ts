import { randomUUID } from 'node:crypto';
import { controlText, type ErasureGround } from '@careledger/contract';
import { partitionOf, type EventLog } from '@careledger/event-log';
import { Problem } from '@careledger/http-problems';
import { isCaseEvent } from '@careledger/ledger';
import { controlEvent } from '@careledger/repairs';
import { ErasedChildren, keptOfChild, transaction, type ChildName, type ErasedCounts } from '@careledger/store';
import type { Pool } from 'pg';
import { holdsOn, type Hold } from './holds';
import { addErasure, erasureNamed, erasureOf, erasures, erasureToCome, type Erasure, type Page } from './register';

/** A line of the register, with what there is to know before it is carried out. */
export interface ErasureFile {
  readonly erasure: Erasure;
  /** What would go; null where it is gone, or the request was withdrawn. */
  readonly found: Omit<ErasedCounts, 'postings'> | null;
  /** What forbids it. */
  readonly holds: readonly Hold[];
}

/**
 * Takes requests to erase what is kept of a child, and has them carried out: one person asks, another decides. The decision is
 * an event of the log, and the projector carries it out when it comes to it: what was posted is taken back and what the tables
 * hold of the child goes, in one transaction.
 */
export class Erasures {
  private readonly erased: ErasedChildren;

  constructor(
    private readonly log: EventLog,
    private readonly pool: Pool,
  ) {
    this.erased = new ErasedChildren(pool);
  }

  list(page: Page): Promise<{ erasures: Erasure[]; more: boolean }> {
    return erasures(this.pool, page);
  }

  /** @throws Problem 404 */
  async file(id: string): Promise<ErasureFile> {
    return this.fileOf(await erasureNamed(this.pool, id));
  }

  /**
   * Asks for an erasure. Nothing is erased by that.
   * @throws Problem 404 where nothing is kept of the child; 409 where it was erased, or that was asked for, before
   */
  async ask(child: ChildName, ground: ErasureGround, reason: string, by: string): Promise<ErasureFile> {
    const { counts } = await keptOfChild(this.pool, child);
    if (Object.values(counts).every((each) => each === 0)) {
      const before = await erasureOf(this.pool, await this.erased.digestOf(child));
      throw before === undefined ? nothingKept() : erasedBefore(before);
    }
    const id = `erasure-${randomUUID()}`;
    const added = await addErasure(this.pool, { id, ...child, ground, reason, askedBy: by });
    if (added === undefined) throw askedBefore(await erasureToCome(this.pool, child));
    return this.fileOf(added);
  }

  /**
   * Decides that an erasure is carried out; fulfilled once the log has that durably. Sent again it changes nothing.
   * @param by who decides; whoever asked must not, but where nobody has to show who they are (`anybody`)
   * @throws Problem 403 where it is the person who asked; 404; 409 where a hold forbids it, or it was withdrawn
   * @throws LogUnavailable: sent again, it goes on
   */
  async carryOut(id: string, by: string, { anybody = false } = {}): Promise<ErasureFile> {
    const erasure = await transaction(this.pool, async (client) => {
      // No hold is set between the look and the decision.
      await client.query('LOCK TABLE hold IN SHARE MODE');
      const found = await erasureNamed(client, id, { lock: true });
      if (found.state === 'withdrawn') throw wasWithdrawn();
      if (found.state !== 'asked') return found;
      if (found.askedBy === by && !anybody) throw mustBeAnother();
      const holds = await holdsOn(client, nameOf(found));
      if (holds.length > 0) throw isHeld(holds);
      await client.query(
        `UPDATE erasure SET state = 'under-way', decided_at = clock_timestamp(), decided_by = $2 WHERE id = $1`,
        [id, by],
      );
      return erasureNamed(client, id);
    });
    if (erasure.state === 'under-way' && erasure.offset === null) await this.putOnLog(erasure);
    return this.file(id);
  }

  /** Takes a request back before it is carried out. @throws Problem 404; 409 where it is too late */
  async withdraw(id: string, by: string): Promise<ErasureFile> {
    const { rowCount } = await this.pool.query(
      `UPDATE erasure SET state = 'withdrawn', subject = NULL, decided_at = clock_timestamp(), decided_by = $2
        WHERE id = $1 AND state = 'asked'`,
      [id, by],
    );
    const file = await this.file(id);
    if (rowCount === 0 && file.erasure.state !== 'withdrawn') {
      throw conflict('It is too late', 'The erasure was carried out, or is being so: there is no way back.');
    }
    return file;
  }

  /** Lets a child who was erased be sent again: what comes from now on begins a new record. @throws Problem 404; 409 */
  async letIn(id: string, by: string): Promise<ErasureFile> {
    const { rowCount } = await this.pool.query(
      `UPDATE erasure SET digest = NULL, let_in_at = clock_timestamp(), let_in_by = $2
        WHERE id = $1 AND state = 'done' AND digest IS NOT NULL`,
      [id, by],
    );
    const file = await this.file(id);
    if (rowCount === 0 && file.erasure.letInAt === null) {
      throw conflict('It was not carried out', 'Only a child who was erased and is refused since can be let in again.');
    }
    return file;
  }

  private async fileOf(erasure: Erasure): Promise<ErasureFile> {
    if (erasure.subject === null) return { erasure, found: null, holds: [] };
    const child = nameOf(erasure);
    const { counts } = await keptOfChild(this.pool, child);
    return { erasure, found: counts, holds: await holdsOn(this.pool, child) };
  }

  /** The event has the same name and says the same however often it is put there, so that it counts once. */
  private async putOnLog(erasure: Erasure): Promise<void> {
    const child = nameOf(erasure);
    const { events } = await keptOfChild(this.pool, child);
    const first = events.find(isCaseEvent);
    const { id, ground, reason, askedBy, decidedBy } = erasure;
    const name = { authority: child.authority, subject: this.madeUpName(id, child) };
    const control = controlEvent('child-erased', name, id, await this.log.now(), {
      ...(first !== undefined && { child: first.offset }),
      ground,
      askedBy,
      reason,
      by: decidedBy,
    });
    const [outcome] = await this.log.append([{ event: control, payload: controlText(control) }], { historical: false });
    if (outcome?.outcome !== 'accepted') return; // the log has it already; the projector notes where
    await this.pool.query('UPDATE erasure SET partition = $2, "offset" = $3 WHERE id = $1', [
      id,
      outcome.partition,
      outcome.offset,
    ]);
  }

  /** A name that is nobody's, and lies in the partition of the child: the decision must come after the child's events. */
  private madeUpName(id: string, { authority, subject }: ChildName): string {
    const { partitions } = this.log;
    const wanted = partitionOf(`${authority}:${subject}`, partitions);
    for (let n = 0; ; n++) {
      const name = `${id}-${n}`;
      if (partitionOf(`${authority}:${name}`, partitions) === wanted) return name;
    }
  }
}

/** The child of a line that has not been erased. */
function nameOf({ authority, subject }: Erasure): ChildName {
  if (subject === null) throw new Error('an erasure that is to come names its child, and this one does not');
  return { authority, subject };
}

/** What is answered where nothing is kept, and for a sealed child to whoever may not see whose record is sealed. */
export function nothingKept(): Problem {
  return new Problem({
    status: 404,
    title: 'Nothing is kept of such a child',
    detail:
      'Neither event, refusal, dead letter nor reading names a child of that authority and pseudonym. With Kafka, events of the last moments may not be here yet.',
    field: 'child',
    rule: 'must be the pseudonym of a child of whom something is kept',
  });
}

function erasedBefore({ id }: Erasure): Problem {
  return conflict(
    'It was erased before',
    `What was kept of the child has been erased, and nothing has come since: ${id}.`,
  );
}

function askedBefore(before: Erasure | undefined): Problem {
  return conflict(
    'It was asked for before',
    before === undefined ? 'Somebody was quicker. Look again.' : `That erasure is ${before.id}, ${before.state}.`,
  );
}

function wasWithdrawn(): Problem {
  return conflict('It was withdrawn', 'The request was taken back. Ask again, if the child is to be erased after all.');
}

function isHeld(holds: readonly Hold[]): Problem {
  const which = holds.map(({ id, reason }) => `${id} (${reason})`).join(', ');
  return conflict(
    'A hold forbids it',
    `Nothing of this child may be erased: hold ${which}. GET /v1/holds says who set it.`,
  );
}

function mustBeAnother(): Problem {
  return new Problem({
    status: 403,
    title: 'Somebody else must carry it out',
    detail: 'You asked for this erasure. What cannot be taken back takes two people.',
  });
}

const conflict = (title: string, detail: string): Problem => new Problem({ status: 409, title, detail });
