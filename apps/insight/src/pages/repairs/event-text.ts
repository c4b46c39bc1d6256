import { Problem } from '@careledger/http-problems';

/** An event as people read and edit it. */
export const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

/** The same of a text, where it is JSON; else the text as it is. */
export function prettyText(text: string): string {
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text;
  }
}

/** What was typed as an event. @throws Problem 422 where it is no JSON: with the line, as far as that is known, and nothing of the text */
export function eventTyped(text: string | undefined): unknown {
  if (text === undefined || text.trim() === '') throw notTyped('must be there: type the event that is to be sent');
  try {
    return JSON.parse(text);
  } catch (error) {
    const [, position] = /position (\d+)/.exec(error instanceof Error ? error.message : '') ?? [];
    const line = position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
    const where = line === undefined ? '' : `; it cannot be read from line ${line} on`;
    throw notTyped(`must be JSON${where}`);
  }
}

function notTyped(rule: string): Problem {
  return new Problem({ status: 422, title: 'The event is refused', detail: `event ${rule}.`, field: 'event', rule });
}

/** An event to begin with where another is put right: the same with an id of its own, since that of the other is taken for ever. */
export function draftFor(event: object): object {
  const { id } = event as { readonly id?: unknown };
  return typeof id === 'string' ? { ...event, id: `${id}-put-right` } : event;
}

/** A field in which two events differ; undefined where one has it not. */
export interface Difference {
  /** `data.receivedOn`; empty where it is no object at all. */
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** In what two events differ, in the order of their fields. */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const [first, second] = [new Map(leavesOf(before)), new Map(leavesOf(after))];
  return [...new Set([...first.keys(), ...second.keys()])]
    .map((field) => ({ field, before: first.get(field), after: second.get(field) }))
    .filter((each) => each.before !== each.after);
}

/** What is in a value that is no object, by its path, as JSON without the quotes of texts. */
function leavesOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, each]) => leavesOf(each, path === '' ? name : `${path}.${name}`));
  }
  if (value === undefined) return [];
  return [[path, typeof value === 'string' ? value : JSON.stringify(value)]];
}

/**
 * What was wrong with an event, as a sentence without its end: `data.receivedOn must be a date`.
 * @param whole what it is called as a whole
 */
export function wrongInWords(
  { field, rule }: { readonly field: string; readonly rule: string },
  whole = 'The event',
): string {
  if (rule === 'id-reused') return 'id is taken: the log has an event of that source and id that says something else';
  if (rule === 'erased') return 'The data of its child were erased: nothing more of it is taken';
  return field === '' ? `${whole} ${rule}` : `${field} ${rule}`;
}
