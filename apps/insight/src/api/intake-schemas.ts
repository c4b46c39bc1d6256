import type { Described } from './schemas';
import { listOf, object, orNull, text, whole } from './schema-words';

/** What `POST /v1/events` answers (api.md, "Writing"). */
export const intakeAnswer: Described = {
  schema: object({
    accepted: whole('Events that are durable in the log now.'),
    duplicates: whole('Events that the log had already, with the same content.'),
    rejectedCount: whole('All refusals.'),
    rejected: listOf(
      object({
        index: whole('Counts from 0.'),
        id: orNull(text(), 'Null where it cannot be read.'),
        field: text('Dotted; empty for the event as a whole.'),
        rule: text(),
      }),
      'The first 1,000 refusals.',
    ),
  }),
  example: {
    accepted: 998,
    duplicates: 1,
    rejectedCount: 1,
    rejected: [{ index: 17, id: 'e-18', field: 'data.receivedOn', rule: 'must be a date as YYYY-MM-DD' }],
  },
};
