/** A local date in London: days since 1970-01-01, in the proleptic Gregorian calendar. */
export type Day = number;

/** A calendar month: year × 12 + (month − 1), so that consecutive months are consecutive numbers. */
export type Month = number;

/** A point in time: whole microseconds since 1970-01-01T00:00:00Z, exact in a number until the year 2255. */
export type Instant = number;
