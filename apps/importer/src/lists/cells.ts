import { DateTime } from 'luxon';
import { formatInstant, parseInstant } from '@careledger/calendar';
import { readDay } from '../engine/return-year';
import type { Column, FieldSchema } from './columns';

const YES = new Set(['true', 'yes', 'y', '1']);
const NO = new Set(['false', 'no', 'n', '0']);
const LONDON = { zone: 'Europe/London' };
const LOCAL_FORMS = ['yyyy-MM-dd HH:mm', 'yyyy-MM-dd HH:mm:ss', 'dd/MM/yyyy HH:mm', 'dd/MM/yyyy HH:mm:ss'];

/**
 * What a cell means as a field of the event. Text that has none of the column's forms comes back as it is: the contract then
 * refuses it, with its own words.
 */
export function valueOf(text: string, { schema }: Column): string | number | boolean {
  if (schema === undefined) return text;
  if (schema.type === 'boolean') return truth(text);
  if (schema.type === 'integer' || schema.type === 'number')
    return text === '' || Number.isNaN(Number(text)) ? text : Number(text);
  if (schema.format === 'date') return readDay(text) ?? text;
  if (schema.format === 'date-time') return instantIn(text);
  if (schema.enum !== undefined) return schema.enum.find((each) => each.toLowerCase() === text.toLowerCase()) ?? text;
  return monthIn(text, schema);
}

function truth(text: string): boolean | string {
  const word = text.toLowerCase();
  if (YES.has(word)) return true;
  return NO.has(word) ? false : text;
}

function instantIn(text: string): string {
  for (const form of LOCAL_FORMS) {
    const local = DateTime.fromFormat(text.replace('T', ' '), form, LONDON);
    if (local.isValid) return formatInstant(local.toMillis() * 1000);
  }
  try {
    return formatInstant(parseInstant(text));
  } catch {
    return text;
  }
}

function monthIn(text: string, { title }: FieldSchema): string {
  const [, month, year] = /^(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  return title.startsWith('a month') && year !== undefined ? `${year}-${month?.padStart(2, '0')}` : text;
}
