import type { Day } from '@careledger/calendar';
import { obligations, type Obligation } from '@careledger/due';
import type { ChildRecord, StandingEvent } from '../../children/child-reader';
import { dayOf } from './spells';

/** What a child's page shows. */
export interface ChildPageState {
  readonly authority: string;
  readonly subject: string;
  readonly today: Day;
  readonly record: ChildRecord;
  /** How many events were on pages before this one. */
  readonly skipped: number;
  /** The child in the case system. */
  readonly caseSystem: string | undefined;
}

/** All deadlines that have begun to run, the one that fell due last first. */
export function obligationsOf({ record, today }: ChildPageState): Obligation[] {
  return obligations(record.child)
    .filter(({ from }) => from <= today)
    .sort((a, b) => b.due - a.due);
}

/** All events of the record, the latest day first; those about no day last. */
export function eventsOf({ record }: ChildPageState): {
  readonly day: Day | undefined;
  readonly entity: string;
  readonly event: StandingEvent;
}[] {
  return record.entities
    .flatMap(({ kind, id, events }) => events.map((event) => ({ day: dayOf(event), entity: `${kind} ${id}`, event })))
    .sort((a, b) => (b.day ?? -Infinity) - (a.day ?? -Infinity) || b.event.recordedAt - a.event.recordedAt);
}
