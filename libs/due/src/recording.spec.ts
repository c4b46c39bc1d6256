import { isPerhapsDone, perhapsDone, perhapsDoneInWords, type RecordingDelay } from './recording';

const VISITS: RecordingDelay = { events: 400, median: 9, ninetieth: 21 };
const overdue = (...daysOver: number[]) => daysOver.map((days) => ({ days: -days, state: 'overdue' as const }));

/** Thirty visits: twelve overdue by 1 to 20 days, one by just 21, seventeen by more; and one that is due in two days. */
const THIRTY = [
  ...overdue(1, 1, 2, 3, 5, 8, 9, 13, 14, 18, 20, 20),
  ...overdue(21),
  ...overdue(...Array.from({ length: 17 }, (_, i) => 22 + i)),
  { days: 2, state: 'soon' as const },
];

describe('what is overdue and may not be typed in yet', () => {
  it('is what is overdue by fewer days than nine of ten take to be recorded', () => {
    expect(perhapsDone(THIRTY, VISITS)).toEqual({ delay: VISITS, overdue: 30, overdueByLess: 12 });
    expect([20, 21].map((days) => isPerhapsDone(overdue(days)[0]!, VISITS))).toEqual([true, false]);
    expect(isPerhapsDone({ days: 0, state: 'soon' }, VISITS)).toBe(false);
  });

  it('is nothing where all is recorded by the next day', () => {
    const atOnce = { events: 400, median: 0, ninetieth: 1 };
    expect(perhapsDone(THIRTY, atOnce)?.overdueByLess).toBe(0);
  });

  it('is not known where few were recorded', () => {
    expect(perhapsDone(THIRTY, { ...VISITS, events: 9 })).toBeUndefined();
    expect(perhapsDone(THIRTY, undefined)).toBeUndefined();
    expect(isPerhapsDone(overdue(1)[0]!, { ...VISITS, events: 9 })).toBe(false);
  });
});

describe('the words', () => {
  const words = (daysOver: readonly number[], delay = VISITS): string =>
    perhapsDoneInWords('cp-visit', perhapsDone(overdue(...daysOver), delay)!);

  it('say how late recording is, and how much of what is overdue that can explain', () => {
    expect(perhapsDoneInWords('cp-visit', perhapsDone(THIRTY, VISITS)!)).toBe(
      'Child protection visits: half are recorded within 9 days, nine of ten within 21 days. 12 of the 30 overdue are overdue by fewer than 21 days: they may have been done and not typed in yet.',
    );
    expect(words([3, 40])).toMatch(/1 of the 2 overdue is overdue by fewer than 21 days: it may have been done/);
    expect(words([3])).toMatch(/The one that is overdue is overdue by fewer than 21 days: it may have been done/);
    expect(words([40, 41])).toMatch(/All 2 overdue are so by 21 days or more\.$/);
    expect(words([21])).toMatch(/The one that is overdue is so by 21 days or more\.$/);
    expect(words([], { events: 12, median: 0, ninetieth: 1 })).toBe(
      'Child protection visits: half are recorded on the same day, nine of ten within 1 day.',
    );
  });
});
