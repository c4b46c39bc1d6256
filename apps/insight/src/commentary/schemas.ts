import type { ApiBodyOptions } from '@nestjs/swagger';
import type { Described } from '../api/schemas';
import { instant, listOf, object, text, whole } from '../api/schema-words';

const version = { version: whole('From 1.'), text: text(), author: text(), writtenAt: instant() };

/** A commentary with all its versions. */
export const COMMENTARY: Described = {
  schema: object({
    measure: text(),
    authority: text(),
    period: text('The last month of the quarter.'),
    versions: listOf(object(version), 'The latest first; none where nothing has been written.'),
  }),
  example: {
    measure: 'assessments-45wd',
    authority: '841',
    period: '2020-12',
    versions: [
      {
        version: 1,
        text: 'Two teams were short of staff in November.',
        author: 'a.analyst',
        writtenAt: '2021-01-17T10:00:00Z',
      },
    ],
  },
};

export const WRITING: ApiBodyOptions = {
  required: true,
  schema: object(
    {
      text: text('1 to 4,000 characters, without names of children.'),
      by: text('Who you are; only where nobody signs in (AUTH=none).'),
    },
    ['by'],
  ),
  examples: { one: { value: { text: 'Two teams were short of staff in November.' } } },
};
