import { londonDay, monthOf, parseDay, parseInstant, type Day, type Instant, type Month } from '@careledger/calendar';
import type { EventType } from '@careledger/contract';
import type { LoggedEvent } from '@careledger/record';
import { factsOf, familyOfType } from './families';

const MINUTE = 60_000_000;
const MINUTES_OF_DAY = 24 * 60;
const YEAR_DAYS = 365;
const YEAR_MONTHS = 12;
/** Silences of the past year that are needed to say what is usual. */
const FEWEST_SILENCES = 8;
const NINE_TENTHS = 0.9;

/** How old a source's news of a family is. */
export interface Freshness {
  readonly source: string;
  readonly family: string;
  /** How many events there have been. */
  readonly events: number;
  /** When the last one was recorded. */
  readonly lastAt: Instant;
  /** Days since then; 0 where it was today. */
  readonly silentDays: number;
  /** The longest it has been silent in the year before the last event; null where that is too little to say. */
  readonly longestSilence: number | null;
  /** How many days lie between two days with news, as a rule (the median). */
  readonly usualSilence: number | null;
  /** Longer silent than ever in the year before: something has probably stopped. */
  readonly isUnusual: boolean;
}

/** A middle and a long delay: half of the events took no longer than the one, nine of ten no longer than the other. */
export interface Delay {
  readonly events: number;
  readonly median: number;
  readonly ninetieth: number;
}

/** How long it takes until what happened is in the figures, by family. */
export interface FamilyDelay {
  readonly family: string;
  /** Days from the date of what happened to its being recorded. */
  readonly recording: Delay | null;
  /** Minutes from being recorded to being taken by the log. */
  readonly sending: Delay | null;
}

export interface Delays {
  /** Of events that came as they happened, or, where there are none yet, of a history that was loaded. */
  readonly of: 'live' | 'historical';
  readonly families: readonly FamilyDelay[];
}

/** How long it takes to record what happened, by type of event. */
export interface RecordingDelays {
  /** As of `Delays`. */
  readonly of: Delays['of'];
  readonly types: ReadonlyMap<EventType, Delay>;
}

/** Counts of whole numbers. */
type Histogram = Map<number, number>;

interface FromSource {
  readonly source: string;
  readonly family: string;
  events: number;
  lastAt: Instant;
  /** The days on which something was recorded. */
  readonly days: Set<Day>;
}

/** Of events recorded in a month: days from date to record, minutes from record to log. */
interface InMonth {
  readonly recording: Histogram;
  readonly sending: Histogram;
}

/** When events were recorded and came in, by source and family: kept as counts, with no child in it. */
export class Arrivals {
  private readonly sources = new Map<string, FromSource>();
  /** By type of event. */
  private readonly live = new Map<EventType, Map<Month, InMonth>>();
  private readonly historical = new Map<EventType, Map<Month, InMonth>>();

  /**
   * Counts an event. @param isFirst whether it is the first of its type for its entity: a correction of what was recorded long
   * ago tells nothing of how soon things are recorded
   */
  add({ event, appendedAt }: LoggedEvent, isFirst: boolean): void {
    const facts = factsOf(event.type);
    if (facts === undefined) return;
    const recordedAt = event.recordedtime === undefined ? appendedAt : parseInstant(event.recordedtime);
    const recordedOn = londonDay(recordedAt);
    this.note(event.source, facts.family, recordedAt, recordedOn);
    if (event.recordedtime === undefined) return;
    // A historical load gives each event its own recordedtime for the instant at which the log took it.
    const isHistorical = appendedAt === recordedAt;
    const month = this.monthOf(isHistorical ? this.historical : this.live, facts.type, monthOf(recordedOn));
    if (!isHistorical) count(month.sending, Math.max(0, Math.round((appendedAt - recordedAt) / MINUTE)));
    if (!isFirst || facts.dateField === undefined) return;
    const days = recordedOn - dayIn((event.data as Record<string, unknown>)[facts.dateField]);
    // What is dated ahead of its recording was known before it happened.
    if (days >= 0) count(month.recording, days);
  }

  /** How old the news is, by source and family, in the order of the families' first events. */
  freshness(today: Day): Freshness[] {
    return [...this.sources.values()].map(({ source, family, events, lastAt, days }) => {
      const last = londonDay(lastAt);
      const within = [...days].filter((day) => day > last - YEAR_DAYS).sort((a, b) => a - b);
      const silences = within.slice(1).map((day, i) => day - (within[i] as Day));
      const isKnown = silences.length >= FEWEST_SILENCES;
      const longest = isKnown ? Math.max(...silences) : null;
      const silentDays = Math.max(0, today - last);
      return {
        source,
        family,
        events,
        lastAt,
        silentDays,
        longestSilence: longest,
        usualSilence: isKnown ? quantile(histogramOf(silences), 0.5) : null,
        isUnusual: longest !== null && silentDays > longest,
      };
    });
  }

