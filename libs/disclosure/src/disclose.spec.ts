import { loadSolver } from '@careledger/discloser';
import { disclose } from './disclose';
import type { EarlierCell, ExactCell, Shown } from './cells';
import type { Solver } from './solver';

let solver: Solver;
beforeAll(async () => (solver = await loadSolver()));

/** `cla quarter 2020-12 gender=F 7` or `… 7/12`. */
function cell(text: string): ExactCell {
  const [measure = '', grain, period = '', ...rest] = text.split(' ');
  const [group, figure = ''] = rest.length === 2 ? rest : [undefined, rest[0]];
  const [breakdown = '', key = ''] = group?.split('=') ?? [];
  const [numerator, denominator] = figure.split('/').map(Number);
  return {
    measure,
    grain: grain as ExactCell['grain'],
    period,
    breakdown,
    key,
    numerator: numerator ?? NaN,
    denominator: denominator ?? null,
  };
}
const told: Record<Shown, string> = { figure: 'shown', suppressed: 'c', none: 'nothing' };
const shownOf = (texts: readonly string[], earlier: readonly (readonly EarlierCell[])[] = []): string[] =>
  disclose(texts.map(cell), earlier, solver).shown.map((shown) => told[shown]);
/** As it was shown then: `… c 7` of what was suppressed. */
const then = (...texts: string[]): EarlierCell[] =>
  texts.map((text) => ({
    ...cell(text.replace(' c ', ' ')),
    shown: text.includes(' c ') ? 'suppressed' : 'figure',
  }));

describe('a cell', () => {
  it.each([
    ['cla quarter 2020-12 0', 'shown'],
    ['cla quarter 2020-12 1', 'c'],
    ['cla quarter 2020-12 5', 'c'],
    ['cla quarter 2020-12 6', 'shown'],
    ['cla-uasc quarter 2020-12 0/40', 'shown'],
    ['cla-uasc quarter 2020-12 5/40', 'c'],
    ['cla-uasc quarter 2020-12 35/40', 'c'],
    ['cla-uasc quarter 2020-12 34/40', 'shown'],
    ['cla-uasc quarter 2020-12 40/40', 'shown'],
    ['cla-uasc quarter 2020-12 0/5', 'c'],
    ['cla-uasc quarter 2020-12 0/0', 'nothing'],
    ['sdq-average quarter 2020-12 61/5', 'c'],
    ['sdq-average quarter 2020-12 4/6', 'shown'],
    ['caseload quarter 2020-12 40/4', 'c'],
  ])('%s is %s', (text, shown) => {
    expect(shownOf([text])).toEqual([shown]);
  });
});

describe('what a small cell could be worked out of', () => {
  it('is suppressed: another group, the cheapest', () => {
    expect(
      shownOf([
        'cla month 2020-12 60',
        'cla month 2020-12 gender=F 3',
        'cla month 2020-12 gender=M 37',
        'cla month 2020-12 gender=I 20',
      ]),
    ).toEqual(['shown', 'c', 'shown', 'c']);
  });

  it('is suppressed: another month', () => {
    expect(
      shownOf([
        'cp-plans-started month 2020-10 3',
        'cp-plans-started month 2020-11 7',
        'cp-plans-started month 2020-12 12',
        'cp-plans-started quarter 2020-12 22',
      ]),
    ).toEqual(['c', 'c', 'shown', 'shown']);
  });

  it('is suppressed: the same number under another name', () => {
    expect(shownOf(['cla month 2020-12 30', 'cla quarter 2020-12 gender=F 4', 'cla ytd 2020-12 gender=F 4'])).toEqual([
      'shown',
      'c',
      'c',
    ]);
    expect(shownOf(['assessments-completed month 2020-12 4', 'assessments-45wd month 2020-12 0/4'])).toEqual([
      'c',
      'c',
    ]);
  });

  it('are ones and ones: a third is needed', () => {
    expect(
      shownOf([
        'cla month 2020-12 9',
        'cla month 2020-12 gender=F 1',
        'cla month 2020-12 gender=M 1',
        'cla month 2020-12 gender=I 7',
      ]),
    ).toEqual(['shown', 'c', 'c', 'c']);
  });

  it('is the year to date before and after', () => {
    const cells = ['cp-plans-started ytd 2020-09 20', 'cp-plans-started ytd 2020-12 23'];
    expect(shownOf(cells)).toEqual(['c', 'shown']); // no cell says 3, but their difference does
    expect(shownOf([...cells, 'cp-plans-started quarter 2020-12 3'])).toEqual(['c', 'shown', 'c']);
  });

  it('is what was shown before, and then it cannot be protected', () => {
    const before = then('cp-plans-started month 2020-10 8', 'cp-plans-started month 2020-11 9');
    const quarter = ['cp-plans-started month 2020-12 3', 'cp-plans-started quarter 2020-12 20'];
    expect(shownOf(quarter, [before])).toEqual(['c', 'c']);
    const all = [...before, ...then('cp-plans-started quarter 2020-12 20')];
    const told = disclose(quarter.map(cell), [all], solver);
    expect(told.shown).toEqual(['suppressed', 'figure']);
    expect(told.unprotected).toMatchObject([{ period: '2020-12', grain: 'month' }]);
  });

  it('stays suppressed for as long as it has not changed', () => {
    const before = then('cla month 2020-12 gender=F c 3', 'cla month 2020-12 gender=M c 37', 'cla month 2020-12 40');
    expect(shownOf(['cla month 2020-12 gender=M 37'], [before])).toEqual(['c']);
    expect(shownOf(['cla month 2020-12 gender=M 36'], [before])).toEqual(['shown']);
    expect(shownOf(['cla quarter 2020-12 gender=M 37'], [before])).toEqual(['c']); // the same number by another name
  });

  it('is a total that was corrected, where all else was shown before and has not changed', () => {
    const before = then('cla month 2020-12 gender=F 8', 'cla month 2020-12 gender=M 37', 'cla month 2020-12 45');
    const corrected = ['cla month 2020-12 gender=F 3', 'cla month 2020-12 gender=M 37', 'cla month 2020-12 40'];
    expect(shownOf(corrected, [before])).toEqual(['c', 'shown', 'c']);
  });

  it('is the same in whatever order the cells come', () => {
    const months = ['2020-10', '2020-11', '2020-12'];
    const texts = months.flatMap((month, i) => [
      `cp-plans-started month ${month} ${[21, 24, 27][i]}`,
      `cp-plans-started month ${month} gender=F ${[3, 12, 14][i]}`,
      `cp-plans-started month ${month} gender=M ${[18, 12, 13][i]}`,
    ]);
    texts.push('cp-plans-started quarter 2020-12 72');
    texts.push('cp-plans-started quarter 2020-12 gender=F 29', 'cp-plans-started quarter 2020-12 gender=M 43');
    const shown = shownOf(texts);
    expect(shown.filter((each) => each === 'c')).toHaveLength(4); // two months, girls and boys
    expect(shownOf([...texts].reverse()).reverse()).toEqual(shown);
  });
});
