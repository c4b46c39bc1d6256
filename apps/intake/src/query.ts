import { Problem } from '@careledger/http-problems';

/** The query of a request as fastify reads it: a parameter that is given twice is an array. */
export type Query = Readonly<Record<string, unknown>>;

/** @throws Problem 400 where a parameter is there that the call does not have. */
export function allowOnly(query: Query, ...names: readonly string[]): void {
  const unknown = Object.keys(query).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw wrong(unknown, `must not be there: this call takes ${names.join(' and ')}`);
}

/** Whether a switch is on: `true` or not there. @throws Problem 400 for any other value. */
export function switchIn(query: Query, name: string): boolean {
  const value = query[name];
  if (value === undefined || value === 'true') return value === 'true';
  throw wrong(name, 'must be "true", or left out');
}

/** The three digits of an authority, or undefined. @throws Problem 400 for any other value. */
export function authorityIn(query: Query): string | undefined {
  const value = query['authority'];
  if (value === undefined || (typeof value === 'string' && /^\d{3}$/.test(value))) return value;
  throw wrong('authority', 'must be the three digits of a local-authority code, for instance 841');
}

/** A whole number within bounds, or what stands for it where it is not there. @throws Problem 400 for any other value. */
export function numberIn(query: Query, name: string, bounds: { from: number; to: number; default: number }): number {
  const value = query[name];
  if (value === undefined) return bounds.default;
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : NaN;
  if (number >= bounds.from && number <= bounds.to) return number;
  throw wrong(name, `must be a whole number from ${bounds.from} to ${bounds.to}`);
}

function wrong(field: string, rule: string): Problem {
  return new Problem({ status: 400, detail: `The query parameter ${field} ${rule}.`, field, rule });
}
