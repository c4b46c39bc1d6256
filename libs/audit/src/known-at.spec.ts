import { formatInstant } from '@careledger/calendar';
import { knownAtIn } from './known-at';

describe('as known at', () => {
  it.each([
    ['2021-01-15', '2021-01-15T23:59:59.999999Z'],
    ['2020-07-01', '2020-07-01T22:59:59.999999Z'],
    // The day on which summer time begins ends by it; the one on which it ends does not.
    ['2021-03-27', '2021-03-27T23:59:59.999999Z'],
    ['2021-03-28', '2021-03-28T22:59:59.999999Z'],
    ['2021-10-30', '2021-10-30T22:59:59.999999Z'],
    ['2021-10-31', '2021-10-31T23:59:59.999999Z'],
    ['2021-01-15T09:00:00+01:00', '2021-01-15T08:00:00Z'],
  ])('%s is %s', (text, instant) => {
    expect(formatInstant(knownAtIn(text))).toBe(instant);
  });

  it.each(['', '2021-02-29', '2021-01-15T09:00:00', 'today'])('"%s" is none', (text) => {
    expect(() => knownAtIn(text)).toThrow(RangeError);
  });
});
