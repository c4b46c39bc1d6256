import { GRAINS } from '@careledger/measures';
import type { Described } from '../api/schemas';
import { listOf, number, object, oneOf, orNull, text, whole } from '../api/schema-words';

const name = {
  measure: text(),
  grain: oneOf(GRAINS),
  period: text('The last month.'),
  breakdown: text('Empty of all that the measure counts.'),
  key: text('The group; empty of all.'),
};
const C = 'c where the cell is suppressed.';
const orC = (one: object, description: string) => ({ anyOf: [one, { type: 'string', enum: ['c'] }], description });

/** What the public may see of a publication. */
export const PUBLIC_CELLS: Described = {
  schema: object({
    publication: whole(),
    authority: text(),
    status: oneOf(['proposed', 'published']),
    cells: listOf(
      object({
        ...name,
        shown: oneOf(['figure', 'suppressed', 'none'], 'none: nothing is divided by nothing.'),
        numerator: orC(whole(), C),
        denominator: orC(orNull(whole()), `Null of a count; ${C}`),
        value: orC(orNull(number()), `Not rounded; ${C}`),
        rate: orC(orNull(number()), `Null where there is none; ${C}`),
      }),
      'In the order of the publication; of what has been published in the order of their names.',
    ),
    unprotected: listOf(
      object(name),
      'Of a proposal: suppressed cells of which it was not found that they are protected, mostly since what has been published before gives them away.',
    ),
  }),
  example: {
    publication: 1,
    authority: '841',
    status: 'published',
    cells: [
      {
        measure: 'cp-plans-started',
        grain: 'month',
        period: '2020-10',
        breakdown: '',
        key: '',
        shown: 'suppressed',
        numerator: 'c',
        denominator: 'c',
        value: 'c',
        rate: 'c',
      },
    ],
    unprotected: [],
  },
};
