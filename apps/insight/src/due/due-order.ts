import type { Day } from '@careledger/calendar';

/** What the place of a line goes by: its due day, then the numbers of its child and of itself. */
interface InList {
  readonly due: Day;
  readonly place: readonly number[];
}

/** In the order of the list: by due day, then by place in the ledger, which stays as it is when others come and go. */
export function byDueDay(a: InList, b: InList): number {
  return comparePlaces(placeOf(a), placeOf(b));
}

/** Where a line stands in the order of the list. */
export const placeOf = ({ due, place }: InList): readonly number[] => [due, ...place];

export function comparePlaces(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
