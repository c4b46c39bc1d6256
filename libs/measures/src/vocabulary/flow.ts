import type { Day } from '@careledger/calendar';
import { view, type Child } from '@careledger/record';
import { groupsOf, UNKNOWN, within, type Cell } from './cells';
import { EntrySheet, NO_ENTRIES } from './entries';
import { eventsOf, type Contribution, type Description, type Evidence, type Measure, type Period } from './measure';
import { cellOn, profile, PROFILE_BREAKDOWNS } from './profile';
import type { Timeline } from './timeline';

interface FlowDefinition<U extends Exclude<Evidence, undefined>> extends Description {
  /** The units of a child, counted or not. */
  readonly each: (child: Child) => readonly U[];
  /** The date that decides the period; a unit without it does not count. */
  readonly on: (unit: U) => Day | undefined;
  /** Of a percentage: whether the unit counts in the numerator. Without it the measure is a count of units. */
  readonly counts?: (unit: U, child: Child) => boolean;
  /** Of a mean: what the unit adds to the numerator; a unit without it is left out. */
  readonly amount?: (unit: U, child: Child) => number | undefined;
  /** Breakdowns of its own, beside those of the child. */
  readonly by?: Readonly<Record<string, (unit: U) => string | boolean | undefined>>;
  /** What else the numerator rests on, for the list of sources. */
  readonly because?: (unit: U, child: Child) => Evidence;
}

/** A flow: each unit carries a date, and a period's figure is the sum over the units dated in it. */
export function flow<U extends Exclude<Evidence, undefined>>(definition: FlowDefinition<U>): Measure {
  const { each, on, counts, amount, by, because, ...description } = definition;
  const ownBreakdowns = Object.entries(by ?? {});
  const shape = counts !== undefined ? 'percent' : amount !== undefined ? 'mean' : 'count';
  const denominator = shape === 'count' ? 0 : 1;
  const numeratorOf = (unit: U, child: Child): number | undefined => {
    if (amount !== undefined) return amount(unit, child);
    return counts === undefined || counts(unit, child) ? 1 : 0;
  };
  const cellFor = (unit: U, day: Day, groups: Timeline<Cell>): Cell => {
    let cell = cellOn(groups, day);
    for (const [breakdown, keyOf] of ownBreakdowns) cell = within(cell, breakdown, String(keyOf(unit) ?? UNKNOWN));
    return cell;
  };

  const entries = view((child) => {
    const units = each(child);
    if (units.length === 0) return NO_ENTRIES;
    const groups = profile(child);
    const sheet = new EntrySheet();
    for (const unit of units) {
      const day = on(unit);
      if (day === undefined) continue;
      const numerator = numeratorOf(unit, child);
      if (numerator !== undefined) sheet.add(day, cellFor(unit, day, groups), numerator, denominator);
    }
    return sheet.settle();
  });

  const contributions = (child: Child, period: Period): Contribution[] => {
    const found: Contribution[] = [];
    for (const unit of each(child)) {
      const date = on(unit);
      if (date === undefined || date < period.from || date > period.to) continue;
      const numerator = numeratorOf(unit, child);
      if (numerator === undefined) continue;
      const sources = eventsOf(unit, because?.(unit, child));
      found.push({ date, numerator, denominator, groups: groupsOf(cellFor(unit, date, profile(child))), sources });
    }
    return found;
  };

  return {
    ...description,
    kind: 'flow',
    shape,
    breakdowns: [...PROFILE_BREAKDOWNS, ...ownBreakdowns.map(([name]) => name)],
    accounts: [{ measure: definition.id, stream: 'flow', entries }],
    contributions,
  };
}
