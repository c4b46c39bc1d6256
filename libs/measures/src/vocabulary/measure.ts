import type { Day } from '@careledger/calendar';
import type { Child, Standing, View } from '@careledger/record';
import type { Groups } from './cells';
import type { Entries } from './entries';

export type Grain = 'month' | 'quarter' | 'year' | 'ytd' | 'rolling-12m';
export const GRAINS: readonly Grain[] = ['month', 'quarter', 'year', 'ytd', 'rolling-12m'];

/** A stream of entries. In `flow` a period's figure is the sum of what is dated in it; in all others, of all up to T. */
export type Stream = 'flow' | 'level' | 'month' | 'quarter' | 'year' | 'rolling-12m';

/** One stream of one measure: what the ledger posts to. */
export interface Account {
  readonly measure: string;
  readonly stream: Stream;
  readonly entries: View<Entries>;
}

/** One line of what makes a figure up: a unit of a flow, or a child of whom a state holds. */
export interface Contribution {
  /** Of a flow the unit's date; of a state the day since which it has been as it is. */
  readonly date: Day;
  readonly numerator: number;
  readonly denominator: number;
  readonly groups: Groups;
  /** The events that it is made of, as they stand. */
  readonly sources: readonly Standing[];
}

/** A period: all of its days up to `to`, which is the last of them or today. */
export interface Period {
  readonly grain: Grain;
  readonly from: Day;
  readonly to: Day;
}

/** What the catalogue says of a measure. */
export interface Description {
  /** Its id in the catalogue. */
  readonly id: string;
  readonly title: string;
  /** The question in English. */
  readonly asks: string;
  /** The row of the catalogue: who counts, on which date, when the numerator does. */
  readonly definition: string;
  /** Its codes in the two reports. */
  readonly codes?: readonly string[];
  /** Offered as a rate per 10,000 children too. */
  readonly rate?: boolean;
  /** What decides in which period something counts, in words: "the day the assessment was completed". */
  readonly decidedBy: string;
  /** Choices made where the definition leaves something open. */
  readonly notes?: readonly string[];
  /** What the rule leaves out or cannot see: what nobody should take the figure for. */
  readonly limits: readonly string[];
  /** Worked examples: events of a child, and the figure of certain days. Tests run them. */
  readonly worked: string;
}

export interface Measure extends Description {
  readonly kind: 'flow' | 'stock' | 'distinct';
  readonly shape: 'count' | 'percent' | 'mean';
  readonly breakdowns: readonly string[];
  readonly accounts: readonly Account[];
  /** A mean over the keys of a breakdown (children a worker): the denominator is the number of keys with a sum above 0. */
  readonly meanOver?: string;
  /**
   * Breakdowns of the numerator alone: the figure of a key is its numerator over the denominator of the whole, and a key
   * that has none is no group.
   */
  readonly sharesOfWhole?: readonly string[];
  /** What one child contributes to the figure of a period. */
  contributions(child: Child, period: Period): Contribution[];
}

/** What made something so: an item of the record, several, or a way to find them (only gone when somebody asks). */
export type Evidence = { readonly events: readonly Standing[] } | readonly Evidence[] | (() => Evidence) | undefined;

/** The events of the evidence, each once. */
export function eventsOf(...evidence: Evidence[]): Standing[] {
  const found = new Set<Standing>();
  const gather = (some: Evidence): void => {
    if (some === undefined) return;
    if (typeof some === 'function') gather(some());
    else if ('events' in some) some.events.forEach((event) => found.add(event));
    else some.forEach(gather);
  };
  gather(evidence);
  return [...found];
}
