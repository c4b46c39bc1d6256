import type { ShownLine } from './due-list';
import { comparePlaces, placeOf } from './due-order';

/** A page of lines, and the place after which the next one begins; undefined where this is the last. */
export function pageOf(
  lines: readonly ShownLine[],
  { after, limit }: { readonly after: readonly number[] | undefined; readonly limit: number },
): { readonly page: readonly ShownLine[]; readonly next: readonly number[] | undefined } {
  const from = after === undefined ? 0 : lines.findIndex((line) => comparePlaces(placeOf(line), after) > 0);
  const page = from < 0 ? [] : lines.slice(from, from + limit);
  const last = page[page.length - 1];
  const isLast = from < 0 || from + limit >= lines.length || last === undefined;
  return { page, next: isLast ? undefined : placeOf(last) };
}
