import { listOf, object, orNull, instant, text, whole } from '../api/schema-words';
import type { Described } from '../api/schemas';

const head = (what: string) =>
  object({
    next: whole(`The ${what} that comes next: the chain value is over all before it.`),
    chain: text('In hexadecimal digits; empty where nothing is before it.'),
  });

export const CHAINS: Described = {
  schema: object({
    at: instant('When the heads were read.'),
    rules: orNull(text(), 'What rules the ledger was begun under; under others the same events are posted otherwise.'),
    partitions: listOf(
      object({
        partition: whole(),
        events: head('offset'),
        postings: orNull(head('number'), 'Null where the postings have not been sealed yet.'),
      }),
    ),
  }),
  example: {
    at: '2021-01-15T09:00:00.000000Z',
    rules: 'rulebook 3, accounts 07b3f4aaf8be',
    partitions: [
      {
        partition: 0,
        events: { next: 10412, chain: '4e3c74e540bc593cac3b2367c30720c8b6abd42deb85d138c798bfb9c8b747cf' },
        postings: { next: 66120, chain: 'a089f33c400e06a19130935513ed24b740699bc3b2a4cd6c76136a9ce9bbdf1a' },
      },
    ],
  },
};
