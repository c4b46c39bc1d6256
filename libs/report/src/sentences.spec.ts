import { parseDay, parseMonth } from '@careledger/calendar';
import { MEASURES } from '@careledger/measures';
import { analysisOf } from './analysis';
import type { Facts } from './facts';
import { changes, comparatorSentences, lastYearSentences, targetSentences } from './held-against';
import { headlines } from './headline';
import { facts, known, read } from './testing/made-facts';
import { wordingOf } from './wording';

const said = (id: string, lines: string, more: Partial<Facts> = {}): string =>
  read(analysisOf(facts(lines, more), known(id)));

it('every measure of the catalogue has words', () => {
  expect(MEASURES.map(({ id }) => id).filter((id) => wordingOf(id) === undefined)).toEqual([]);
  for (const measure of MEASURES) {
    const wording = wordingOf(measure.id) ?? { mean: '' };
    const shape = 'many' in wording ? 'count' : 'of' in wording ? 'percent' : 'mean';
    expect([measure.id, shape]).toEqual([measure.id, measure.shape]);
  }
});

it('says of assessments in 45 days what the Darlington report says', () => {
  expect(
    said(
      'assessments-45wd',
      `assessments-45wd quarter 2020-12 189/203
       assessments-45wd quarter 2020-09 159/189
       assessments-45wd ytd 2020-12 455/534`,
    ),
  ).toBe(
    'In Quarter 3 2020/21, 93.1% (189 of 203) of assessments completed took 45 working days or fewer; ' +
      'in the year to date (April to December 2020) it was 85.2% (455 of 534). ' +
      'The quarter’s figure is up from 84.1% (159 of 189) in Quarter 2 2020/21. ' +
      'The year to date is below the target of 90%: the target is not met. ' +
      'The year to date is above England (83.8%) and below the North East (88.8%) and statistical neighbours (87.7%), ' +
      'as published for 2019/20; higher is better. ' +
      'In the whole of 2019/20 it was 88.7%, as the authority published then.',
  );
});

