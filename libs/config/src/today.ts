import { londonDay, type Day, type Instant } from '@careledger/calendar';

/**
 * Today in Europe/London: the T of every figure, and nothing else (the log has a clock of its own). Where a first day is
 * given (`TODAY`, or the last day of a fixture) the clock starts on that day and goes on from midnight to midnight with the
 * real one; a program that starts again starts on that day again.
 */
export class Today {
  private readonly daysApart: number;

  /**
   * @param now the real clock, in microseconds since 1970
   * @param firstDay the day it is at the start; without one it is the real date
   */
  constructor(
    private readonly now: () => Instant = () => Date.now() * 1000,
    firstDay?: Day,
  ) {
    this.daysApart = firstDay === undefined ? 0 : firstDay - londonDay(now());
  }

  /** The clock that a configuration asks for: `TODAY`, else the day on which the fixture ends, else the real date. */
  static of(configuration: { today: Day | undefined }, fixtureEnds?: Day, now?: () => Instant): Today {
    return new Today(now, configuration.today ?? fixtureEnds);
  }

  today(): Day {
    return londonDay(this.now()) + this.daysApart;
  }
}
