import { GRAINS } from '@careledger/measures';
import type { ApiBodyOptions, ApiResponseOptions } from '@nestjs/swagger';
import { PROBLEM, type Described } from '../api/schemas';
import { date, instant, listOf, mapOf, number, object, oneOf, orNull, text, truth, whole } from '../api/schema-words';
import { KINDS_OF_CAUSE, type KindOfCause } from '../entries/kinds-of-cause';

/** What the calls about publications take and answer, for the OpenAPI document. */

const position = mapOf(whole(), 'For each partition of the log the offset that comes next.');
const rated = {
  numerator: whole(),
  denominator: orNull(whole(), 'Null for a count.'),
  value: orNull(number(), 'Not rounded; null where the denominator is 0.'),
  rate: orNull(
    number(),
    'Per 10,000 children aged 0 to 17, where the catalogue offers it and the population is known.',
  ),
};
const aFigure = { numerator: 455, denominator: 534, value: 85.20599250936329, rate: null };
const targets = listOf(
  object({ figure: oneOf(['value', 'rate']), target: number(), compare: oneOf(['always', 'march']) }),
  'The targets of this kind of period.',
);
const held = {
  population: orNull(whole(), 'What the rate is divided by; null of a measure without one, and where it is not known.'),
  targets,
};
const heldAgainst = object(held);
const aHeld = { population: null, targets: [{ figure: 'value', target: 90, compare: 'always' }] };
const periods = listOf(object({ grain: oneOf(GRAINS), period: text('The last month.') }));

/** What explains a difference: part of the answers about restatements, and of revisions. */
export const EXPLAINED = {
  then: object(rated),
  now: object(rated),
  difference: object({ ...rated, denominator: orNull(whole()), value: orNull(number()), rate: orNull(number()) }),
  causes: listOf(
    object({
      kind: oneOf(
        Object.keys(KINDS_OF_CAUSE),
        (Object.keys(KINDS_OF_CAUSE) as KindOfCause[]).map((kind) => `${kind}: ${KINDS_OF_CAUSE[kind]}`).join('. '),
      ),
      postings: whole('How many postings are listed of it.'),
      numerator: whole(),
      denominator: orNull(whole()),
      rate: orNull(number(), 'What it did to the rate.'),
    }),
    'By kind of cause. Numerators and denominators add up to the difference exactly.',
  ),
  addsUp: truth('Whether they do. If not, the ledger does not say what it said then: have it audited.'),
  reference: object({ then: heldAgainst, now: heldAgainst }),
};
export const AN_EXPLANATION = {
  then: aFigure,
  now: { numerator: 457, denominator: 537, value: 85.1024208566108, rate: null },
  difference: { numerator: 2, denominator: 3, value: -0.10357165275249, rate: null },
  causes: [
    { kind: 'correction', postings: 1, numerator: -1, denominator: -1, rate: null },
    { kind: 'late-event', postings: 4, numerator: 3, denominator: 4, rate: null },
  ],
  addsUp: true,
  reference: { then: aHeld, now: aHeld },
};

const publication = {
  id: whole(),
  authority: text(),
  status: oneOf(['proposed', 'published', 'withdrawn']),
  knownAt: instant('The figures are those known at it.'),
  position,
  rulebook: whole('The version of the rules by which they were worked out.'),
  digest: text('SHA-256 of the canonical text, in hexadecimal digits.'),
  note: text(),
  proposedAt: instant(),
  proposedBy: text('The subject of the token; under AUTH=none as the body said.'),
  decidedAt: orNull(instant(), 'When it was published or withdrawn; null as long as it is proposed.'),
  decidedBy: orNull(text()),
  periods,
  measures: listOf(text()),
  commentaries: whole('How many commentaries are frozen with it.'),
};
const aPublication = {
  id: 1,
  authority: '841',
  status: 'published',
  knownAt: '2021-01-15T23:59:59.999999Z',
  position: { '0': 10412, '1': 9977 },
  rulebook: 3,
  digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  note: 'Quarter 3, 2020/21',
  proposedAt: '2021-01-18T10:00:00Z',
  proposedBy: 'a.analyst',
  decidedAt: '2021-01-19T09:30:00Z',
  decidedBy: 'b.head',
  periods: [{ grain: 'quarter', period: '2020-12' }],
  measures: ['assessments-45wd'],
  commentaries: 1,
};

const commentaryWarnings = listOf(
  object({ measure: text(), period: text(), sentence: text(), numbers: listOf(text()) }),
  'Sentences of the commentary that say a number from 1 to 5: to be read before it is published.',
);
const aWarning = {
  measure: 'assessments-45wd',
  period: '2020-12',
  sentence: 'Two brothers waited.',
  numbers: ['Two'],
};

export const PUBLICATION = described({
  schema: object({ ...publication, commentaryWarnings }),
  example: { ...aPublication, commentaryWarnings: [aWarning] },
});
export const PUBLICATIONS = described({
  schema: object({ publications: listOf(object(publication)), next: orNull(text('The path of the next page.')) }),
  example: { publications: [aPublication], next: null },
});

