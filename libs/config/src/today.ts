import { londonDay, type Day, type Instant } from '@careledger/calendar';

/** How a clock goes: it stands on a day, or is so many days ahead of the date in London. */
export type ClockCourse = { readonly standsAt: Day } | { readonly daysAhead: number };

/**
 * Today in Europe/London: the T of every figure, and nothing else (the log has a clock of its own). With `TODAY` the clock
 * starts on that day and goes on from midnight to midnight with the real one; a program that starts again starts on that
 * day again. Under a fixture it stands at the fixture's last day: what was made up ends there.
 */
export class Today {
  private constructor(
    private readonly read: () => Day,
    /** For who must tell the same day without asking: the database. */
    readonly course: ClockCourse,
  ) {}

  /**
   * The clock that a configuration asks for: `TODAY`, else the day on which the fixture ends, else the real date.
   * @param now the real clock, in microseconds since 1970
   */
  static of(
    configuration: { readonly today: Day | undefined },
    fixtureEnds?: Day,
    now: () => Instant = () => Date.now() * 1000,
  ): Today {
    if (configuration.today !== undefined) {
      const daysApart = configuration.today - londonDay(now());
      return new Today(() => londonDay(now()) + daysApart, { daysAhead: daysApart });
    }
    return fixtureEnds === undefined
      ? new Today(() => londonDay(now()), { daysAhead: 0 })
      : Today.standingAt(fixtureEnds);
  }

  /** A clock that stands. */
  static standingAt(day: Day): Today {
    return new Today(() => day, { standsAt: day });
  }

  today(): Day {
    return this.read();
  }
}
