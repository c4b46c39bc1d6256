import { parseDay, parseInstant } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
import { madeEvent } from '../testing/made-events';
import { Arrivals, daysAgoInWords, minutesInWords } from './arrivals';

const child = 'ada-00000001';
const checked = (id: string, checkedOn: string, at: string): CaseEvent =>
  madeEvent('health-check.completed', { child, at }, { id, checkedOn, kind: 'review' });

/** @param appendedAt the instant at which the log took them; as they were recorded where nothing is said (a historical load) */
function arrived(events: readonly CaseEvent[], appendedAt?: string, isFirst = true): Arrivals {
  const arrivals = new Arrivals();
  events.forEach((event, offset) => {
    const at = parseInstant(appendedAt ?? (event.recordedtime as string));
    arrivals.add({ partition: 0, offset, appendedAt: at, event }, isFirst);
  });
  return arrivals;
}

/** News on the first of each month, and once more after two months. */
const MONTHLY = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '11'].map((month) =>
  checked(month, `2020-${month}-01`, `2020-${month}-01T09:00:00Z`),
);

describe('how old news is', () => {
  it('is unusual when it is older than ever in the year before', () => {
    const arrivals = arrived(MONTHLY);
    const on = (day: string) =>
      arrivals.freshness(parseDay(day)).map(({ silentDays, isUnusual }) => [silentDays, isUnusual]);
    // From 1 September to 1 November there were 61 days without any.
    expect(arrivals.freshness(parseDay('2020-11-01'))).toMatchObject([
      { family: 'health', events: 10, longestSilence: 61, usualSilence: 31, silentDays: 0, isUnusual: false },
    ]);
    expect(on('2021-01-01')).toEqual([[61, false]]);
    expect(on('2021-01-02')).toEqual([[62, true]]);
  });

  it('is not judged where there has been too little', () => {
    expect(arrived(MONTHLY.slice(0, 3)).freshness(parseDay('2021-12-31'))).toMatchObject([
      { longestSilence: null, usualSilence: null, isUnusual: false, silentDays: 670 },
    ]);
  });

  it('is today where a clock stands before what has come in', () => {
    expect(arrived(MONTHLY).freshness(parseDay('2020-06-30'))[0]?.silentDays).toBe(0);
  });
});

describe('how long recording takes', () => {
  const live = [
    checked('a', '2020-05-01', '2020-05-01T09:00:00Z'),
    checked('b', '2020-05-01', '2020-05-03T09:00:00Z'),
    checked('c', '2020-05-01', '2020-06-10T09:00:00Z'),
    checked('d', '2020-08-01', '2020-07-10T09:00:00Z'), // dated ahead: known before it happened
  ];

  it('is told of live events in days from date to record, and in minutes from record to log', () => {
    expect(arrived(live, '2020-07-10T10:30:00Z').delays(parseDay('2020-12-31'))).toEqual({
      of: 'live',
      families: [
        {
          family: 'health',
          recording: { events: 3, median: 2, ninetieth: 40 },
          sending: { events: 4, median: 43_290, ninetieth: 100_890 },
        },
      ],
    });
  });

  it('is told of a loaded history while nothing is live, and without the time of sending', () => {
    expect(arrived(live).delays(parseDay('2020-12-31'))).toMatchObject({
      of: 'historical',
      families: [{ recording: { events: 3, median: 2 }, sending: null }],
    });
  });

  it('leaves out corrections and what was recorded more than twelve months ago', () => {
    expect(arrived(live, undefined, false).delays(parseDay('2020-12-31')).families).toEqual([]);
    const { families } = arrived(live).delays(parseDay('2021-05-31'));
    expect(families[0]?.recording?.events).toBe(1);
  });
});

describe('the words', () => {
  it('are those of people', () => {
    expect([0, 1, 41].map(daysAgoInWords)).toEqual(['today', 'yesterday', '41 days ago']);
    expect([0, 1, 119, 300, 5_760].map(minutesInWords)).toEqual([
      'under a minute',
      '1 minute',
      '119 minutes',
      '5 hours',
      '4 days',
    ]);
  });
});
