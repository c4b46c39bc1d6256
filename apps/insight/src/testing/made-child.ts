import { parseInstant } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
import { Child } from '@careledger/record';

/** A record made of events that the log took as they were recorded. For tests. */
export function madeChild(...events: readonly CaseEvent[]): Child {
  const logged = events.map((event, offset) => ({
    partition: 0,
    offset,
    appendedAt: parseInstant(event.recordedtime as string),
    event,
  }));
  return Child.of('841', 'ada-00000001', logged);
}
