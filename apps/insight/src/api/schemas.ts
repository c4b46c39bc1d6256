import { GRAINS } from '@careledger/measures';
import { POLARITIES } from '@careledger/reference';
import type { SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { date, instant, listOf, mapOf, number, object, oneOf, orNull, text, truth, whole } from './schema-words';

/** What an answer looks like, and one for example. */
export interface Described {
  readonly schema: SchemaObject;
  readonly example: unknown;
}

const position = mapOf(
  whole(),
  'For each partition of the log the offset that comes next: every event before it is in the figures, none from it on.',
);
const groups = mapOf(text(), 'The breakdowns and the keys that it falls under.');
const next = orNull(text(), 'The path of the next page; null where this was the last.');
const figure = {
  numerator: whole(),
  denominator: orNull(whole(), 'Null for a count.'),
  value: orNull(number(), 'Not rounded. A percentage, a mean or the count itself; null where the denominator is 0.'),
};
const asked = {
  measure: text(),
  authority: text(),
  grain: oneOf(GRAINS),
  period: text('The last month of the period.'),
};
const erased = truth('There, and true, where the child was erased since: its postings are all that is left.');
const sealed = truth('There, and true, where the child is sealed and the token has not the role sealed-records.');
const final = truth(
  'Whether nothing that the question is about can still be missing: every partition is projected past an end of the log that was read after knownAt, or after the question came.',
);
const knownAtAsked = orNull(instant(), 'As it was asked; null for now.');

export const PROBLEM: Described = {
  schema: object(
    {
      type: text(),
      title: text(),
      status: whole(),
      detail: text('What was wrong, where, and what to do.'),
      field: text('The parameter that is at fault.'),
      rule: text('The rule that it breaks, as the end of a sentence that begins with the field.'),
    },
    ['field', 'rule'],
  ),
  example: {
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'The query parameter grain must be one of month, quarter, year, ytd, rolling-12m.',
    field: 'grain',
    rule: 'must be one of month, quarter, year, ytd, rolling-12m',
  },
};

export const CATALOGUE: Described = {
  schema: object({
    measures: listOf(
      object({
        id: text(),
        title: text(),
        area: text('The part of the catalogue that it stands in.'),
        asks: text('The question in English.'),
        definition: text('Who counts, on which date, and when the numerator does.'),
        decidedBy: text('What decides in which period something counts.'),
        kind: oneOf(['flow', 'stock', 'distinct']),
        shape: oneOf(['count', 'percent', 'mean']),
        rate: truth('Whether a rate per 10,000 children is offered beside the count.'),
        codes: listOf(text(), 'Its codes in the published reports.'),
        polarity: oneOf(POLARITIES, 'Which way is better.'),
        unit: text('What the value is counted in.'),
        target: orNull(
          number(),
          'Of the value: of the month where one is set for it, else of the grain that is. Null where none is set, or one for the rate alone.',
        ),
        targets: listOf(
          object({
            authority: text('Whose it is.'),
            grain: oneOf(GRAINS),
            figure: oneOf(['value', 'rate'], 'What is compared with it.'),
            target: number(),
            unit: text(),
            compare: oneOf(['always', 'march'], 'In March alone, where it is set for the whole year.'),
            code: orNull(text(), 'The code of the row in the authority’s report.'),
            note: orNull(text()),
            source: text(),
          }),
          'All that are set, one a grain.',
        ),
        annualOnly: orNull(text(), 'Why its figure means something at the end of a financial year alone.'),
        breakdowns: listOf(text()),
        notes: listOf(text(), 'Choices made where the definition leaves something open.'),
        limits: listOf(text(), 'What the rule leaves out or cannot see.'),
        worked: listOf(text(), 'Worked examples: events of a child, and the figures that follow from them.'),
      }),
    ),
  }),
  example: {
    measures: [
      {
        id: 'assessments-45wd',
        title: 'Assessments completed within 45 working days',
        area: 'Referral, early help, assessment',
        asks: 'Of the assessments completed in the period, how many took 45 working days or fewer?',
        definition: 'Each completed assessment, on completedOn; numerator: wd(started, completed) ≤ 45.',
        decidedBy: 'the day the assessment was completed',
        kind: 'flow',
        shape: 'percent',
        rate: false,
        codes: ['CSC 038'],
        polarity: 'higher',
        unit: 'percent',
        target: 90,
        targets: [
          {
            authority: '841',
            grain: 'ytd',
            figure: 'value',
            target: 90,
            unit: 'percent',
            compare: 'always',
            code: 'D CSC 038',
            note: null,
            source: 'Darlington performance report 2020/21 quarter 3',
          },
        ],
        annualOnly: null,
        breakdowns: ['gender', 'ageBand', 'ethnicity', 'disabled'],
        notes: [],
        limits: [
          'Assessments that are still open are not in it, however late they are; assessments-open-over-45wd shows these.',
        ],
        worked: ['Ada: assessment.started 2020-04-01, assessment.completed 2020-06-09 => 2020-06-09 1/1'],
      },
    ],
  },
};

export const SERIES: Described = {
  schema: object({
    measure: text(),
    authority: text(),
    grain: oneOf(GRAINS),
    knownAt: knownAtAsked,
    position,
    final,
    points: listOf(
      object(
        {
          period: text('The last month of the period.'),
          from: date(),
          to: date('T: the last day of the period, or today where it has not ended.'),
          ...figure,
          rate: orNull(number(), 'Per 10,000 children; null where none is offered or the population is not known.'),
          published: orNull(
            object({
              publication: whole('Its id.'),
              knownAt: instant(),
              publishedAt: instant(),
              digest: text(),
              ...figure,
              rate: orNull(number()),
              differs: truth('Whether the figure of the point is another.'),
            }),
            'With `published`: the figure that was published last; null where none was.',
          ),
          groups: listOf(
            object({ key: text(), ...figure }),
            'With `by`: the keys of which something counts. By `activity` (care-leavers-neet-19-21) each is a share of the whole: its denominator is that of the point.',
          ),
        },
        ['groups', 'published'],
      ),
    ),
  }),
  example: {
    measure: 'assessments-45wd',
    authority: '841',
    grain: 'ytd',
    knownAt: null,
    position: { '0': 10412, '1': 9977 },
    final: true,
    points: [
      {
        period: '2020-12',
        from: '2020-04-01',
        to: '2020-12-31',
        numerator: 455,
        denominator: 534,
        value: 85.2059925093633,
        rate: null,
      },
    ],
  },
};

export const ENTRIES: Described = {
  schema: object({
    ...asked,
    knownAt: knownAtAsked,
    position,
    final,
    reconciled: truth('Whether the records of all children of this page give what the ledger says.'),
    differences: listOf(
      object({
        child: orNull(text(), 'Null where the child is sealed.'),
        ledger: object({ numerator: whole(), denominator: whole() }),
        record: object({ numerator: whole(), denominator: whole() }),
      }),
      'The children for whom they do not.',
    ),
    entries: listOf(
      object(
        {
          child: orNull(
            text(),
            'Null where the child is sealed, or was erased: then neither events nor worker are named.',
          ),
          sealed,
          erased,
          worker: text('Of caseload only: the other one of the pair.'),
          date: date('Of a flow the date of the unit; of a state the day since which it has been as it is.'),
          numerator: whole(),
          denominator: orNull(whole()),
          groups,
          sources: listOf(text(), 'The ids of the events that it is made of, as they stand.'),
          cause: orNull(text(), 'The id of the event that put it there; null where that has been erased.'),
          knownAt: orNull(instant()),
        },
        ['sealed', 'erased', 'worker'],
      ),
    ),
    next,
  }),
  example: {
    measure: 'assessments-45wd',
    authority: '841',
    grain: 'month',
    period: '2020-12',
    knownAt: null,
    position: { '0': 10412, '1': 9977 },
    final: true,
    reconciled: true,
    differences: [],
    entries: [
      {
        child: 'c0ffee00c0ffee00',
        date: '2020-12-09',
        numerator: 1,
        denominator: 1,
        groups: { ageBand: '5-9', disabled: 'false', ethnicity: 'WBRI', gender: 'F' },
        sources: ['e-17', 'e-391'],
        cause: 'e-391',
        knownAt: '2020-12-09T16:05:12.123456Z',
      },
    ],
    next: null,
  },
};

export const CHILD: Described = {
  schema: object({
    authority: text(),
    child: text(),
    asKnownAt: knownAtAsked,
    knownAt: orNull(instant(), 'When the last of its events became known; null where none could be applied.'),
    position,
    final,
    seal: orNull(
      object({ why: oneOf(['adopted', 'by hand']), reason: text(), sealedBy: text(), sealedAt: instant() }, [
        'reason',
        'sealedBy',
        'sealedAt',
      ]),
      'Why it is not for everybody’s eyes.',
    ),
    parked: orNull(
      object({
        reason: text(),
        since: whole('The offset of the event that could not be applied.'),
        parkedAt: orNull(
          instant(),
          'Null as known at an instant: that is when the program noticed, not when the log took it.',
        ),
      }),
      'Why its events wait, where they do.',
    ),
    entities: listOf(
      object({
        kind: text(),
        id: text(),
        events: listOf(
          object({
            type: text(),
            id: text(),
            source: text(),
            recordedAt: instant(),
            retracted: truth('Whether a retraction hides it.'),
            data: { type: 'object', description: 'As the event contract has it.' },
          }),
          'The event that stands for each of its types.',
        ),
      }),
    ),
    faults: listOf(
      object({
        kind: text(),
        id: text(),
        fault: oneOf(['late-start', 'end-before-start', 'unknown-care-period']),
        says: text(),
      }),
      'What cannot be so and should be put right at the source.',
    ),
    contributions: listOf(
      object({
        measure: text(),
        title: text(),
        area: text(),
        grain: oneOf(['month']),
        period: text(),
        numerator: whole(),
        denominator: orNull(whole()),
        entries: listOf(
          object({
            date: date(),
            numerator: whole(),
            denominator: orNull(whole()),
            groups,
            sources: listOf(text(), 'Ids of events.'),
          }),
        ),
      }),
      'What it counts for in the figures of this month.',
    ),
  }),
  example: {
    authority: '841',
    child: 'c0ffee00c0ffee00',
    asKnownAt: null,
    knownAt: '2020-12-09T16:05:12.123456Z',
    position: { '0': 10412, '1': 9977 },
    final: true,
    seal: null,
    parked: null,
    entities: [
      {
        kind: 'assessment',
        id: 'assessment-1',
        events: [
          {
            type: 'csc.assessment.started',
            id: 'e-17',
            source: '/authority/841/case-system',
            recordedAt: '2020-10-01T09:00:00Z',
            retracted: false,
            data: { id: 'assessment-1', startedOn: '2020-10-01' },
          },
        ],
      },
    ],
    faults: [],
    contributions: [
      {
        measure: 'assessments-open-over-45wd',
        title: 'Children whose open assessment has passed 45 working days',
        area: 'Referral, early help, assessment',
        grain: 'month',
        period: '2020-12',
        numerator: 0,
        denominator: 1,
        entries: [
          {
            date: '2020-10-01',
            numerator: 0,
            denominator: 1,
            groups: { ageBand: '5-9', disabled: 'false', ethnicity: 'WBRI', gender: 'F' },
            sources: ['e-17'],
          },
        ],
      },
    ],
  },
};

export const STATUS: Described = {
  schema: object({
    log: object({ end: position }),
    projected: object({ position }),
    lag: whole('Events of the log that are not in the figures yet.'),
    parked: whole('Children whose events wait because one could not be applied.'),
    today: date('T of figures whose period has not ended.'),
    authorities: listOf(text(), 'Those that the ledger has events of.'),
    fixture: orNull(
      object({ name: text(), title: text(), notice: text() }),
      'The made-up history that is shown; null for real data.',
    ),
  }),
  example: {
    log: { end: { '0': 10412, '1': 9977 } },
    projected: { position: { '0': 10412, '1': 9977 } },
    lag: 0,
    parked: 0,
    today: '2020-12-31',
    authorities: ['841'],
    fixture: null,
  },
};

export const PARKED: Described = {
  schema: object({
    parked: listOf(
      object(
        {
          authority: text(),
          child: orNull(text(), 'Null where the child is sealed.'),
          sealed,
          partition: whole(),
          since: whole('The offset of the event that could not be applied: it and all later ones of the child wait.'),
          reason: orNull(text(), 'Null where the child is sealed.'),
          parkedAt: instant(),
          waiting: whole('How many of its events wait.'),
        },
        ['sealed'],
      ),
    ),
    next,
  }),
  example: {
    parked: [
      {
        authority: '841',
        child: 'c0ffee00c0ffee00',
        partition: 1,
        since: 9120,
        reason: 'RangeError: no such day',
        parkedAt: '2020-12-09T16:05:12.123456Z',
        waiting: 3,
      },
    ],
    next: null,
  },
};