  /** How long recording and sending took in the twelve months up to today's, by family. */
  delays(today: Day): Delays {
    const { of, types } = this.inYear(today);
    const byFamily = new Map<string, InMonth[]>();
    for (const [type, months] of types) {
      const family = familyOfType(type);
      byFamily.set(family, [...(byFamily.get(family) ?? []), ...months]);
    }
    const families = [...byFamily].map(([family, months]): FamilyDelay => ({ family, ...delaysOf(months) }));
    return { of, families: families.filter(({ recording, sending }) => recording !== null || sending !== null) };
  }

  /** How long recording took in the twelve months up to today's, by type of event; a type of which nothing is known is not in it. */
  recording(today: Day): RecordingDelays {
    const { of, types } = this.inYear(today);
    const found = new Map<EventType, Delay>();
    for (const [type, months] of types) {
      const { recording } = delaysOf(months);
      if (recording !== null) found.set(type, recording);
    }
    return { of, types: found };
  }

  /** What was recorded in the twelve months up to today's: live, or of the history that was loaded where nothing was live. */
  private inYear(today: Day): { of: Delays['of']; types: (readonly [EventType, readonly InMonth[]])[] } {
    const last = monthOf(today);
    const isInYear = (month: Month): boolean => month > last - YEAR_MONTHS && month <= last;
    const isLive = [...this.live.values()].some((months) => [...months.keys()].some(isInYear));
    const types = [...(isLive ? this.live : this.historical)].map(([type, months]) => {
      return [type, [...months].filter(([month]) => isInYear(month)).map(([, found]) => found)] as const;
    });
    return { of: isLive ? 'live' : 'historical', types };
  }

  private note(source: string, family: string, recordedAt: Instant, recordedOn: Day): void {
    const name = `${family} ${source}`;
    let found = this.sources.get(name);
    if (found === undefined) {
      found = { source, family, events: 0, lastAt: recordedAt, days: new Set() };
      this.sources.set(name, found);
    }
    found.events++;
    found.lastAt = Math.max(found.lastAt, recordedAt);
    found.days.add(recordedOn);
  }

  private monthOf(byType: Map<EventType, Map<Month, InMonth>>, type: EventType, month: Month): InMonth {
    let months = byType.get(type);
    if (months === undefined) byType.set(type, (months = new Map<Month, InMonth>()));
    let found = months.get(month);
    if (found === undefined) months.set(month, (found = { recording: new Map(), sending: new Map() }));
    return found;
  }
}

const dayIn = (value: unknown): Day => {
  const text = String(value);
  return text.includes('T') ? londonDay(parseInstant(text)) : parseDay(text);
};

const count = (histogram: Histogram, value: number): unknown => histogram.set(value, (histogram.get(value) ?? 0) + 1);

function histogramOf(values: readonly number[]): Histogram {
  const found: Histogram = new Map();
  for (const value of values) count(found, value);
  return found;
}

const delaysOf = (months: readonly InMonth[]): Pick<FamilyDelay, 'recording' | 'sending'> => ({
  recording: delayOf(months.map(({ recording }) => recording)),
  sending: delayOf(months.map(({ sending }) => sending)),
});

function delayOf(histograms: readonly Histogram[]): Delay | null {
  const all: Histogram = new Map();
  for (const histogram of histograms) {
    for (const [value, times] of histogram) all.set(value, (all.get(value) ?? 0) + times);
  }
  const events = [...all.values()].reduce((sum, times) => sum + times, 0);
  if (events === 0) return null;
  return { events, median: quantile(all, 0.5), ninetieth: quantile(all, NINE_TENTHS) };
}

/** The least value that so large a part of the counted values does not exceed. */
function quantile(histogram: Histogram, part: number): number {
  const ordered = [...histogram].sort(([a], [b]) => a - b);
  const wanted = part * ordered.reduce((sum, [, times]) => sum + times, 0);
  let seen = 0;
  for (const [value, times] of ordered) {
    seen += times;
    if (seen >= wanted) return value;
  }
  return ordered[ordered.length - 1]?.[0] ?? 0;
}

/** `today`, `yesterday`, `41 days ago`. */
export function daysAgoInWords(days: number): string {
  if (days === 0) return 'today';
  return days === 1 ? 'yesterday' : `${days.toLocaleString('en-GB')} days ago`;
}

/** `20 minutes`, `3 hours`, `2 days`. @param minutes whole ones */
export function minutesInWords(minutes: number): string {
  if (minutes < 1) return 'under a minute';
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  if (minutes < 2 * MINUTES_OF_DAY) return `${Math.round(minutes / 60)} hours`;
  return `${Math.round(minutes / MINUTES_OF_DAY)} days`;
}
