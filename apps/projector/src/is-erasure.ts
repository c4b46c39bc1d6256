import { CONTROL_PREFIX, type ControlOf } from '@careledger/contract';
import type { Logged, LoggedControl } from '@careledger/store';

/** The decision of the log to erase a child. */
export interface Erasure extends LoggedControl {
  readonly event: ControlOf<'child-erased'>;
}

const CHILD_ERASED = `${CONTROL_PREFIX}child-erased`;

export function isErasure(logged: Logged): logged is Erasure {
  return logged.event.type === CHILD_ERASED;
}
