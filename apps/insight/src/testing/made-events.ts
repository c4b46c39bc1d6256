import { parseInstant } from '@careledger/calendar';
import { validateEvent, type CaseEvent, type DataOf, type EventType } from '@careledger/contract';

const FAR_OFF = parseInstant('2040-01-01T00:00:00Z');
let made = 0;

interface About {
  readonly child: string;
  readonly authority?: string;
  readonly id?: string;
  /** When it was recorded; in a historical load also when the log took it. */
  readonly at: string;
}

/** A valid event for a test. Throws where the contract would refuse it. */
export function madeEvent<T extends EventType>(
  type: T,
  { child, authority, id, at }: About,
  data: DataOf<T>,
): CaseEvent {
  const event = {
    specversion: '1.0',
    id: id ?? `e-${++made}`,
    source: '/test/case-system',
    type: `csc.${type}`,
    subject: child,
    authority: authority ?? '841',
    recordedtime: at,
    data,
  };
  const verdict = validateEvent(event, { now: FAR_OFF });
  if ('refusal' in verdict) throw new Error(`${type}: ${verdict.refusal.field} ${verdict.refusal.rule}`);
  return verdict.event;
}
