import { dayInWords, formatDay } from '@careledger/calendar';
import { ANCHORS, DUE_KINDS, isPerhapsDone, KINDS, type PerhapsDone } from '@careledger/due';
import { counted, NO_COUNT, NONE, type DueCount, type DueFilter, type ShownLine } from '../../due/due-list';
import { NO_VALUE } from '@careledger/figures';
import { html, link, pages, type Cell, type Column, type Table } from '../frame';
import type { RecordingDelays } from '../../data-quality/arrivals';
import { delayOf, perhapsDoneByKind } from '../../due/perhaps-done';
import { bookingInWords, daysInWords, stateTag } from './due-words';

/** What the lists of the page are about. */
interface About {
  readonly authority: string;
  readonly filter: DueFilter;
  readonly within: number | undefined;
}

/** The address of the list of what is asked for, some of it otherwise. */
export function dueAddress(
  { authority, filter, within }: About,
  other: Readonly<Record<string, string | undefined>> = {},
) {
  return pages.due(authority, { ...filter, within, ...other });
}

const COUNTS: readonly Column[] = [
  { head: 'Overdue', kind: 'number', name: 'overdue' },
  { head: 'Due soon', kind: 'number', name: 'dueSoon' },
  { head: 'Of these not booked', kind: 'number', name: 'notBooked' },
];

/**
 * How much of each kind is due; each number leads to its list.
 * @param recording how long recording takes; undefined while that is not known yet
 */
export function kindsTable(about: About, lines: readonly ShownLine[], recording: RecordingDelays | undefined): Table {
  const counts = counted(lines, ({ kind }) => kind);
  const perhaps = perhapsDoneByKind(lines, recording);
  const found = DUE_KINDS.filter((kind) => counts.has(kind));
  return {
    caption: 'What is due, by kind',
    columns: [
      { head: 'Kind', name: 'kind' },
      ...COUNTS,
      { head: 'Of the overdue perhaps not typed in yet', kind: 'number', name: 'overdueByLess' },
    ],
    empty: 'Nothing is overdue or due soon.',
    rows: found.map((kind) => [
      { shown: link(dueAddress(about, { kind, state: undefined }), KINDS[kind].plural), value: kind },
      ...countCells(
        counts.get(kind),
        (state) => dueAddress(about, { kind, state }),
        `, ${KINDS[kind].plural.toLowerCase()}`,
      ),
      perhapsDoneCell(perhaps.get(kind)),
    ]),
  };
}

const perhapsDoneCell = (found: PerhapsDone | undefined): Cell =>
  found === undefined ? { shown: 'Not known', value: null } : found.overdueByLess;

/** For supervision: how much is due of the children of each worker, or of each team; the most overdue first. */
export function groupsTable(about: About, lines: readonly ShownLine[], by: 'worker' | 'team'): Table {
  const counts = [...counted(lines, (line) => (line.sealed ? SEALED : (line[by] ?? NONE)))].sort(
    ([a, x], [b, y]) => y.overdue - x.overdue || y.soon - x.soon || (a < b ? -1 : 1),
  );
  return {
    caption: by === 'worker' ? 'What is due, by worker' : 'What is due, by team',
    columns: [{ head: by === 'worker' ? 'Worker' : 'Team', name: by }, ...COUNTS],
    empty: 'Nothing is overdue or due soon.',
    rows: counts.map(([name, count]) => {
      if (name === SEALED) return ['Sealed children', count.overdue, count.soon, ''];
      const shown = name === NONE ? (by === 'worker' ? 'Nobody allocated' : 'No team recorded') : name;
      const address = (state?: string) => dueAddress(about, { [by]: name, state });
      return [{ shown: link(address(), shown), value: name }, ...countCells(count, address, `, ${shown}`)];
    }),
  };
}

const SEALED = ' sealed';

function countCells(
  count: DueCount | undefined,
  address: (state: 'overdue' | 'soon') => string,
  of: string,
): readonly Cell[] {
  const { overdue, soon, notBooked, toBook } = count ?? NO_COUNT;
  const linked = (number: number, state: 'overdue' | 'soon', words: string): Cell => {
    const said = html`${number}<span class="govuk-visually-hidden"> ${words}${of}</span>`;
    return number === 0 ? 0 : { shown: link(address(state), said), value: number };
  };
  return [
    linked(overdue, 'overdue', 'overdue'),
    linked(soon, 'soon', 'due soon'),
    toBook === 0 ? { shown: NO_VALUE, value: null } : notBooked,
  ];
}

const COLUMNS: readonly Column[] = [
  { head: 'Child', name: 'child' },
  { head: 'What is due', name: 'kind' },
  { head: 'Due', name: 'due' },
  { head: 'State', name: 'state' },
  { head: 'Days', name: 'daysLeft' },
  { head: 'Booked', name: 'booked' },
  { head: 'Worker', name: 'worker' },
  { head: 'Team', name: 'team' },
];

/** What is due, line by line. */
export function listTable(
  { authority }: Pick<About, 'authority'>,
  lines: readonly ShownLine[],
  recording: RecordingDelays | undefined,
): Table {
  return {
    caption: 'What is due, child by child',
    isCaptionHidden: true,
    columns: COLUMNS,
    empty: 'Nothing of that is due.',
    rows: lines.map((line) => {
      const { child, sealed, kind, due, since, anchor, state, days, booked, worker, team } = line;
      return [
        { shown: child === null ? 'Sealed' : link(pages.child(authority, child), child), value: child },
        {
          shown: html`${KINDS[kind].title}
            <div>since ${ANCHORS[anchor]}, ${dayInWords(since)}</div>`,
          value: kind,
        },
        { shown: dayInWords(due), value: formatDay(due) },
        {
          shown: html`${stateTag(state)}${stateNote(line, recording)}`,
          value: state,
        },
        { shown: daysInWords(days), value: days },
        { shown: bookingInWords(line), value: booked === undefined ? null : formatDay(booked) },
        { shown: worker ?? (sealed ? 'Not shown' : 'Nobody allocated'), value: worker ?? null },
        { shown: team ?? (sealed ? 'Not shown' : NO_VALUE), value: team ?? null },
      ];
    }),
  };
}

/** That what is overdue may have been done. */
function stateNote(line: ShownLine, recording: RecordingDelays | undefined): string {
  if (line.waits) return ' Events of this child wait: it may have been done.';
  return isPerhapsDone(line, delayOf(line.kind, recording)) ? ' Perhaps not typed in yet.' : '';
}