const name = { measure: text(), grain: oneOf(GRAINS), period: text('The last month.') };
const restatements = text('Where the postings that make the difference are listed.');
const commentary = listOf(
  object({ measure: text(), period: text(), version: whole(), text: text(), author: text(), writtenAt: instant() }),
  'The commentaries as they stood.',
);

export const PUBLICATION_WITH_FIGURES = described({
  schema: object({
    ...publication,
    commentaryWarnings,
    revises: listOf(whole(), 'The publications in which its figures had been published last before.'),
    revisedBy: listOf(whole(), 'The later publications that have any of its figures.'),
    canonical: text('Where the canonical text is.'),
    today: object({ position, final: truth() }),
    figures: listOf(
      object(
        {
          ...name,
          from: date(),
          to: date(),
          ...rated,
          ...held,
          groups: mapOf(
            listOf(object({ key: text(), ...rated }, ['rate'])),
            'By breakdown, those that were asked for.',
          ),
          today: orNull(object(rated), 'As known now; null where the catalogue no longer has the measure.'),
          differs: truth('Whether the figure of today is another.'),
          restatements,
        },
        ['groups'],
      ),
      'As they were published.',
    ),
    commentary,
  }),
  example: {
    ...aPublication,
    commentaryWarnings: [],
    revises: [],
    revisedBy: [2],
    canonical: '/v1/publications/1/canonical',
    today: { position: { '0': 12001, '1': 11208 }, final: true },
    figures: [
      {
        measure: 'assessments-45wd',
        grain: 'quarter',
        period: '2020-12',
        from: '2020-10-01',
        to: '2020-12-31',
        ...aFigure,
        ...aHeld,
        today: AN_EXPLANATION.now,
        differs: true,
        restatements:
          '/v1/measures/assessments-45wd/restatements?authority=841&grain=quarter&period=2020-12&publication=1',
      },
    ],
    commentary: [
      {
        measure: 'assessments-45wd',
        period: '2020-12',
        version: 2,
        text: 'Two teams were short of staff in November.',
        author: 'a.analyst',
        writtenAt: '2021-01-17T10:00:00Z',
      },
    ],
  },
});

export const REVISION = described({
  schema: object({
    publication: whole(),
    authority: text(),
    revises: listOf(whole()),
    figures: listOf(
      object({
        ...name,
        revises: whole('The publication in which it had been published last.'),
        ...EXPLAINED,
        restatements,
      }),
    ),
  }),
  example: {
    publication: 2,
    authority: '841',
    revises: [1],
    figures: [
      {
        measure: 'assessments-45wd',
        grain: 'quarter',
        period: '2020-12',
        revises: 1,
        ...AN_EXPLANATION,
        restatements:
          '/v1/measures/assessments-45wd/restatements?authority=841&grain=quarter&period=2020-12&publication=1&knownAt=2021-07-15T22:59:59.999999Z&position=0:12001,1:11208',
      },
    ],
  },
});

const by = text('Who you are; only where nobody signs in (AUTH=none).');

export const PROPOSAL: ApiBodyOptions = {
  required: true,
  schema: object(
    {
      authority: text(),
      periods: { ...periods, description: 'Each must have ended by the London day of knownAt.' },
      measures: listOf(text(), 'Ids of the catalogue; all of it where they are left out.'),
      breakdowns: listOf(text(), 'Breakdowns by which the figures are published too; none where they are left out.'),
      knownAt: instant(),
      note: text('A line for people, without names of children.'),
      by,
    },
    ['measures', 'breakdowns', 'by'],
  ),
  examples: {
    one: {
      value: {
        authority: '841',
        periods: [{ grain: 'quarter', period: '2020-12' }],
        measures: ['assessments-45wd'],
        knownAt: '2021-01-15T23:59:59.999999Z',
        note: 'Quarter 3, 2020/21',
      },
    },
  },
};

export const BY: ApiBodyOptions = { required: false, schema: object({ by }, ['by']), examples: { one: { value: {} } } };

export const PUBLISHING: ApiBodyOptions = {
  required: false,
  schema: object(
    {
      by,
      commentaryChecked: truth(
        'That the commentary has been read, and none of the numbers from 1 to 5 in it tells of children. Needed where there are commentaryWarnings.',
      ),
    },
    ['by', 'commentaryChecked'],
  ),
  examples: { one: { value: { commentaryChecked: true } } },
};

export const CONFLICT: ApiResponseOptions = {
  status: 409,
  description:
    'The figures are not final yet, it has been decided already, it is no longer what was proposed, or its commentary says small numbers: the problem says what to do.',
  content: { 'application/problem+json': { schema: PROBLEM.schema } },
};

/** For `@Answers`, and as the content of a response. */
function described({
  schema,
  example,
}: Described): Described & Pick<ApiResponseOptions & { content: object }, 'content'> {
  return { schema, example, content: { 'application/json': { schema, example } } };
}
