import { hash } from 'node:crypto';

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

/**
 * JSON in its canonical form (RFC 8785): no white space, names in the order of their UTF-16 code units, numbers and texts as
 * ECMAScript writes them. Two texts of the same value are the same to the byte, whoever writes them.
 */
export function canonicalText(value: Json): string {
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`JSON has no number ${value}`);
    return JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(canonicalText).join(',')}]`;
  const fields = Object.entries(value).filter((field): field is [string, Json] => field[1] !== undefined);
  // Compared as JavaScript compares texts: by code unit, as the RFC has it.
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalText(field)}`).join(',')}}`;
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);

/** SHA-256 of the text's bytes in UTF-8, in hexadecimal digits. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'hex');
}
