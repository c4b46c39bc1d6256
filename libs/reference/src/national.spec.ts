import { parseMonth } from '@careledger/calendar';
import { MEASURES } from '@careledger/measures';
import { ANNUAL_ONLY, ANNUAL_TREND, BUNDLED_POPULATIONS, BUNDLED_TARGETS, COMPARATORS, READINGS } from './national';

describe('what is kept', () => {
  it('says of every measure of the rulebook which way is better', () => {
    for (const { id } of MEASURES) expect({ id, known: READINGS.has(id) }).toEqual({ id, known: true });
  });

  it('reads a figure in the unit of its shape', () => {
    const units = { count: ['count'], percent: ['percent'], mean: ['days', 'score', 'children per worker'] };
    for (const { id, shape } of MEASURES)
      expect({ id, unit: units[shape] }).toEqual({
        id,
        unit: expect.arrayContaining([READINGS.get(id)?.unit]) as string[],
      });
  });

  it('is about measures of the catalogue', () => {
    const named = [...BUNDLED_TARGETS, ...COMPARATORS.comparators, ...ANNUAL_TREND, ...ANNUAL_ONLY.values()].map(
      ({ measure }) => measure,
    );
    expect(named.filter((measure) => !READINGS.has(measure))).toEqual([]);
  });

  it('has a rate of those measures alone that offer one', () => {
    const rates = [...BUNDLED_TARGETS, ...COMPARATORS.comparators, ...ANNUAL_TREND].filter(
      ({ figure }) => figure === 'rate',
    );
    const offered = MEASURES.filter(({ rate }) => rate === true).map(({ id }) => id);
    expect(new Set(rates.map(({ measure }) => measure))).toEqual(new Set(['cla', 'cp-plans', 's47-started']));
    for (const { measure } of rates) expect(offered).toContain(measure);
  });

  it.each([
    ['cla', 'neither'],
    ['cla-20-miles', 'lower'],
    ['assessments-45wd', 'higher'],
  ])('reads %s: %s is better', (measure, polarity) => expect(READINGS.get(measure)?.polarity).toBe(polarity));

  it('knows what others published, DfE before who quotes it, and what was suppressed', () => {
    expect(COMPARATORS.find('assessments-45wd', 'England', '2019/20')?.value).toBe(83.8);
    expect(COMPARATORS.find('cla', 'Statistical neighbours of 841', '2019/20', 'rate')?.value).toBe(100.3);
    expect(COMPARATORS.find('re-referrals-12m', 'England', '2019/20')).toMatchObject({
      value: 22.6,
      numerator: 145_390,
    });
    expect(COMPARATORS.find('cla-offending', '841', '2020/21')).toMatchObject({ value: null, numerator: null });
    expect(COMPARATORS.find('cla', '841', '2024/25')?.value).toBe(266);
    expect(COMPARATORS.find('cla', 'England', '1999/00')).toBeUndefined();
  });

  it('knows the councils’ own earlier years, and how far the last of them goes', () => {
    const ofIcpc = ANNUAL_TREND.filter(({ measure }) => measure === 'icpc-15wd');
    expect(ofIcpc.map(({ year, value }) => [year, value])).toEqual([
      ['2018/19', 95.4],
      ['2019/20', 89.5],
      ['2020/21', 92.5],
    ]);
    expect(ofIcpc.at(-1)?.to).toBe(parseMonth('2020-12'));
    expect(ANNUAL_TREND.filter(({ measure }) => measure === 're-referrals-12m').map(({ figure }) => figure)).toEqual([
      ...Array<string>(4).fill('numerator'),
      ...Array<string>(4).fill('value'),
    ]);
  });

  it('knows the populations that rates of both councils rest on', () => {
    expect(BUNDLED_POPULATIONS.find(({ authority }) => authority === '841')).toMatchObject({
      year: '2020/21',
      population: 22_455,
    });
    expect(BUNDLED_POPULATIONS.filter(({ authority }) => authority === '840')).toHaveLength(7);
  });

  it('names the measures that are annual only, and why', () => {
    expect([...ANNUAL_ONLY.keys()].sort()).toEqual([
      'cla-substance-misuse',
      'development-assessments-up-to-date',
      'immunisations-up-to-date',
      'sdq-average',
    ]);
  });
});
