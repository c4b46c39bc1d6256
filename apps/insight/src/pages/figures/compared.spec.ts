import { parseDay, parseMonth } from '@careledger/calendar';
import { periodEnding, type Point } from '@careledger/figures';
import { measureIn, NEWEST, type Grain, type Measure } from '@careledger/measures';
import { TargetBook, type Target } from '@careledger/reference';
import { againstTarget, comparatorInWords, comparatorsOf, comparedPeriod, complete, directionOf } from './compared';

const TODAY = parseDay('2020-12-31');
const named = (id: string): Measure => measureIn(NEWEST, id) as Measure;

function point(month: string, value: number | null, grain: Grain = 'month', today = TODAY): Point {
  const period = periodEnding(parseMonth(month), grain, today);
  if (period === undefined) throw new Error(`${month} has not begun`);
  return { period, numerator: value ?? 0, denominator: 100, value };
}

describe('how a figure moved', () => {
  it.each([
    ['assessments-45wd', 84.1, 85.2, { way: 'up', isBetter: true, words: 'up from 84.1%' }],
    ['re-referrals-12m', 17.2, 19.7, { way: 'up', isBetter: false, words: 'up from 17.2%' }],
    ['cla', 287, 284, { way: 'down', isBetter: null, words: 'down from 287' }],
    ['assessments-45wd', 85.16, 85.24, { way: 'same', isBetter: null, words: 'the same' }],
  ])('%s from %s to %s', (id, before, now, direction) => {
    expect(directionOf(named(id), 'month', [point('2020-11', before), point('2020-12', now)])).toEqual(direction);
  });

  it('is not said of a count while its period goes on, nor where there is nothing to compare', () => {
    const half = parseDay('2020-12-15');
    const unfinished = [point('2020-11', 50, 'month', half), point('2020-12', 20, 'month', half)];
    expect(directionOf(named('referrals-received'), 'month', unfinished)).toBeUndefined();
    expect(directionOf(named('cla'), 'month', unfinished)).toMatchObject({ way: 'down' });
    expect(directionOf(named('cla'), 'month', [point('2020-12', 284)])).toBeUndefined();
    expect(
      directionOf(named('assessments-45wd'), 'month', [point('2020-11', null), point('2020-12', 80)]),
    ).toBeUndefined();
  });

  it('of a year to date is told against the same months of the year before', () => {
    const months = Array.from({ length: 13 }, (_, i) =>
      point(i === 0 ? '2019-12' : '2020-12', i === 0 ? 90 : 85, 'ytd'),
    );
    expect(directionOf(named('assessments-45wd'), 'ytd', months)).toMatchObject({ words: 'down from 90.0%' });
    expect(directionOf(named('assessments-45wd'), 'ytd', months.slice(1))).toBeUndefined();
    expect(comparedPeriod('ytd', parseMonth('2020-12'))).toBe('the same months of 2019/20');
    expect(comparedPeriod('quarter', parseMonth('2020-12'))).toBe('the quarter to September 2020');
  });
});

describe('a figure against its target', () => {
  const target = (one: Partial<Target>): TargetBook =>
    new TargetBook([
      {
        ...{ authority: '841', measure: 'assessments-45wd', grain: 'ytd', figure: 'value', target: 90 },
        ...{ compare: 'always', code: '', note: '', source: 'the council', ...one },
      },
    ]);
  const asked = (id: string, grain: Grain) => ({ measure: named(id), authority: '841', grain });

  it('is held against that of its own kind of period alone', () => {
    const figure = { point: point('2020-12', 85.2, 'ytd'), rate: null };
    expect(againstTarget(target({}), asked('assessments-45wd', 'ytd'), figure)?.standing).toMatchObject({
      status: 'near',
      distance: -4.8,
    });
    expect(againstTarget(target({}), asked('assessments-45wd', 'month'), figure)).toBeUndefined();
  });

  it('of a measure that is read once a year is said nothing before March', () => {
    const book = target({ measure: 'sdq-average', grain: 'month', target: 14 });
    const inDecember = againstTarget(book, asked('sdq-average', 'month'), { point: point('2020-12', 15), rate: null });
    expect(inDecember?.standing).toMatchObject({ status: 'none', why: expect.stringMatching(/once a year/) as string });
    const march = point('2021-03', 15, 'month', parseDay('2021-04-20'));
    expect(againstTarget(book, asked('sdq-average', 'month'), { point: march, rate: null })?.standing.why).toBeNull();
  });
});

describe('what others have published', () => {
  it('is of the latest year that was over, England first', () => {
    const found = comparatorsOf(named('assessments-45wd'), '841', TODAY).map((one) =>
      comparatorInWords(named('assessments-45wd'), one),
    );
    expect(found).toEqual([
      'England 83.8% (2019/20)',
      'North East 88.8% (2019/20)',
      'Statistical neighbours 87.7% (2019/20)',
    ]);
  });

  it('of a count is the rate, and neighbours are one’s own', () => {
    const found = comparatorsOf(named('cp-plans'), '840', TODAY);
    expect(found.every(({ figure }) => figure === 'rate')).toBe(true);
    expect(found.some(({ area }) => area.startsWith('Statistical'))).toBe(false);
  });
});

describe('figures of the time before records are complete', () => {
  it('are left out: of a flow where its period begins earlier, of a state where its day lies earlier', () => {
    const figures = ['2020-03', '2020-04', '2020-06'].map((month) => ({
      point: point(month, 1, 'rolling-12m'),
      rate: null,
    }));
    const from = parseMonth('2020-04');
    expect(complete(named('cla'), figures, from)).toHaveLength(2);
    expect(complete(named('referrals-received'), figures, from)).toHaveLength(0);
    expect(complete(named('cla'), figures, undefined)).toHaveLength(3);
  });
});
