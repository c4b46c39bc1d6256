/** Worked examples for the oracle: the definitions that are easiest to get wrong, each worked out by hand. */
import { addMonths, day, iso, workingDays } from '../oracle/calendar';
import type { Figure, Question } from '../oracle';
import { born, care, figure, holidays, on, ratio, reviewed, visited, type Line } from '../oracle/worked-example';

describe('the calendar', () => {
  const { wd, deadline } = workingDays(holidays);

  it.each([
    ['2020-04-01', '2020-04-01', 0, 'the same day'],
    ['2020-04-01', '2020-04-02', 1, 'the next'],
    ['2020-04-04', '2020-04-06', 0, 'from Saturday, day zero is Monday'],
    ['2020-04-04', '2020-04-05', 0, 'Saturday to Sunday, both of which are Monday'],
    ['2020-04-09', '2020-04-14', 1, 'Easter has four days that are none'],
    ['2020-04-09', '2020-04-10', 1, 'an end on Good Friday is one on the Tuesday after Easter'],
    ['2020-04-02', '2020-04-01', 0, 'backwards'],
    ['2020-04-01', '2020-06-09', 45, 'the last day of 45'],
    ['2020-04-01', '2020-06-10', 46, 'one too many'],
  ])('wd(%s, %s) is %i: %s', (a, b, expected) => {
    expect(wd(day(a), day(b))).toBe(expected);
  });

  it('puts a deadline on the n-th working day after day zero', () => {
    expect(iso(deadline(day('2020-04-01'), 45))).toBe('2020-06-09');
    expect(iso(deadline(day('2020-04-04'), 1))).toBe('2020-04-07');
  });

  it('wd(a, b) ≤ n just when b ≤ deadline(a, n)', () => {
    for (let a = day('2020-04-01'); a < day('2020-05-01'); a += 1) {
      for (let b = a; b < a + 30; b += 1) {
        for (const n of [1, 5, 10]) expect([a, b, n, wd(a, b) <= n]).toEqual([a, b, n, b <= deadline(a, n)]);
      }
    }
  });

  it('clamps months', () => {
    expect(iso(addMonths(day('2020-01-31'), 1))).toBe('2020-02-29');
    expect(iso(addMonths(day('2020-02-29'), 12))).toBe('2021-02-28');
  });
});