describe('a headline', () => {
  const first = (id: string, lines: string, more: Partial<Facts> = {}) =>
    read(headlines(facts(lines, more), known(id)));

  it.each([
    [
      'cla month 2020-12 284',
      'At the end of December 2020, 284 children were in care, a rate of 126.5 per 10,000 children.',
    ],
    ['cla month 2020-12 1', 'At the end of December 2020, 1 child was in care, a rate of 0.4 per 10,000 children.'],
    ['cla month 2020-12 0', 'At the end of December 2020, no children were in care.'],
    [
      'cla month 2020-12 1284',
      'At the end of December 2020, 1,284 children were in care, a rate of 571.8 per 10,000 children.',
    ],
    [
      'cp-allocated-qualified month 2020-12 88/88',
      'At the end of December 2020, 100.0% (88 of 88) of children on a protection plan had an allocated qualified social worker.',
    ],
    [
      'sdq-average month 2021-03 1243/88',
      'At the end of March 2021, the average difficulties score of children aged 5 to 16 in care for twelve months was 14.1 (88 children with a score).',
      '2021-03',
    ],
    [
      'adoption-a10 quarter 2020-12 1200/3',
      'In Quarter 3 2020/21, the average time from entering care to moving in with the adoptive family was 400.0 days (only 3 children adopted).',
    ],
    [
      'early-help-started quarter 2020-12 170\nearly-help-started ytd 2020-12 467',
      'In Quarter 3 2020/21, 170 early help assessments were started; in the year to date (April to December 2020) it was 467.',
    ],
    ['cp-ended-after-2y quarter 2020-12 0/0', 'In Quarter 3 2020/21 there were no protection plans that ended.'],
    [
      'cp-ended-after-2y quarter 2020-12 0/0\ncp-ended-after-2y ytd 2020-12 0/20',
      'In Quarter 3 2020/21 there were no protection plans that ended. In the year to date (April to December 2020), 0.0% (0 of 20) of protection plans that ended had lasted two years or more.',
    ],
    [
      'cp-ended-after-2y quarter 2020-12 2/3',
      'In Quarter 3 2020/21, 66.7% (2 of only 3) of protection plans that ended had lasted two years or more.',
    ],
    [
      'early-help-started quarter 2020-06 134\nearly-help-started ytd 2020-06 134',
      'In Quarter 1 2020/21, 134 early help assessments were started.',
      '2020-06',
    ],
    [
      'early-help-started quarter 2021-03 134\nearly-help-started ytd 2021-03 601',
      'In Quarter 4 2020/21, 134 early help assessments were started; in the year 2020/21 it was 601.',
      '2021-03',
    ],
  ])('%s', (lines, sentence, quarter = '2020-12') => {
    const month = parseMonth(quarter);
    const [id = ''] = lines.split(' ');
    expect(first(id, lines, { quarter: month, today: parseDay('2021-03-31') })).toBe(sentence);
  });

  it('of a quarter that is not over says up to when', () => {
    const today = parseDay('2020-12-15');
    expect(first('cla', 'cla month 2020-12 284', { today })).toMatch(/^On 15 December 2020, 284 children/);
    expect(first('early-help-started', 'early-help-started quarter 2020-12 17', { today })).toBe(
      'In Quarter 3 2020/21 so far (to 15 December 2020), 17 early help assessments were started.',
    );
  });

  it('that is suppressed has no number, and nothing is compared with it', () => {
    const lines = `cp-ended-after-2y quarter 2020-12 c
                   cp-ended-after-2y quarter 2020-09 8/40
                   cp-ended-after-2y ytd 2020-12 c`;
    const sentences = said('cp-ended-after-2y', lines);
    expect(sentences).toContain('the figure of “Plans that lasted two years or more” is not published (c)');
    expect(sentences).not.toMatch(/%|target|up from|down from|England/);
  });

  it('says where there is nothing to say', () => {
    expect(first('cla', '')).toBe(
      '“Children in care” is not shown for the quarter: the records are not complete for it.',
    );
    const source = { kind: 'publication', id: 1, status: 'published', knownAt: '', digest: '', note: '' } as const;
    expect(first('cla', '', { source })).toBe('“Children in care” is not in this publication for the quarter.');
  });
});

describe('a change', () => {
  const change = (id: string, lines: string, more: Partial<Facts> = {}) => read(changes(facts(lines, more), known(id)));

  it('is from the quarter before and the year before, each by its name', () => {
    expect(change('cp-plans', 'cp-plans month 2020-12 88\ncp-plans month 2020-09 103\ncp-plans month 2019-12 88')).toBe(
      'It is down from 103 at the end of September 2020 and the same as 88 at the end of December 2019.',
    );
  });

  it('that rounding hides is none', () => {
    expect(
      change(
        'assessments-45wd',
        'assessments-45wd quarter 2020-12 8501/10000\nassessments-45wd quarter 2020-09 8499/10000',
      ),
    ).toBe('The quarter’s figure is the same as 85.0% (8,499 of 10,000) in Quarter 2 2020/21.');
  });

  it('is not told of a quarter that is not over', () => {
    const lines = 'early-help-started quarter 2020-12 17\nearly-help-started quarter 2020-09 163';
    expect(change('early-help-started', lines, { today: parseDay('2020-12-15') })).toBe('');
  });
});

