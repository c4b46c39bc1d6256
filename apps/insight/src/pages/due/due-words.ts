import { dayInWords } from '@careledger/calendar';
import { canBeBooked, type DueState } from '@careledger/due';
import { NO_VALUE } from '@careledger/figures';
import type { ShownLine } from '../../due/due-list';
import { counted, tag, type Markup } from '../frame';

/** `3 days over`, `due today`, `in 5 days`. @param days until it is due */
export function daysInWords(days: number): string {
  if (days === 0) return 'due today';
  return days < 0 ? `${counted(-days, 'day')} over` : `in ${counted(days, 'day')}`;
}

/** A state in words, with a colour that only helps. */
export function stateTag(state: DueState): Markup {
  switch (state) {
    case 'overdue':
      return tag('Overdue', 'red');
    case 'soon':
      return tag('Due soon', 'yellow');
    case 'later':
      return tag('Later', 'grey');
  }
}

/** Whether it is booked, and for which day; a dash for what no event can book. */
export function bookingInWords(line: Pick<ShownLine, 'kind' | 'sealed' | 'booked' | 'bookingPassed' | 'due'>): string {
  const { kind, sealed, booked, bookingPassed, due } = line;
  if (sealed) return 'Not shown';
  if (!canBeBooked(kind)) return NO_VALUE;
  if (booked !== undefined) return `Booked for ${dayInWords(booked)}${booked > due ? ', which is late' : ''}`;
  if (bookingPassed !== undefined) return `Was booked for ${dayInWords(bookingPassed)}; nothing recorded since`;
  return 'Not booked';
}
