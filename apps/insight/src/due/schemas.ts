import { ANCHORS, DONE_BY, DUE_KINDS, KINDS, perhapsDoneInWords } from '@careledger/due';
import type { Described } from '../api/schemas';
import { date, listOf, mapOf, object, oneOf, orNull, text, truth, whole } from '../api/schema-words';

/** What is due, and how much of each kind. */
export const DUE: Described = {
  schema: object({
    authority: text(),
    today: date('The day on which things stand so.'),
    within: whole('How many days ahead counts as due soon.'),
    position: mapOf(whole(), 'For each partition of the log the offset that comes next: what the list is complete to.'),
    kinds: listOf(
      object({
        kind: oneOf(DUE_KINDS),
        title: text(),
        rule: text('When it is due.'),
        source: text('Who says so.'),
        measures: listOf(text(), 'The measures that it moves; the first has the same rule.'),
        overdue: whole('How many are overdue, of the worker and the team that were asked for.'),
        soon: whole(),
        recording: orNull(
          object({
            event: oneOf([...new Set(Object.values(DONE_BY))], 'The type of event by which it is done.'),
            of: oneOf(
              ['live', 'historical'],
              'Whether of events that came as they happened, or of a history that was loaded.',
            ),
            events: whole('How many were recorded in the last twelve months.'),
            median: whole('Half were recorded within so many days of their date.'),
            ninetieth: whole('Nine of ten were.'),
            overdueByLess: whole(
              'How many are overdue by fewer days than that: they may be done and not typed in yet.',
            ),
            says: text('The same as a sentence.'),
          }),
          'How long recording takes; null where too little is known, or records are still being read after a start.',
        ),
      }),
    ),
    found: whole('How many lines there are of what was asked for, on all pages.'),
    items: listOf(
      object(
        {
          kind: oneOf(DUE_KINDS),
          child: orNull(text(), 'Null where the child is sealed.'),
          sealed: truth('There, and true, where the child is sealed and the token has not the role sealed-records.'),
          due: date('The last day on which it is in time.'),
          state: oneOf(['overdue', 'soon', 'later']),
          days: whole('Days until it is due; below 0 by how many it is overdue.'),
          since: date('The day from which the deadline is counted.'),
          sinceWhat: oneOf(Object.values(ANCHORS)),
          booked: orNull(date(), 'The next day for which it is booked, today or later.'),
          bookingPassed: orNull(date(), 'Where none is ahead: the last booked day, since which nothing was recorded.'),
          worker: orNull(text(), 'The allocation in force; null where there is none, or the child is sealed.'),
          team: orNull(text()),
          waits: truth('There, and true, where events of the child wait, so that it may have been done.'),
          perhapsDone: truth(
            'There, and true, where it is overdue by fewer days than nine of ten take to be recorded: it may not be typed in yet.',
          ),
        },
        ['sealed', 'waits', 'perhapsDone'],
      ),
      'The earliest due day first.',
    ),
    next: orNull(text(), 'The path of the next page; null where this was the last.'),
  }),
  example: {
    authority: '841',
    today: '2021-01-15',
    within: 14,
    position: { '0': 10412, '1': 9977 },
    kinds: [
      {
        kind: 'cp-visit',
        ...described('cp-visit'),
        overdue: 9,
        soon: 61,
        recording: {
          event: 'visit.completed',
          of: 'live',
          events: 1260,
          median: 2,
          ninetieth: 6,
          overdueByLess: 4,
          says: perhapsDoneInWords('cp-visit', {
            delay: { events: 1260, median: 2, ninetieth: 6 },
            overdue: 9,
            overdueByLess: 4,
          }),
        },
      },
    ],
    found: 70,
    items: [
      {
        kind: 'cp-visit',
        child: 'c0ffee00c0ffee00',
        due: '2021-01-12',
        state: 'overdue',
        days: -3,
        since: '2020-12-24',
        sinceWhat: ANCHORS.visit,
        booked: '2021-01-18',
        bookingPassed: null,
        worker: 'worker-17',
        team: 'team-4',
        perhapsDone: true,
      },
    ],
    next: null,
  },
};

function described(kind: 'cp-visit') {
  const { title, rule, source, measures } = KINDS[kind];
  return { title, rule, source, measures };
}
