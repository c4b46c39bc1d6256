import { formatDay } from '@careledger/calendar';
import { ANCHORS, DUE_KINDS, KINDS } from '@careledger/due';
import { counted, NO_COUNT, type ShownLine } from './due-list';

/** A line as programs get it. */
export function lineJson(line: ShownLine) {
  const { kind, child, sealed, due, since, anchor, state, days, booked, bookingPassed, worker, team, waits } = line;
  return {
    kind,
    child,
    ...(sealed && { sealed: true }),
    due: formatDay(due),
    state,
    days,
    since: formatDay(since),
    sinceWhat: ANCHORS[anchor],
    booked: booked === undefined ? null : formatDay(booked),
    bookingPassed: bookingPassed === undefined ? null : formatDay(bookingPassed),
    worker: worker ?? null,
    team: team ?? null,
    ...(waits && { waits: true }),
  };
}

/** The kinds with their rules, and how much of each is due. */
export function kindsJson(lines: readonly ShownLine[]) {
  const counts = counted(lines, ({ kind }) => kind);
  return DUE_KINDS.map((kind) => {
    const { title, rule, source, measures } = KINDS[kind];
    const { overdue, soon } = counts.get(kind) ?? NO_COUNT;
    return { kind, title, rule, source, measures, overdue, soon };
  });
}
