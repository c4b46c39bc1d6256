import { CONTROL_PREFIX, controlText, type CaseEvent } from '@careledger/contract';
import type { EventLog } from '@careledger/event-log';
import { Problem } from '@careledger/http-problems';
import { discardedBy, isCaseEvent, type Act } from '@careledger/ledger';
import { controlEvent, idReused, printable, refusedEvent, validCaseEvent } from './control-event';
import type { ChildName, ParkedFile, ParkedFiles, Parking } from './parked-file';

/** What somebody decides about a parked child. */
export type Decision =
  | { readonly what: 'release'; readonly reason: string; readonly by: string }
  | { readonly what: 'discard'; readonly offset: number; readonly reason: string; readonly by: string }
  | {
      readonly what: 'correct';
      readonly offset: number;
      readonly event: unknown;
      readonly reason: string;
      readonly by: string;
    };

/** Where the log has an act. It is carried out when the projector comes to it. */
export interface Decided {
  readonly id: string;
  readonly position: { readonly partition: number; readonly offset: number };
  /** Whether the log had it already: who sends the same again learns where it is. */
  readonly duplicate: boolean;
}

const TYPES = { release: 'child-released', discard: 'event-discarded', correct: 'event-corrected' } as const;

/** Puts what operators decide about parked children on the log, if it can be carried out. */
export class Acts {
  constructor(
    private readonly log: EventLog,
    private readonly files: ParkedFiles,
  ) {}

  /**
   * Takes a decision; fulfilled once the log has it durably.
   * @throws Problem 404 where the child is not parked or has no such event; 409 where somebody else has decided meanwhile,
   *   or the event does not wait; 422 where the event that is to stand in its place is refused
   * @throws LogUnavailable
   */
  async decide(child: ChildName, decision: Decision): Promise<Decided> {
    const file = await this.files.fileOf(child);
    const last = file.acts.at(-1);
    if ((file.parking === undefined || file.isUnderWay) && last !== undefined && isTheSame(last, decision)) {
      return decidedAt(last, true);
    }
    const { parking, replacement } = await this.checked(file, decision);
    if (replacement !== undefined) await this.takeIn(replacement);
    const id = `parked-${parking.partition}-${parking.since}-${last === undefined ? 'first' : `after-${last.offset}`}`;
    const control = controlEvent(TYPES[decision.what], child, id, await this.log.now(), {
      ...(decision.what !== 'release' && { offset: decision.offset }),
      ...(replacement !== undefined && { replacement: { source: replacement.source, id: replacement.id } }),
      since: parking.since,
      fault: printable(parking.reason, 1_000),
      ...(last !== undefined && { after: last.offset }),
      reason: decision.reason,
      by: decision.by,
    });
    const [outcome] = await this.log.append([{ event: control, payload: controlText(control) }], { historical: false });
    if (outcome?.outcome === 'accepted') {
      const { partition, offset } = outcome;
      return { id, position: { partition, offset }, duplicate: false };
    }
    // Somebody was quicker: with the same decision, or with another.
    const now = (await this.files.fileOf(child)).acts.find(({ event }) => event.id === id);
    if (now !== undefined && isTheSame(now, decision)) return decidedAt(now, true);
    throw underWay();
  }

  /**
   * Looks whether a decision could be taken now, and takes none. That another event has the id of the one that is to stand in
   * a place is only found as it is taken in.
   * @throws Problem as `decide`
   */
  async check(child: ChildName, decision: Decision): Promise<void> {
    await this.checked(await this.files.fileOf(child), decision);
  }

  private async checked(file: ParkedFile, decision: Decision): Promise<{ parking: Parking; replacement?: CaseEvent }> {
    const { parking, isUnderWay } = file;
    if (parking === undefined) throw notParked();
    if (isUnderWay) throw underWay();
    if (decision.what !== 'release') mustWait(file, decision.offset);
    if (decision.what !== 'correct') return { parking };
    return { parking, replacement: await this.validFor(file, decision.offset, decision.event) };
  }

  /** The event that is to stand in another's place. @throws Problem 409, 422 */
  private async validFor({ child, items }: ParkedFile, offset: number, value: unknown): Promise<CaseEvent> {
    const event = await validCaseEvent(this.log, value);
    for (const name of ['authority', 'subject'] as const) {
      if (event[name] !== child[name]) throw refusedEvent(name, 'must be that of the parked child');
    }
    // The event itself, sent again, would stand in its own place.
    const faulty = items.find((item) => item.offset === offset)?.event;
    if (faulty?.id === event.id && faulty.source === event.source) throw idReused();
    return event;
  }

  /** Takes it in. It waits with the others until the act, which comes next. */
  private async takeIn(event: CaseEvent): Promise<void> {
    const submission = { event, payload: JSON.stringify(event) };
    const [outcome] = await this.log.append([submission], { historical: false });
    if (outcome?.outcome === 'id-reused') throw idReused();
  }
}

function mustWait({ waiting, items }: ParkedFile, offset: number): void {
  if (waiting.some((event) => event.offset === offset)) return;
  const there = items.find((item) => item.offset === offset);
  if (there === undefined || !isCaseEvent(there)) {
    throw new Problem({
      status: 404,
      title: 'There is no such event',
      detail: `The child has no event at offset ${offset}. GET the child to see which events wait.`,
      field: 'offset',
      rule: 'must be that of an event that waits',
    });
  }
  throw new Problem({
    status: 409,
    title: 'The event does not wait',
    detail:
      'It is in the figures, or was discarded before. What is in the figures only its emitter can take back: ' +
      'by a correction, or by csc.record.retracted.',
    field: 'offset',
    rule: 'must be that of an event that waits',
  });
}

function isTheSame({ event: { type, data }, ...act }: Act, decision: Decision): boolean {
  const offset = decision.what === 'release' ? undefined : decision.offset;
  return (
    type === `${CONTROL_PREFIX}${TYPES[decision.what]}` &&
    data.reason === decision.reason &&
    data.by === decision.by &&
    discardedBy({ event: { type, data }, ...act } as Act) === offset
  );
}

const decidedAt = ({ partition, offset, event: { id } }: Act, duplicate: boolean): Decided => ({
  id,
  position: { partition, offset },
  duplicate,
});

/** What is answered for a child that never was parked, that there is not, or that is sealed to whoever asks. */
export function notParked(): Problem {
  return new Problem({
    status: 404,
    title: 'The child is not parked',
    detail:
      'No event of a child of that authority and pseudonym waits. GET /v1/parked lists the children that are parked.',
    field: 'child',
    rule: 'must be the pseudonym of a parked child',
  });
}

function underWay(): Problem {
  return new Problem({
    status: 409,
    title: 'Somebody has decided already',
    detail: 'Another decision about this child is being carried out. Look at the child again, and then decide.',
  });
}
