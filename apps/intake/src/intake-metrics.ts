import { EVENT_TYPES, TYPE_PREFIX } from '@careledger/contract';
import { common } from '@careledger/service';
import { Counter } from 'prom-client';

/** What became of an event that was sent. */
export type Result = 'accepted' | 'duplicate' | 'refused';

const NO_TYPE = 'unknown';
const known = new Set<unknown>(EVENT_TYPES.map((type) => TYPE_PREFIX + type));

const events = common('careledger_intake_events_total', (name) => {
  return new Counter({ name, help: 'Events that were sent to the intake', labelNames: ['type', 'result'] });
});

/** The type to count an event under: what is no type of the contract could be anything, and goes into no label. */
export function countedType(type: unknown): string {
  return known.has(type) ? (type as string) : NO_TYPE;
}

/** Counts an event in the common registry of Prometheus. */
export function countEvent(type: string, result: Result): void {
  events.inc({ type, result });
}
