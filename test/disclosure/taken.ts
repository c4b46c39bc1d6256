/** The figures of a ledger as cells of a publication. */
import type { Instant } from '@careledger/calendar';
import type { ExactCell } from '@careledger/disclosure';
import type { Grain, Measure } from '@careledger/measures';
import type { LedgerInMemory } from '../laws/ledger-in-memory';

export interface Taken {
  readonly authority: string;
  readonly measures: readonly Measure[];
  readonly periods: readonly { readonly grain: Grain; readonly period: string }[];
  readonly breakdowns: readonly string[];
  readonly today: string;
  readonly knownAt?: Instant;
}

export function cellsTaken(ledger: LedgerInMemory, taken: Taken): ExactCell[] {
  const { authority, measures, periods, breakdowns, today, knownAt } = taken;
  const cells: ExactCell[] = [];
  for (const { id: measure, breakdowns: known, meanOver } of measures) {
    for (const { grain, period } of periods) {
      const asked = { measure, authority, grain, period, today, knownAt };
      const whole = ledger.figure(asked);
      if (whole === null) continue;
      const { numerator, denominator } = whole;
      cells.push({ measure, grain, period, breakdown: '', key: '', numerator, denominator });
      for (const breakdown of breakdowns.filter((by) => known.includes(by) && by !== meanOver)) {
        for (const [key, group] of Object.entries(ledger.figure({ ...asked, by: breakdown })?.groups ?? {})) {
          cells.push({ measure, grain, period, breakdown, key, ...group });
        }
      }
    }
  }
  return cells;
}