describe('the record', () => {
  const received = (receivedOn: string, envelope: Line[2] = {}): Line => [
    'referral.received',
    { id: 'r', receivedOn },
    envelope,
  ];
  const month = (lines: Line[], asked: Partial<Question> = {}): string | undefined =>
    ['2020-04', '2020-05', '2020-06'].find(
      (period) => figure(lines, 'referrals-received', period, asked).numerator === 1,
    );
  const noon = '2020-07-01T12:00:00Z';

  it('lets the latest recording win, whatever came last', () => {
    const later = received('2020-04-02', { recordedtime: '2020-07-01T12:00:00.000002Z' });
    const earlier = received('2020-05-02', { recordedtime: '2020-07-01T13:00:00.000001+01:00' });
    expect(month([later, earlier])).toBe('2020-04');
  });

  it('breaks ties by the id in code points, then by source', () => {
    const wide = received('2020-04-02', { id: '\u{1D49C}', recordedtime: noon });
    const narrow = received('2020-05-02', { id: '\uFF5E', recordedtime: noon });
    expect(month([wide, narrow])).toBe('2020-04'); // in UTF-16 the narrow one would be the greater
    const other = received('2020-06-02', { id: '\u{1D49C}', recordedtime: noon, source: '/other' });
    expect(month([wide, narrow, other])).toBe('2020-06');
  });

  it('counts the first copy of an event, whatever the later ones say', () => {
    expect(month([received('2020-04-02', { id: 'e' }), received('2020-05-02', { id: 'e' })])).toBe('2020-04');
  });

  it('lets appendedAt stand in for a missing recordedtime, then the log position', () => {
    const at = '2020-07-01T12:00:00Z';
    const first = received('2020-04-02', { id: 'z', recordedtime: null, appendedAt: at });
    const second = received('2020-05-02', { id: 'a', recordedtime: null, appendedAt: at });
    expect(month([first, second])).toBe('2020-05');
    expect(month([first, received('2020-06-02', { recordedtime: '2020-07-01T11:00:00Z' })])).toBe('2020-04');
  });

  it('hides what was recorded at or before a retraction, and brings back only what comes later', () => {
    const retracted: Line = ['record.retracted', { entity: 'referral', id: 'r' }, { recordedtime: noon }];
    const first = received('2020-04-02', { recordedtime: noon });
    expect(month([first, retracted])).toBeUndefined();
    expect(month([retracted, first])).toBeUndefined();
    const completed: Line = ['referral.completed', { id: 'r', completedOn: '2020-05-04' }, { recordedtime: noon }];
    const revived = received('2020-05-02', { recordedtime: '2020-07-01T12:00:00.000001Z' });
    const lines = [first, completed, retracted, revived];
    expect(month(lines)).toBe('2020-05');
    expect(figure(lines, 'referrals-completed-1wd', '2020-05')).toEqual(ratio(0, 0));
  });

  it('waits for a start, and takes an end before it as missing', () => {
    const ended: Line = ['cin-plan.ended', { id: 'p', endedOn: '2020-05-04' }];
    expect(on('2020-05-03', [ended], 'cin-plans')).toBe('0/null');
    const started: Line = ['cin-plan.started', { id: 'p', startedOn: '2020-05-01' }];
    expect(on('2020-05-03', [ended, started], 'cin-plans')).toBe('1/null');
    expect(on('2020-05-04', [ended, started], 'cin-plans')).toBe('0/null');
    const late: Line = ['cin-plan.started', { id: 'p', startedOn: '2020-05-05' }];
    expect(on('2020-05-31', [ended, late], 'cin-plans')).toBe('1/null');
  });

  it('knows an event from the greatest appendedAt so far', () => {
    const lines = [
      received('2020-04-02', { appendedAt: '2020-07-01T00:00:00Z' }),
      received('2020-05-02', { appendedAt: '2020-06-01T00:00:00Z', recordedtime: '2021-01-01T00:00:00Z' }),
    ];
    const knownAt = (text: string): number => Date.parse(text) * 1000;
    expect(month(lines, { knownAt: knownAt('2020-06-15T00:00:00Z') })).toBeUndefined();
    expect(month(lines, { knownAt: knownAt('2020-07-01T00:00:00Z') })).toBe('2020-05');
  });

  it('leaves out what is dated after today', () => {
    const asked = { today: '2020-04-19' };
    expect(figure([received('2020-04-20')], 'referrals-received', '2020-04', asked)).toEqual(ratio(0, null));
    expect(figure([received('2020-04-19')], 'referrals-received', '2020-04', asked)).toEqual(ratio(1, null));
    expect(() => figure([], 'cla', '2020-05', { today: '2020-04-30' })).toThrow(/not begun/);
  });
});

describe('due chains', () => {
  const plan: Line = ['cp-plan.started', { id: 'p', startedOn: '2020-01-31' }];

  it('counts no plan before its first review can be due', () => {
    expect(on('2020-04-29', [plan], 'cp-reviews-on-time')).toBe('0/0');
  });

  it('misses a due date at its end, and only then', () => {
    expect(on('2020-04-30', [plan], 'cp-reviews-on-time')).toBe('0/1');
    expect(on('2020-04-30', [plan, ...reviewed('cp-review', '2020-04-30')], 'cp-reviews-on-time')).toBe('1/1');
    expect(on('2020-04-30', [plan, ...reviewed('cp-review', '2020-05-01')], 'cp-reviews-on-time')).toBe('0/1');
  });

  it('goes on from a late event, and forgets a miss after twelve months', () => {
    // Due 30 April, missed; from 1 May due 1 November and 1 May, both met.
    const lines = [plan, ...reviewed('cp-review', '2020-05-01', '2020-11-01', '2021-05-01')];
    expect(on('2021-04-29', lines, 'cp-reviews-on-time')).toBe('0/1');
    expect(on('2021-04-30', lines, 'cp-reviews-on-time')).toBe('1/1');
  });

  it('tells a review that is overdue from one that was missed', () => {
    const lines = [...care('c', '2020-04-01')]; // deadline(1 April, 20) is 1 May
    expect(on('2020-04-30', lines, 'cla-reviews-on-time')).toBe('0/0');
    expect(on('2020-05-01', lines, 'cla-reviews-on-time')).toBe('1/1');
    expect(on('2020-05-01', lines, 'cla-reviews-on-time-in-year')).toBe('0/1');
    const reviews = [...lines, ...reviewed('cla-review', '2020-05-04', '2020-08-04')];
    expect(on('2021-02-04', reviews, 'cla-reviews-on-time')).toBe('1/1'); // 4 August and six months
    expect(on('2021-02-05', reviews, 'cla-reviews-on-time')).toBe('0/1');
    expect(on('2021-02-03', reviews, 'cla-reviews-on-time-in-year')).toBe('0/1'); // 1 May was missed
    expect(on('2021-04-01', reviews, 'cla-reviews-on-time-in-year')).toBe('1/1'); // in the year before
  });

  it('asks for a child-protection visit every ten working days', () => {
    const lines: Line[] = [['cp-plan.started', { id: 'p', startedOn: '2020-06-01' }], ...visited('cp', '2020-06-16')];
    expect(figure(lines, 'cp-visits-10wd', '2020-06')).toEqual(ratio(0, 1)); // due 15 June
    expect(figure(lines, 'cp-visits-15wd', '2020-06')).toEqual(ratio(1, 1));
    expect(on('2020-06-14', lines, 'cp-children-visits-on-time')).toBe('1/1');
    expect(on('2020-06-15', lines, 'cp-children-visits-on-time')).toBe('0/1');
    expect(on('2020-06-30', lines, 'cp-visits-up-to-date')).toBe('1/1');
    expect(on('2020-07-01', lines, 'cp-visits-up-to-date')).toBe('0/1');
  });
});

