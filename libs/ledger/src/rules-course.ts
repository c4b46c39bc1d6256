import type { Instant } from '@careledger/calendar';
import { isControl, type ControlOf } from '@careledger/contract';
import type { Logged, LoggedControl } from '@careledger/record';

/** A new rulebook comes into force in a partition. */
export interface Activation extends LoggedControl {
  readonly event: ControlOf<'rulebook-activated'>;
}

/** Whether it brings a rulebook into force. Whether it counts is for `RulesCourse` to say. */
export function isActivation(logged: Logged): logged is Activation {
  return isControl(logged.event) && 'replaces' in logged.event.data;
}

/**
 * Which rulebook is in force at which place of one partition. It follows from the log: the rulebook that the ledger begins
 * with, and the activations in their order. One that names no later rulebook than that in force counts for nothing: so
 * who sends the same twice, or works the ledger out anew under the newest, changes nothing by it.
 */
export class RulesCourse {
  private readonly counting: Activation[] = [];

  /** @param beginning the version of the rulebook that the ledger begins with */
  constructor(readonly beginning: number) {}

  /** The activations that count, in the order of the log. */
  get activations(): readonly Activation[] {
    return this.counting;
  }

  /** Takes notice of the activations among these; they follow on those noted before, of which copies are passed over. */
  note(items: Iterable<Logged>): void {
    for (const logged of items) {
      if (!isActivation(logged)) continue;
      const last = this.counting.at(-1);
      if (last !== undefined && logged.offset <= last.offset) continue;
      if (logged.event.data.version > (last?.event.data.version ?? this.beginning)) this.counting.push(logged);
    }
  }

  /** The version in force before an offset: the one that an event there is applied under. */
  before(offset: number): number {
    return this.lastBefore(offset)?.event.data.version ?? this.beginning;
  }

  /** The instant before which nothing becomes known that stands at an offset or later; -Infinity where there is none. */
  floorAt(offset: number): Instant {
    return this.lastBefore(offset)?.appendedAt ?? -Infinity;
  }

  /** The version in force as known at an instant, before an offset. */
  knownAt(instant: Instant, offset = Infinity): number {
    const known = this.counting.findLast((one) => one.offset < offset && one.appendedAt <= instant);
    return known?.event.data.version ?? this.beginning;
  }

  /** The course as it was before an offset: what lies ahead is not in it. */
  upTo(offset: number): RulesCourse {
    const before = new RulesCourse(this.beginning);
    before.note(this.counting.filter((activation) => activation.offset < offset));
    return before;
  }

  private lastBefore(offset: number): Activation | undefined {
    return this.counting.length === 0 ? undefined : this.counting.findLast((one) => one.offset < offset);
  }
}