describe('a target', () => {
  const target = (id: string, lines: string, more: Partial<Facts> = {}) =>
    read(targetSentences(facts(lines, more), known(id)));

  it.each([
    ['cla-20-miles month 2020-12 20/271', 'It is below the target of 10%: the target is met.'],
    ['cla-20-miles month 2020-12 10/100', 'It is at the target of 10%: the target is met.'],
    ['cla-20-miles month 2020-12 10049/100000', 'It is at the target of 10%: the target is met.'],
    ['cla-20-miles month 2020-12 10051/100000', 'It is above the target of 10%: the target is not met.'],
    ['cla-same-placement-2y month 2020-12 86/113', 'It is above the target of 68%: the target is met.'],
    [
      'cla month 2020-12 284',
      'The authority has set 95 per 10,000 children as a line to refer to; neither way is better in itself, so nothing is said of how the figure stands to it.',
    ],
    [
      'rha-done-this-year month 2020-12 162/228',
      'The target of 90% is for the whole year, so the figure is not held against it before March 2021.',
    ],
    ['cp-ended-after-2y ytd 2020-12 0/0', ''],
    ['cla-20-miles month 2020-12 c', ''],
  ])('%s', (lines, sentence) => expect(target(lines.split(' ')[0] ?? '', lines)).toBe(sentence));

  it('for months is held against the last, and told in how many of the quarter it was met', () => {
    const months = (october: string, november: string, december: string) =>
      target(
        'referrals-completed-1wd',
        `referrals-completed-1wd month 2020-10 ${october}
         referrals-completed-1wd month 2020-11 ${november}
         referrals-completed-1wd month 2020-12 ${december}`,
      );
    expect(months('75/99', '35/55', '45/51')).toBe(
      'In December 2020 it was 88.2% (45 of 51), below the target of 90% for a month: the target is not met. It was met in none of the quarter’s three months.',
    );
    expect(months('99/99', '35/55', '9/10')).toBe(
      'In December 2020 it was 90.0% (9 of 10), at the target of 90% for a month: the target is met. It was met in two of the quarter’s three months.',
    );
    // How often it was met would tell of the month that is suppressed.
    expect(months('99/99', 'c', '9/10')).not.toContain('three months');
    expect(months('99/99', '35/55', 'c')).toBe('');
  });

  it('for the year is compared in March', () => {
    const march = { quarter: parseMonth('2021-03'), today: parseDay('2021-03-31') };
    expect(target('rha-done-this-year', 'rha-done-this-year month 2021-03 162/228', march)).toBe(
      'It is below the target of 90%: the target is not met.',
    );
  });
});

describe('what others have published', () => {
  const others = (id: string, lines: string, more: Partial<Facts> = {}) =>
    read(comparatorSentences(facts(lines, more), known(id)));

  it.each([
    [
      'cp-plans month 2020-12 88',
      'For comparison, as published for 2019/20: England 42.8, the North East 70.0 and statistical neighbours 53.9 per 10,000 children.',
    ],
    [
      'cla-3-plus-placements month 2020-12 19/284',
      'It is below England (10%), the North East (10%) and statistical neighbours (9.9%), as published for 2019/20; lower is better.',
    ],
    [
      'icpc-15wd ytd 2020-12 776/1000',
      'The year to date is the same as England (77.6%) and below the North East (83.1%) and statistical neighbours (80.8%), as published for 2019/20; higher is better.',
    ],
    [
      'care-leavers-suitable-accommodation-19-21 month 2020-12 884/1000',
      'It is the same as England (88%) to the nearest whole number and below the North East (91%), as published for 2020/21; higher is better.',
    ],
    // A count of others is none of ours, a cumulative rate no year's, a share that grows all year not yet a year's.
    ['early-help-started ytd 2020-12 467', ''],
    ['s47-started ytd 2020-12 267', ''],
    ['cla-missing-in-year ytd 2020-12 30/330', ''],
    ['icpc-15wd ytd 2020-12 c', ''],
  ])('%s', (lines, sentence) => expect(others(lines.split(' ')[0] ?? '', lines)).toBe(sentence));
});

describe('last year', () => {
  const last = (id: string, lines: string) => read(lastYearSentences(facts(lines), known(id)));

  it('is what was published, as long as there is no figure of a year before to compare with', () => {
    expect(last('cp-plans', 'cp-plans month 2020-12 88')).toBe(
      'At the end of March 2020 it was 85, as the authority published then.',
    );
    expect(last('cp-plans', 'cp-plans month 2020-12 88\ncp-plans month 2019-12 91')).toBe('');
  });
});

it('what is reported once a year says so', () => {
  expect(said('sdq-average', 'sdq-average month 2020-12 1243/88')).toMatch(
    /^“Strengths and difficulties: average score” is reported once a year, at the end of March\./,
  );
});