describe('distinct children', () => {
  const missing = (id: string, startedAt: string, endedAt?: string): Line[] => [
    ['missing.started', { id, startedAt }],
    ...(endedAt === undefined ? [] : [['missing.ended', { id, endedAt }] as Line]),
  ];

  it('counts a child once in each window, in the age band of its first day there', () => {
    const lines = [born('2004-10'), ...missing('1', '2020-03-15T12:00:00Z'), ...missing('2', '2020-11-15T12:00:00Z')];
    const rolling = (period: string): Figure =>
      figure(lines, 'missing-children', period, { grain: 'rolling-12m', by: 'ageBand' });
    expect(rolling('2020-11')).toEqual({ ...ratio(1, null), groups: { '10-15': ratio(1, null) } });
    expect(rolling('2021-02')).toEqual({ ...ratio(1, null), groups: { '10-15': ratio(1, null) } });
    expect(rolling('2021-03')).toEqual({ ...ratio(1, null), groups: { '16-17': ratio(1, null) } });
    expect(rolling('2021-11')).toEqual({ ...ratio(0, null), groups: {} });
    expect(figure(lines, 'missing-episodes', '2021-02', { grain: 'rolling-12m' })).toEqual(ratio(2, null));
  });

  it('takes the London date of an episode', () => {
    const lines = missing('1', '2020-06-30T23:00:00Z');
    expect(figure(lines, 'missing-episodes', '2020-06')).toEqual(ratio(0, null));
    expect(figure(lines, 'missing-episodes', '2020-07')).toEqual(ratio(1, null));
  });

  it('shares out the missing children by whether one episode began in care', () => {
    const lines = [
      ...missing('1', '2020-05-01T12:00:00Z'),
      ...care('c', '2020-05-02'),
      ...missing('2', '2020-06-01T12:00:00Z'),
    ];
    expect(figure(lines, 'missing-children-cla-share', '2020-05')).toEqual(ratio(0, 1));
    expect(figure(lines, 'missing-children-cla-share', '2020-06')).toEqual(ratio(1, 1));
    expect(figure(lines, 'missing-children-cla-share', '2020-06', { grain: 'quarter' })).toEqual(ratio(1, 1));
    expect(figure(lines, 'cla-missing-children', '2020-06', { grain: 'quarter' })).toEqual(ratio(1, null));
  });

  it('finds a child missing in the year on any day in care, also where the episode began before', () => {
    const year = (lines: Line[], today = '2021-12-31'): Figure =>
      figure(lines, 'cla-missing-in-year', '2021-03', { grain: 'year', today });
    const inCare = care('c', '2020-03-01', '2020-06-01');
    expect(year(inCare)).toEqual(ratio(0, 1));
    expect(year([...inCare, ...missing('1', '2020-03-20T12:00:00Z')])).toEqual(ratio(1, 1)); // still missing
    expect(year([...inCare, ...missing('1', '2020-03-20T12:00:00Z', '2020-03-31T22:59:00Z')])).toEqual(ratio(0, 1));
    expect(year([...inCare, ...missing('1', '2020-03-20T12:00:00Z', '2020-03-31T23:00:00Z')])).toEqual(ratio(1, 1)); // 1 April in London
    expect(year([...inCare, ...missing('1', '2020-06-01T12:00:00Z')])).toEqual(ratio(0, 1)); // care ended that day
    const ahead = [...care('c', '2020-09-01'), ...missing('1', '2020-05-01T12:00:00Z')];
    expect(year(ahead, '2020-08-31')).toEqual(ratio(0, 0));
    expect(year(ahead, '2020-09-01')).toEqual(ratio(1, 1));
  });
});

