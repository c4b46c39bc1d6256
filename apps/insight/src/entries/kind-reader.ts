import type { Instant } from '@careledger/calendar';
import { eventsOfChildren, type Positions } from '@careledger/store';
import type { ClientBase } from 'pg';
import { causesAt } from './causes';
import { parkedAmong } from './events-of-record';
import { eventsToldOf, kindOfControl, type KindOfCause } from './kinds-of-cause';

/** What moved a figure, as far as its postings say. */
export interface Caused {
  readonly partition: number;
  /** Offset of the event. */
  readonly cause: number;
  readonly subject: string;
  readonly known_at: Instant;
}

/** The cause of a posting and its kind. */
export interface ToldCause {
  /** Null where it has been erased. */
  readonly id: string | null;
  readonly type: string | null;
  /** Whether it came by a historical load; null where it has been erased. */
  readonly historical: boolean | null;
  readonly kind: KindOfCause;
}

/**
 * Tells of what kind the causes of postings are, compared with what was known at an instant.
 * @param position what is projected
 */
export async function kindsOf(
  client: ClientBase,
  authority: string,
  caused: readonly Caused[],
  { since, position }: { readonly since: Instant; readonly position: Positions },
): Promise<(one: Caused) => ToldCause> {
  const children = [...new Set(caused.map(({ subject }) => subject))].map((subject) => ({ authority, subject }));
  const parked = await parkedAmong(client, children);
  const told = new Map(
    [...(await eventsOfChildren(client, children, { before: position }))].map(([name, items]) => [
      name,
      eventsToldOf(items, parked.get(name)?.since),
    ]),
  );
  const inRecord = ({ subject, cause }: Caused) => told.get(`${authority}:${subject}`)?.get(cause);
  const others = caused
    .filter((one) => inRecord(one) === undefined)
    .map(({ partition, cause }) => ({ partition, offset: cause }));
  const causeAt = await causesAt(client, others);
  return (one) => {
    const event = inRecord(one);
    const control = event === undefined ? causeAt({ partition: one.partition, offset: one.cause }) : undefined;
    const { id, type, historical } = event ?? { id: null, type: null, historical: null, ...control };
    const ofControl = kindOfControl(control?.type);
    // Known by then, and yet not part of the figure of then: it was loaded behind the position.
    const kind = ofControl ?? (one.known_at <= since ? 'historical-load' : (event?.kind ?? 'erased-event'));
    return { id, type, historical, kind };
  };
}
