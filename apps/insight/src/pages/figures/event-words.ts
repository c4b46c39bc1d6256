import { dayInWords, parseDay } from '@careledger/calendar';
import type { Standing } from '@careledger/record';

/** `Assessment completed, 3 December 2020`: an event by its type and its own date. */
export function eventInWords({ type, data }: Pick<Standing, 'type' | 'data'>): string {
  const date = dateOf(data);
  return date === undefined ? nameOfType(type) : `${nameOfType(type)}, ${dayInWords(parseDay(date))}`;
}

/** `assessment.completed` as `Assessment completed`. */
export function nameOfType(type: string): string {
  const words = type
    .replace(/[.-]/g, ' ')
    .replace(/\bcla\b/g, 'children-in-care')
    .replace(/\bcp\b/g, 'child protection')
    .replace(/\bcin\b/g, 'child in need')
    .replace(/\bicpc\b/g, 'initial child protection conference')
    .replace(/\biha\b/g, 'initial health assessment')
    .replace(/\bs47\b/g, 'section 47 enquiry')
    .replace(/\bsdq\b/g, 'strengths and difficulties questionnaire')
    .replace(/\buasc\b/g, 'unaccompanied asylum seeker');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** The date that an event is about: its first date, or the day of its first instant. */
export function dateOf(data: Standing['data']): string | undefined {
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === 'string' && /(On|At)$/.test(name) && /^\d{4}-\d\d-\d\d/.test(value)) return value.slice(0, 10);
  }
  return undefined;
}
