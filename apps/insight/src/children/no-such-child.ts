import { Problem } from '@careledger/http-problems';

/** Whether a child can be called that. */
export const isChildName = (authority: string, subject: string): boolean =>
  /^\d{3}$/.test(authority) && /^[A-Za-z0-9_-]{8,64}$/.test(subject);

/** What is answered of a child that is not there, or that the reader may not know of. */
export function noSuchChild(): Problem {
  return new Problem({
    status: 404,
    title: 'There is no such child',
    detail: 'No event of a child of that authority and pseudonym is in the figures.',
    field: 'child',
    rule: 'must be the pseudonym of a child that events have told of',
  });
}