describe('health, caseloads, breakdowns', () => {
  const check = (kind: string, checkedOn: string): Line => [
    'health-check.completed',
    { id: checkedOn, kind, checkedOn },
  ];

  it('reviews health yearly from five, half-yearly before, and not before 1 April', () => {
    const five = [born('2014-06'), ...care('c', '2019-06-15')]; // five on 1 June 2019
    expect(on('2020-06-14', five, 'rha-due-completed')).toBe('0/0');
    expect(on('2020-06-15', five, 'rha-due-completed')).toBe('0/1');
    expect(on('2020-06-15', [...five, check('review', '2020-04-01')], 'rha-due-completed')).toBe('1/1');
    expect(on('2020-06-15', [...five, check('review', '2020-03-31')], 'rha-due-completed')).toBe('0/0'); // due 31 March 2021
    const four = [born('2014-07'), ...care('c', '2019-06-15')];
    expect(on('2020-04-01', four, 'rha-due-completed')).toBe('0/1'); // fell due on 15 December: due on 1 April again
    expect(on('2019-12-14', four, 'rha-due-completed')).toBe('0/0');
    expect(on('2019-12-15', [...four, check('initial', '2019-07-01')], 'rha-due-completed')).toBe('0/1');
    expect(on('2020-06-15', five.slice(1), 'rha-due-completed')).toBe('0/0'); // age not known
  });

  it('counts pairs of child and worker over distinct workers', () => {
    const allocated = (child: string, id: string, worker: string, more: Record<string, unknown> = {}): Line => [
      'allocation.started',
      { id, startedOn: '2020-04-01', worker, qualified: true, ...more },
      { child },
    ];
    const lines = [
      allocated('child-ada', '1', 'w'),
      allocated('child-ada', '2', 'w'),
      allocated('child-ben', '1', 'w'),
      allocated('child-ben', '2', 'v'),
      allocated('child-ben', '3', 'u', { qualified: false }),
      allocated('child-ben', '4', 't', { role: 'iro' }),
    ];
    expect(figure(lines, 'caseload', '2020-04', { by: 'worker' })).toEqual({
      ...ratio(3, 2),
      groups: { w: ratio(2, 1), v: ratio(1, 1) },
    });
  });

  it('keeps a child in care at 17, and calls what is not known unknown', () => {
    const lines = [born('2002-04'), ...care('c', '2019-01-01', '2020-05-15')];
    expect(figure(lines, 'cla', '2020-04', { by: 'ageBand' }).groups).toEqual({ '16-17': ratio(1, null) });
    expect(figure(lines, 'cla-ended', '2020-05', { by: 'ageBand' }).groups).toEqual({ '18-20': ratio(1, null) });
    expect(figure(lines, 'cla', '2020-04', { by: 'placementType' }).groups).toEqual({ unknown: ratio(1, null) });
    expect(figure(lines, 'cla', '2020-04', { by: 'disabled' }).groups).toEqual({ unknown: ratio(1, null) });
    expect(figure(lines, 'cla', '2020-04', { by: 'careDuration' }).groups).toEqual({ '<2y': ratio(1, null) });
  });

  it('takes the legal status of the last change', () => {
    const changed = (id: string, changedOn: string, legalStatus: string): Line => [
      'legal-status.changed',
      { id, care: 'c', changedOn, legalStatus },
    ];
    const lines = [...care('c', '2020-01-01'), changed('b', '2020-03-01', 'C1'), changed('a', '2020-03-01', 'E1')];
    const status = (period: string): string[] =>
      Object.keys(figure(lines, 'cla', period, { by: 'legalStatus' }).groups ?? {});
    expect(status('2020-02')).toEqual(['C2']);
    expect(status('2020-03')).toEqual(['C1']);
  });
});
