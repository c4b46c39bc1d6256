import { formatInstant, type Instant } from '@careledger/calendar';
import {
  CONTROL_PREFIX,
  CONTROL_SOURCE,
  isValidControl,
  validateEvent,
  type CaseEvent,
  type ControlEvent,
  type ControlType,
} from '@careledger/contract';
import type { EventLog } from '@careledger/event-log';
import { Problem } from '@careledger/http-problems';
import type { ChildName } from './parked-file';

/** The event, if the contract takes it. @throws Problem 422 that names the field of it and the rule */
export async function validCaseEvent(log: EventLog, value: unknown): Promise<CaseEvent> {
  const validation = validateEvent(value, { now: await log.now() });
  if ('event' in validation) return validation.event;
  throw refusedEvent(validation.refusal.field, validation.refusal.rule);
}

/** A control event as the log takes it. @throws Error where it is not to the letter of its definition */
export function controlEvent(
  type: ControlType,
  child: ChildName,
  id: string,
  now: Instant,
  data: object,
): ControlEvent {
  const event: unknown = {
    type: `${CONTROL_PREFIX}${type}`,
    specversion: '1.0',
    id,
    source: CONTROL_SOURCE,
    authority: child.authority,
    subject: child.subject,
    time: formatInstant(now),
    data,
  };
  if (isValidControl(event)) return event;
  throw new Error(`a control event of type ${type} was made that does not follow its definition`);
}

/** A text as one line of limited length. */
export function printable(text: string, length: number): string {
  const line = text.replace(/[\u0000-\u001F\u007F-\u009F]+/g, ' ').trim();
  return line === '' ? 'unknown' : line.slice(0, length);
}

/** The problem of an event whose name another one has. */
export function idReused(): Problem {
  return new Problem({
    status: 409,
    title: 'The id is taken',
    detail: 'The log has another event of that source and id. Give the corrected event an id of its own.',
    field: 'event.id',
    rule: 'must be one that no other event has',
  });
}

/** The problem of an event that the contract refuses. */
export function refusedEvent(field: string, rule: string): Problem {
  const name = field === '' ? 'event' : `event.${field}`;
  return new Problem({ status: 422, title: 'The event is refused', detail: `${name} ${rule}.`, field: name, rule });
}
