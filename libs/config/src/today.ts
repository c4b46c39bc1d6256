import { londonDay, type Day, type Instant } from '@careledger/calendar';

/**
 * Today in Europe/London: the T of every figure, and nothing else (the log has a clock of its own). With `TODAY` the clock
 * starts on that day and goes on from midnight to midnight with the real one; a program that starts again starts on that
 * day again. Under a fixture it stands at the fixture's last day: what was made up ends there.
 */
export class Today {
  private constructor(private readonly read: () => Day) {}

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
      return new Today(() => londonDay(now()) + daysApart);
    }
    return fixtureEnds === undefined ? new Today(() => londonDay(now())) : Today.standingAt(fixtureEnds);
  }

  /** A clock that stands. */
  static standingAt(day: Day): Today {
    return new Today(() => day);
  }

  today(): Day {
    return this.read();
  }
}
