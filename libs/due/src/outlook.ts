import type { Day } from '@careledger/calendar';
import { at, FOREVER, prevailing, type Timeline } from '@careledger/measures';
import { bookings, caseHolders, type Booking, type CaseHolder, type Child } from '@careledger/record';
import type { Anchor, Obligation } from './obligation';
import type { DueKind } from './kinds';
import { obligations } from './obligations';

/** How many days ahead something counts as due soon, where nobody says otherwise. */
export const DUE_SOON_DAYS = 14;

export type DueState = 'overdue' | 'soon' | 'later';

/** Something that is due for a child, as it stands on a day. */
export interface DueItem {
  readonly kind: DueKind;
  readonly due: Day;
  readonly since: Day;
  readonly anchor: Anchor;
  readonly state: DueState;
  /** Days until it is due; below 0 by how many it is overdue. */
  readonly days: number;
  /** The next day, today or later, for which it is booked. */
  readonly booked: Day | undefined;
  /** Where no day ahead is booked: the last one that has passed with nothing recorded since. */
  readonly bookingPassed: Day | undefined;
  /** The allocation in force. */
  readonly worker: string | undefined;
  readonly team: string | undefined;
}

/** What there is to say of a child on any day from some day on, as far as its record goes. */
export interface Outlook {
  readonly obligations: readonly Obligation[];
  readonly bookings: readonly Pick<Booking, 'what' | 'purpose' | 'plannedOn'>[];
  readonly socialWorkers: Timeline<Pick<CaseHolder, 'worker' | 'team'>>;
  readonly advisers: Timeline<Pick<CaseHolder, 'worker' | 'team'>>;
}

/** @param from what stands no more on this day is left out */
export function outlookOf(child: Child, from: Day): Outlook {
  const standing = obligations(child).filter(({ to }) => to > from);
  if (standing.length === 0) return NOTHING_AHEAD;
  const holders = (role: CaseHolder['role']) =>
    prevailing(caseHolders(child).filter((holder) => holder.role === role))
      .filter(({ to }) => to > from)
      .map((span) => ({ ...span, what: { worker: span.what.worker, team: span.what.team } }));
  return {
    obligations: standing,
    bookings: bookings(child).map(({ what, purpose, plannedOn }) => ({ what, purpose, plannedOn })),
    socialWorkers: holders('social-worker'),
    advisers: holders('personal-adviser'),
  };
}

const NOTHING_AHEAD: Outlook = { obligations: [], bookings: [], socialWorkers: [], advisers: [] };

/** What is due for a child as things stand on a day, the earliest first. */
export function itemsOn(outlook: Outlook, today: Day, within = DUE_SOON_DAYS): DueItem[] {
  const { worker, team } = at(outlook.socialWorkers, today) ?? at(outlook.advisers, today) ?? NOBODY;
  return outlook.obligations
    .filter(({ from, to }) => from <= today && today < to)
    .map(({ kind, due, since, anchor }) => {
      const days = due - today;
      const state: DueState = days < 0 ? 'overdue' : days <= within ? 'soon' : 'later';
      return { kind, due, since, anchor, state, days, ...booked(outlook, kind, since, today), worker, team };
    })
    .sort((a, b) => a.due - b.due);
}

const NOBODY = { worker: undefined, team: undefined };

/** What is due for a child today, the earliest first. */
export function dueItems(child: Child, today: Day, within = DUE_SOON_DAYS): DueItem[] {
  return itemsOn(outlookOf(child, today), today, within);
}

/** What is booked of the kinds that can be: a booking names no plan and no care period, only what it is for. */
const BOOKED_AS: Partial<Record<DueKind, Pick<Booking, 'what' | 'purpose'>>> = {
  'cp-visit': { what: 'visit', purpose: 'cp' },
  'cla-visit': { what: 'visit', purpose: 'cla' },
  'cp-review': { what: 'review', purpose: 'cp' },
  'cla-review': { what: 'review', purpose: 'cla' },
  'initial-conference': { what: 'conference', purpose: undefined },
};

/** Whether a kind can be booked at all. */
export const canBeBooked = (kind: DueKind): boolean => BOOKED_AS[kind] !== undefined;

function booked(
  { bookings }: Outlook,
  kind: DueKind,
  since: Day,
  today: Day,
): Pick<DueItem, 'booked' | 'bookingPassed'> {
  const as = BOOKED_AS[kind];
  const days =
    as === undefined
      ? []
      : bookings
          .filter(({ what, purpose, plannedOn }) => what === as.what && purpose === as.purpose && plannedOn > since)
          .map(({ plannedOn }) => plannedOn);
  const ahead = Math.min(FOREVER, ...days.filter((day) => day >= today));
  if (ahead < FOREVER) return { booked: ahead, bookingPassed: undefined };
  const passed = Math.max(-FOREVER, ...days);
  return { booked: undefined, bookingPassed: passed > -FOREVER ? passed : undefined };
}
