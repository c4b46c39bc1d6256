import type { Described } from '../api/schemas';
import { date, instant, listOf, mapOf, object, oneOf, orNull, text, truth, whole } from '../api/schema-words';
import { GROUPS, KIND_IDS } from './kinds';

const delay = orNull(
  object({
    events: whole(),
    median: whole('Half of the events took no longer.'),
    ninetieth: whole('Nine of ten took no longer.'),
  }),
);

const note = object({
  kind: text('A kind of finding, or silence, refused, dead, parked.'),
  count: whole('Children; of refused and dead events, of silence days.'),
  says: text(),
});

/** The quality of an authority's data. */
export const DATA_QUALITY: Described = {
  schema: object({
    authority: text(),
    asOf: instant('Up to when records were read.'),
    today: date(),
    kinds: listOf(
      object({
        kind: oneOf(KIND_IDS),
        title: text(),
        children: whole('Children with it today.'),
        of: whole('Children among whom it is looked for.'),
        among: oneOf(Object.keys(GROUPS)),
        effect: text('What it does to figures.'),
        putRight: text('How to put it right.'),
        measures: listOf(text(), 'The measures that it touches today.'),
        list: text('The path of the list of children.'),
      }),
      'What is doubtful in records.',
    ),
    freshness: listOf(
      object({
        source: text(),
        family: text('A family of event types.'),
        title: text(),
        events: whole(),
        lastRecordedAt: instant(),
        silentDays: whole('Days since then.'),
        usualSilence: orNull(whole(), 'Days between two days with news, as a rule; null where that cannot be told.'),
        longestSilence: orNull(whole(), 'The longest silence of the year before; null where that cannot be told.'),
        unusual: truth('Longer silent than ever in the year before.'),
      }),
      'How old the news is, by source and family of event types.',
    ),
    delays: object({
      of: oneOf(
        ['live', 'historical'],
        'Of events that came live, or, while there are none, of a history that was loaded.',
      ),
      families: listOf(
        object({
          family: text(),
          title: text(),
          recordingDays: delay,
          sendingMinutes: delay,
        }),
        'How long recording and sending took in the last twelve months.',
      ),
    }),
    refused: object({
      all: whole(),
      lately: whole('In the last 28 days.'),
      reasons: listOf(object({ field: text(), rule: text(), events: whole(), lastAt: instant() })),
    }),
    dead: object({
      open: whole('Open dead letters that name the authority.'),
      ofNobody: orNull(whole(), 'Open dead letters that name no authority; null where the token is not for all.'),
    }),
    parked: whole('Children whose events wait.'),
    beside: object({
      whole: listOf(note, 'To be said beside every figure.'),
      measures: mapOf(listOf(note), 'By the id of a measure: to be said beside its figures.'),
    }),
  }),
  example: {
    authority: '841',
    asOf: '2021-01-17T10:00:00Z',
    today: '2020-12-31',
    kinds: [
      {
        kind: 'no-placement',
        title: 'In care, no placement recorded',
        children: 3,
        of: 280,
        among: 'in-care',
        effect: 'Measures of visits and of placements leave the child out until a placement is recorded.',
        putRight: 'Record the placement that the child is in, with the day on which it started.',
        measures: ['cla-visits-up-to-date'],
        list: '/v1/data-quality/no-placement?authority=841',
      },
    ],
    freshness: [
      {
        source: '/authority/841/case-system',
        family: 'health',
        title: 'Health',
        events: 2110,
        lastRecordedAt: '2020-11-20T16:05:00Z',
        silentDays: 41,
        usualSilence: 1,
        longestSilence: 6,
        unusual: true,
      },
    ],
    delays: {
      of: 'live',
      families: [
        {
          family: 'visits',
          title: 'Visits',
          recordingDays: { events: 3100, median: 2, ninetieth: 9 },
          sendingMinutes: { events: 3100, median: 15, ninetieth: 1440 },
        },
      ],
    },
    refused: { all: 12, lately: 1, reasons: [] },
    dead: { open: 0, ofNobody: 0 },
    parked: 0,
    beside: { whole: [], measures: {} },
  },
};

/** The children with a finding. */
export const FINDINGS: Described = {
  schema: object({
    authority: text(),
    kind: oneOf(KIND_IDS),
    total: whole('Children with it, on all pages.'),
    children: listOf(
      object(
        {
          child: orNull(text(), 'Null where the child is sealed.'),
          sealed: truth('There where the child is sealed, and the reader may not know who it is.'),
          findings: listOf(
            object({
              entity: orNull(object({ kind: text(), id: text() }), 'What in the record it is about; null: the child.'),
              says: text(),
              since: orNull(date(), 'Since when it holds; null where it always has.'),
              measures: listOf(text()),
            }),
            'None of a sealed child.',
          ),
        },
        ['sealed'],
      ),
    ),
    next: orNull(text(), 'The path of the next page.'),
  }),
  example: {
    authority: '841',
    kind: 'no-placement',
    total: 1,
    children: [
      {
        child: 'c0ffee00c0ffee00',
        findings: [
          {
            entity: { kind: 'care', id: 'care-1' },
            says: 'In care since 5 November 2020; no placement is recorded from 5 November 2020 on.',
            since: '2020-11-05',
            measures: ['cla-visits-up-to-date'],
          },
        ],
      },
    ],
    next: null,
  },
};
