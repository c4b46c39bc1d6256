/** Makes a failing history smaller: whole children first, then ever smaller runs of events, for as long as it still fails. */
import type { LoggedCaseEvent } from '../histories';

/** The smallest history found within so many milliseconds. What remains keeps its place in the log. */
export function shrunk(
  history: readonly LoggedCaseEvent[],
  fails: (part: readonly LoggedCaseEvent[]) => boolean,
  milliseconds: number,
): readonly LoggedCaseEvent[] {
  const until = performance.now() + milliseconds;
  const nameOf = ({ event }: LoggedCaseEvent): string => `${event.authority}:${event.subject}`;
  let small = history;
  for (const child of new Set(history.map(nameOf))) {
    const others = small.filter((logged) => nameOf(logged) !== child);
    if (performance.now() < until && others.length > 0 && fails(others)) small = others;
  }
  for (let size = Math.ceil(small.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let again = true; again;) {
      again = false;
      for (let from = small.length - size; from > -size; from -= size) {
        if (performance.now() > until) return small;
        const less = small.filter((_, place) => place < from || place >= from + size);
        if (less.length > 0 && less.length < small.length && fails(less)) {
          small = less;
          again = size === 1;
        }
      }
    }
  }
  return small;
}
