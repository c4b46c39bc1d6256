import { parseDay } from '@careledger/calendar';
import { bookingInWords, daysInWords } from './due-words';

it('says how far off a day is', () => {
  expect([-2, -1, 0, 1, 14].map(daysInWords)).toEqual([
    '2 days over',
    '1 day over',
    'due today',
    'in 1 day',
    'in 14 days',
  ]);
});

describe('a booking in words', () => {
  const line = {
    kind: 'cp-visit',
    sealed: false,
    due: parseDay('2020-06-15'),
    booked: undefined,
    bookingPassed: undefined,
  } as const;

  it.each([
    [{}, 'Not booked'],
    [{ booked: parseDay('2020-06-15') }, 'Booked for 15 June 2020'],
    [{ booked: parseDay('2020-06-16') }, 'Booked for 16 June 2020, which is late'],
    [{ bookingPassed: parseDay('2020-06-10') }, 'Was booked for 10 June 2020; nothing recorded since'],
    [{ sealed: true }, 'Not shown'],
    [{ kind: 'assessment' as const }, '–'],
  ])('%j: %s', (other, words) => {
    expect(bookingInWords({ ...line, ...other })).toBe(words);
  });
});
