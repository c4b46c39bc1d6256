/** A fixture's events through the engine's ledger, and the figures that it answers. */
import { parseInstant } from '@careledger/calendar';
import type { Fixture } from '@careledger-fixtures/index';
import type { Ratio } from '../oracle';
import { engine } from '../laws/engine';
import { LedgerInMemory } from '../laws/ledger-in-memory';
import type { Cell } from './cells';

/** Answers for the cells of one authority. */
export class ComputedFigures {
  readonly #ledger: LedgerInMemory;
  readonly #today: string;
  readonly events: number;
  /** Children aged 0 to 17: what rates are divided by. */
  readonly population: number;

  /** The fixture’s events go through the measures of the rulebook, one child’s record after the other, as in the projector. */
  constructor(fixture: Fixture) {
    this.#today = fixture.lastDay;
    this.population = fixture.population;
    const events = [...fixture.events()];
    this.events = events.length;
    this.#ledger = LedgerInMemory.of(
      engine,
      events.map((event, offset) => ({
        partition: 0,
        offset,
        appendedAt: parseInstant(event.recordedtime ?? ''),
        event,
      })),
    );
  }

  /** The figure that a cell prints; undefined while the rulebook does not have its measure. */
  of({ measure, authority, grain, period }: Cell): Ratio | null | undefined {
    if (engine.measures.measureNamed(measure) === undefined) return undefined;
    return this.#ledger.figure({ measure, authority, grain, period, today: this.#today });
  }
}
