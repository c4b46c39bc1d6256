import { Problem } from '@careledger/http-problems';

/** The problem of a field of a body. */
export function wrongField(field: string, rule: string): Problem {
  const subject = field === '' ? 'The body' : `The field ${field}`;
  return new Problem({ status: 400, detail: `${subject} ${rule}.`, field, rule });
}
