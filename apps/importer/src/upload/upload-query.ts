import { Problem } from '@careledger/http-problems';

/** The query of a request as fastify reads it: a parameter that is given twice is an array. */
export type Query = Readonly<Record<string, unknown>>;

/** @throws Problem 400 where a parameter is there that the call does not have. */
export function allowOnly(query: Query, ...names: readonly string[]): void {
  const unknown = Object.keys(query).find((name) => !names.includes(name));
  if (unknown !== undefined) throw wrong(unknown, `must not be there: this call takes ${names.join(', ')}`);
}

/** A parameter that has a form. @throws Problem 400 where it is not there or has another. */
export function textIn(query: Query, name: string, form: RegExp, rule: string): string {
  const value = query[name];
  if (typeof value === 'string' && form.test(value)) return value;
  throw wrong(name, rule);
}

/** A parameter of a list. @throws Problem 400 where it is none of them, or not there. */
export function choiceIn<T extends string>(query: Query, name: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === query[name]);
  if (found === undefined) throw wrong(name, `must be one of ${choices.join(', ')}`);
  return found;
}

/** Whether a switch is on: `true` or not there. @throws Problem 400 for any other value. */
export function switchIn(query: Query, name: string): boolean {
  const value = query[name];
  if (value === undefined || value === 'true') return value === 'true';
  throw wrong(name, 'must be "true", or left out');
}

function wrong(field: string, rule: string): Problem {
  return new Problem({ status: 400, detail: `The query parameter ${field} ${rule}.`, field, rule });
}
