import type { EntityKind, EventType } from '@careledger/contract';
import { recordedAt } from '../engine/return-year';
import type { Fact, Source } from '../engine/source';

/** The fields of an event as a row gives them. */
export type ListData = Readonly<Record<string, string | number | boolean>>;

/** A row of a list: the event that it is. */
export interface ListRow {
  readonly type: EventType;
  readonly entity: EntityKind | 'child';
  readonly entityId: string;
  readonly data: ListData;
}

export type ListRows = { readonly rows: ListRow };

const BETWEEN_VERSIONS = 1000;

/**
 * Lists of events, one type a list, filed by the financial year of what a row tells of. What an ended year's row says was recorded when a
 * return of that year speaks; what the running year's says, when it was imported.
 */
export const LISTS: Source<ListRows> = {
  name: 'list',
  system: 'lists',
  tables: ['rows'],
  naturalKeys: { rows: 'id or date' },
  recordedAt(year, version, firstVersion, now) {
    const ended = recordedAt(year, version);
    return ended <= now ? ended : now + (version - firstVersion) * BETWEEN_VERSIONS;
  },
  sound: (returns) => ({ returns, findings: [] }),
  /** Of rows that tell the same of the same the one of the list that was imported last counts. */
  factsAsOf(returns, { year }) {
    const facts = new Map<string, Fact>();
    for (const each of [...returns.keys()].sort((a, b) => a - b)) {
      if (each > year) continue;
      for (const { row, origin } of returns.get(each)?.rows.values() ?? []) {
        // The contract checked the data when the row was read.
        if (row !== null) facts.set(`${row.type} ${row.entityId}`, { ...row, origin } as unknown as Fact);
      }
    }
    return { facts: [...facts.values()], findings: [] };
  },
};
