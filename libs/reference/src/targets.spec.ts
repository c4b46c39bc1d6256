import { BUNDLED_TARGETS, MEASURE_IDS } from './national';
import { readTargets, TargetBook } from './targets';

const HEAD = 'authority,measure,grain,target,source';
const read = (...rows: string[]) => readTargets('targets.csv', [HEAD, ...rows].join('\n'), MEASURE_IDS);

describe('the targets that are bundled', () => {
  const book = new TargetBook(BUNDLED_TARGETS);

  it('are of one grain each', () => {
    expect(book.of('icpc-15wd').map(({ grain, target }) => [grain, target])).toEqual([
      ['month', 100],
      ['ytd', 95],
    ]);
    expect(book.of('cp-visits-10wd', '841').map(({ grain }) => grain)).toEqual(['month', 'ytd']);
    expect(book.of('re-referrals-12m').map(({ grain }) => grain)).toEqual(['ytd']);
    expect(book.of('iha-20wd').map(({ grain }) => grain)).toEqual(['quarter']);
    expect(book.of('cla-uasc')).toEqual([]);
  });

  it('are Darlington’s and nobody else’s', () => {
    expect(BUNDLED_TARGETS).toHaveLength(29);
    expect(new Set(BUNDLED_TARGETS.map(({ authority }) => authority))).toEqual(new Set(['841']));
    expect(book.of('assessments-45wd', '840')).toEqual([]);
    expect(book.headline('assessments-45wd', '840')).toBeNull();
  });

  it('say where a year must be over', () => {
    const atYearEnd = BUNDLED_TARGETS.filter(({ compare }) => compare === 'march').map(({ measure }) => measure);
    expect(atYearEnd).toEqual(['rha-done-this-year', 'dental-done-this-year']);
  });

  it.each([
    ['assessments-45wd', 90],
    ['icpc-15wd', 100],
    ['re-referrals-12m', 18],
    ['cla-uasc', null],
  ])('come down to one number: %s %p', (measure, expected) => expect(book.headline(measure)).toBe(expected));

  it('do not put the target of a rate beside a count', () => {
    expect(book.of('cla')).toMatchObject([{ figure: 'rate', target: 95 }]);
    expect(book.headline('cla')).toBeNull();
  });

  it('can be taken over by a made-up authority', () => {
    const [target] = book.asIfOf('500', 'Riverton (made up)').of('assessments-45wd');
    expect(target).toMatchObject({
      authority: '500',
      target: 90,
      source: expect.stringMatching(/^Riverton \(made up\): taken over from Darl/) as string,
    });
  });
});

describe('readTargets', () => {
  it('takes a short row', () => {
    expect(read('840,assessments-45wd,month,85.5,Cabinet 2024')).toEqual([
      {
        authority: '840',
        measure: 'assessments-45wd',
        grain: 'month',
        figure: 'value',
        target: 85.5,
        compare: 'always',
        code: '',
        note: '',
        source: 'Cabinet 2024',
      },
    ]);
  });

  it.each([
    ['84,assessments-45wd,month,85,x', 'targets.csv, line 2: has "84" in the column authority. Give the three digits'],
    [
      '840,assesments,month,85,x',
      'targets.csv, line 2: has "assesments" in the column measure, and the catalogue has no measure',
    ],
    [
      '840,assessments-45wd,monthly,85,x',
      'has "monthly" in the column grain. Use one of: month, quarter, year, ytd, rolling-12m.',
    ],
    ['840,assessments-45wd,month,85%,x', 'has "85%" in the column target. Give the target: digits'],
    ['840,assessments-45wd,month,85,', 'has nothing in the column source. Give who set the target'],
    ['840,assessments-45wd,month,85', 'has 4 fields where there are 5 columns.'],
    ['840,assessments-45wd,month,85,"x', 'has a quotation mark in the wrong place'],
  ])('refuses %s', (row, message) => expect(() => read(row)).toThrow(message));

  it('refuses two targets for one thing', () => {
    expect(() => read('840,cla-uasc,month,1,x', '840,cla-uasc,month,2,x')).toThrow(
      'targets.csv, line 3: says again what line 2 says (authority 840, cla-uasc, month, value). Leave one of them out.',
    );
  });
});
