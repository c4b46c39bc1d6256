/** Law 4: what is taken back leaves nothing behind. */
import { eventTypeOf, EVENTS, type CaseEvent, type EntityKind } from '@careledger/contract';
import { formatInstant, parseInstant } from '@careledger/calendar';
import type { LoggedCaseEvent } from '../histories';
import type { Law } from './law';
import { LedgerInMemory } from './ledger-in-memory';
import { Sums } from './sums';

/** A retraction of each entity of each child, recorded and taken after everything else. */
function retractions(history: readonly LoggedCaseEvent[]): LoggedCaseEvent[] {
  const last = Math.max(
    ...history.map(({ appendedAt, event }) =>
      event.recordedtime === undefined ? appendedAt : Math.max(appendedAt, parseInstant(event.recordedtime)),
    ),
  );
  const entities = new Map<string, readonly [CaseEvent, EntityKind, string]>();
  for (const { event } of history) {
    if (event.type === 'csc.child.described' || event.type === 'csc.record.retracted') continue;
    const kind = EVENTS[eventTypeOf(event)].entity as EntityKind;
    entities.set(JSON.stringify([event.authority, event.subject, kind, event.data.id]), [event, kind, event.data.id]);
  }
  const next = Math.max(...history.map(({ offset }) => offset)) + 1;
  return [...entities.values()].map(([{ authority, subject }, entity, id], i) => ({
    partition: 0,
    offset: next + i,
    appendedAt: last + i,
    event: {
      specversion: '1.0',
      id: `retraction-${i}`,
      source: '/laws',
      type: 'csc.record.retracted',
      authority,
      subject,
      recordedtime: formatInstant(last),
      data: { entity, id },
    },
  }));
}

export const retractingEverythingLeavesNothing: Law = {
  name: 'retracting everything',
  says: 'When everything about every child is retracted, the postings of each account add up to nothing on every day.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history) {
    const ledger = LedgerInMemory.of(engine, history);
    ledger.take(retractions(history));
    return Sums.of(engine, ledger.lines).isNotNothing(this.says);
  },
};
