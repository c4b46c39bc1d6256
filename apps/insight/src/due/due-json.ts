import { formatDay } from '@careledger/calendar';
import {
  ANCHORS,
  DONE_BY,
  DUE_KINDS,
  isPerhapsDone,
  KINDS,
  perhapsDoneInWords,
  type DueKind,
  type PerhapsDone,
} from '@careledger/due';
import type { RecordingDelays } from '../data-quality/arrivals';
import { counted, NO_COUNT, type ShownLine } from './due-list';
import { delayOf, perhapsDoneByKind } from './perhaps-done';

/** A line as programs get it. */
export function lineJson(line: ShownLine, recording: RecordingDelays | undefined) {
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
    ...(isPerhapsDone(line, delayOf(kind, recording)) && { perhapsDone: true }),
  };
}

/** The kinds with their rules, and how much of each is due. */
export function kindsJson(lines: readonly ShownLine[], recording: RecordingDelays | undefined) {
  const counts = counted(lines, ({ kind }) => kind);
  const perhaps = perhapsDoneByKind(lines, recording);
  return DUE_KINDS.map((kind) => {
    const { title, rule, source, measures } = KINDS[kind];
    const { overdue, soon } = counts.get(kind) ?? NO_COUNT;
    const recorded = recordingJson(kind, perhaps.get(kind), recording);
    return { kind, title, rule, source, measures, overdue, soon, recording: recorded };
  });
}

/** How long recording takes, and how much of what is overdue may be done and not typed in yet. */
function recordingJson(kind: DueKind, found: PerhapsDone | undefined, recording: RecordingDelays | undefined) {
  if (found === undefined || recording === undefined) return null;
  const { delay, overdueByLess } = found;
  return { event: DONE_BY[kind], of: recording.of, ...delay, overdueByLess, says: perhapsDoneInWords(kind, found) };
}
