import type { Day, Instant } from '@careledger/calendar';
import type { Sealed } from '@careledger/access';
import { canBeBooked, type DueKind, type DueState as ItemState } from '@careledger/due';
import type { Positions } from '@careledger/store';
import type { DueLine } from './due-book';

/** Which lines are asked for: those of one kind, worker, team or state, or all of them. */
export interface DueFilter {
  readonly kind?: DueKind | undefined;
  readonly state?: ItemState | undefined;
  /** `none`: those that nobody is allocated to. */
  readonly worker?: string | undefined;
  readonly team?: string | undefined;
}

/** Stands for a worker or a team that is none. */
export const NONE = 'none';

/** A line as it may be shown: of a sealed child neither who it is nor who works with it. */
export interface ShownLine extends Pick<DueLine, 'kind' | 'due' | 'since' | 'anchor' | 'state' | 'days' | 'place'> {
  readonly child: string | null;
  readonly sealed: boolean;
  readonly booked: Day | undefined;
  readonly bookingPassed: Day | undefined;
  readonly worker: string | undefined;
  readonly team: string | undefined;
  readonly waits: boolean;
}

/** How many are overdue and how many are due soon. */
export interface DueCount {
  readonly overdue: number;
  readonly soon: number;
  /** How many of both can be booked, and for how many of these no day ahead is. */
  readonly toBook: number;
  readonly notBooked: number;
}

/** All lines of an authority as one reader may see them. */
export interface DueOverview {
  readonly authority: string;
  readonly today: Day;
  readonly within: number;
  readonly position: Positions;
  /** The earliest first. */
  readonly lines: readonly ShownLine[];
  readonly lastRecorded: ReadonlyMap<string, Instant>;
}

/** What is shown of a line, given who is sealed from this reader. */
export function shownLine(line: DueLine, authority: string, sealed: Sealed): ShownLine {
  const { kind, due, since, anchor, state, days, place, booked, bookingPassed, worker, team, waits, subject } = line;
  const open = { kind, due, since, anchor, state, days, place, sealed: false };
  if (!sealed.has(`${authority}:${subject}`)) {
    return { ...open, child: subject, booked, bookingPassed, worker, team, waits };
  }
  const nothing = { booked: undefined, bookingPassed: undefined, worker: undefined, team: undefined, waits: false };
  return { ...open, ...nothing, child: null, sealed: true };
}

/** The lines that are asked for. What is due later is only listed where that is asked for. */
export function matching(lines: readonly ShownLine[], { kind, state, worker, team }: DueFilter): ShownLine[] {
  return lines.filter(
    (line) =>
      (kind === undefined || line.kind === kind) &&
      (state === undefined ? line.state !== 'later' : line.state === state) &&
      isNamed(line.worker, worker, line) &&
      isNamed(line.team, team, line),
  );
}

/** Of a sealed child nobody is told who works with it, so its lines are among no one's, nor among those of nobody. */
function isNamed(name: string | undefined, asked: string | undefined, { sealed }: ShownLine): boolean {
  if (asked === undefined) return true;
  return !sealed && (asked === NONE ? name === undefined : name === asked);
}

/** How many lines there are of each key. */
export function counted<K>(lines: readonly ShownLine[], keyOf: (line: ShownLine) => K): Map<K, DueCount> {
  const counts = new Map<K, DueCount>();
  for (const line of lines) {
    if (line.state === 'later') continue;
    const key = keyOf(line);
    const { overdue, soon, toBook, notBooked } = counts.get(key) ?? NO_COUNT;
    counts.set(key, {
      overdue: overdue + (line.state === 'overdue' ? 1 : 0),
      soon: soon + (line.state === 'soon' ? 1 : 0),
      toBook: toBook + (isToBook(line) ? 1 : 0),
      notBooked: notBooked + (isToBook(line) && line.booked === undefined ? 1 : 0),
    });
  }
  return counts;
}

const isToBook = ({ kind, sealed }: ShownLine): boolean => canBeBooked(kind) && !sealed;

export const NO_COUNT: DueCount = { overdue: 0, soon: 0, toBook: 0, notBooked: 0 };
