import type { Pool } from 'pg';
import { OURS } from '../program-database';

/** What sessions of the projectors waited for, in looks that were taken all along. */
export interface Waits {
  readonly looks: number;
  /** Sessions that were seen waiting for a lock that another projector held, one in each look counted. */
  readonly forAnother: number;
  /** The same where the lock was held by a session of the same projector, or of nobody that could be seen. */
  readonly forItself: number;
  /** Locks not granted, by what they are about and the statement that waited. */
  readonly locks: Readonly<Record<string, number>>;
  /** What sessions at work were seen waiting for, whatever it was. */
  readonly events: Readonly<Record<string, number>>;
}

interface Look {
  readonly projected: number;
  readonly events: readonly string[];
  readonly locks: readonly { readonly who: string; readonly what: string; readonly holders: readonly string[] }[];
}

/** Projectors are told apart by the name of their sessions. */
const LOOK = `
  WITH active AS (
    SELECT pid, application_name, wait_event_type, wait_event, query FROM pg_stat_activity
     WHERE datname = current_database() AND state = 'active' AND application_name <> '${OURS}')
  SELECT (SELECT coalesce(sum(next_offset), 0)::bigint FROM projector_position) AS projected,
         (SELECT coalesce(json_agg(coalesce(wait_event_type || ': ' || wait_event, 'the processor')), '[]') FROM active) AS events,
         (SELECT coalesce(json_agg(json_build_object(
                   'who', application_name,
                   'what', l.locktype || ' in "' || left(regexp_replace(query, '\\s+', ' ', 'g'), 50) || '"',
                   'holders', (SELECT coalesce(json_agg(h.application_name), '[]') FROM pg_stat_activity h
                                WHERE h.pid = ANY (pg_blocking_pids(active.pid))))), '[]')
            FROM active JOIN pg_locks l USING (pid) WHERE NOT l.granted) AS locks`;

/** Looks at the sessions of a database again and again. */
export class LockWatch {
  private looks = 0;
  private forAnother = 0;
  private forItself = 0;
  private readonly locks = new Map<string, number>();
  private readonly events = new Map<string, number>();

  constructor(private readonly pool: Pool) {}

  /** @returns how many records of the topic are in the figures */
  async look(): Promise<number> {
    const { rows } = await this.pool.query<Look>({ name: 'look', text: LOOK });
    const { projected = 0, events = [], locks = [] } = rows[0] ?? {};
    this.looks++;
    for (const event of events) add(this.events, event);
    for (const { who, what, holders } of locks) {
      add(this.locks, what);
      if (holders.some((holder) => holder !== who)) this.forAnother++;
      else this.forItself++;
    }
    return projected;
  }

  get waits(): Waits {
    const { looks, forAnother, forItself } = this;
    return { looks, forAnother, forItself, locks: byCount(this.locks), events: byCount(this.events) };
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function byCount(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
