import { GRAINS } from '@careledger/measures';
import type { Described } from '../api/schemas';
import { date, instant, listOf, mapOf, object, oneOf, orNull, text, truth, whole } from '../api/schema-words';
import { AN_EXPLANATION, EXPLAINED } from '../publications/schemas';
import { KINDS_OF_CAUSE } from './kinds-of-cause';

const position = mapOf(whole(), 'For each partition of the log the offset that comes next.');

/** Why a figure differs from what it was. */
export const RESTATEMENTS: Described = {
  schema: object(
    {
      measure: text(),
      authority: text(),
      grain: oneOf(GRAINS),
      period: text('The last month of the period.'),
      since: instant('The first instant.'),
      sincePosition: orNull(position, 'The position of the first figure; null where none was given.'),
      knownAt: orNull(instant(), 'The second instant; null for now.'),
      position,
      final: truth('Whether the second figure can no longer change, and with it the explanation.'),
      ...EXPLAINED,
      restatements: listOf(
        object(
          {
            child: orNull(text(), 'Null where the child is sealed, or was erased.'),
            sealed: truth('There, and true, where the child is sealed and the token has not the role sealed-records.'),
            erased: truth('There, and true, where the child was erased since: its postings are all that is left.'),
            date: date(),
            numerator: whole('What was added, or taken back.'),
            denominator: orNull(whole()),
            groups: mapOf(text(), 'The breakdowns and the keys that it falls under.'),
            cause: orNull(text(), 'The id of the event that made the posting; null where that has been erased.'),
            type: orNull(text(), 'The type of that event.'),
            historical: orNull(
              truth(),
              'Whether that event came by a historical load: appendedAt is its recordedtime. Null where it has been erased.',
            ),
            kind: oneOf(Object.keys(KINDS_OF_CAUSE)),
            knownAt: instant(),
          },
          ['sealed', 'erased'],
        ),
        'What moved the figure, in the order of the ledger.',
      ),
      next: orNull(text(), 'The path of the next page; null where this was the last.'),
    },
    // What explains the difference as a whole comes with the first page.
    Object.keys(EXPLAINED),
  ),
  example: {
    measure: 'assessments-45wd',
    authority: '841',
    grain: 'quarter',
    period: '2020-12',
    since: '2021-01-15T09:00:00Z',
    sincePosition: null,
    knownAt: null,
    position: { '0': 10412, '1': 9977 },
    final: true,
    ...AN_EXPLANATION,
    restatements: [
      {
        child: 'c0ffee00c0ffee00',
        date: '2020-12-09',
        numerator: -1,
        denominator: -1,
        groups: { ageBand: '5-9', disabled: 'false', ethnicity: 'WBRI', gender: 'F' },
        cause: 'e-812',
        type: 'csc.assessment.completed',
        historical: false,
        kind: 'correction',
        knownAt: '2021-01-20T10:11:12Z',
      },
    ],
    next: null,
  },
};
