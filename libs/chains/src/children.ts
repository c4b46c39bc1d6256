import type { ClientBase } from 'pg';
import type { SeenEvents } from './events';
import type { Findings } from './finding';

/**
 * Holds the children of a partition against its events: a child's number is the offset of its first event, and whose that is stands in the event.
 * Of children whose first event is erased nothing can be said.
 * @param projectedTo the position of the ledger: children whose first event comes after it have no row yet
 */
export async function verifyChildren(
  client: ClientBase,
  { partition, projectedTo }: { readonly partition: number; readonly projectedTo: number },
  { firsts, erased }: SeenEvents,
  findings: Findings,
): Promise<void> {
  const { rows } = await client.query<{ child: number; name: string }>(
    `SELECT child, lpad(authority::text, 3, '0') || ':' || subject AS name FROM child WHERE partition = $1 ORDER BY child`,
    [partition],
  );
  const find = (child: number, what: string): void => findings.add('child', partition, `child ${child}`, what);
  const names = new Map<number, string>();
  for (const [name, offset] of firsts) if (offset < projectedTo) names.set(offset, name);
  const erasedBefore = new Set<string>();
  for (const { child, name } of rows) {
    const right = names.get(child);
    if (right === name) names.delete(child);
    else if (erased.has(child)) erasedBefore.add(name);
    else if (right === undefined)
      find(child, 'No child has its first event there: the row was added, or its number changed.');
    else {
      find(child, 'The child that the row names is not the one whom its first event is about: the row was changed.');
      names.delete(child);
    }
  }
  for (const [child, name] of names) {
    if (!erasedBefore.has(name)) find(child, 'The row is missing: a child has its first event at this offset.');
  }
}
