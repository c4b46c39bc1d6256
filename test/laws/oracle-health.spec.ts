/** Worked examples for the oracle on health and leaving care. */
import { born, care, figure, on, ratio, type Line } from '../oracle/worked-example';

const checked = (kind: string, checkedOn: string, more: Record<string, unknown> = {}): Line => [
  'health-check.completed',
  { id: `${kind}${checkedOn}`, kind, checkedOn, ...more },
];
const refused = (kind: string, refusedOn: string): Line => [
  'health-check.refused',
  { id: `no-${kind}${refusedOn}`, kind, refusedOn },
];

describe('initial health assessments', () => {
  it('count on the 20th working day, where the period is open on it', () => {
    const count = (lines: Line[]) => figure(lines, 'iha-20wd', '2020-06');
    expect(count([...care('c', '2020-06-01'), checked('initial', '2020-06-29')])).toEqual(ratio(1, 1));
    expect(count([...care('c', '2020-06-01'), checked('initial', '2020-06-30')])).toEqual(ratio(0, 1));
    expect(count([...care('c', '2020-06-01'), checked('initial', '2020-05-31')])).toEqual(ratio(0, 1));
    expect(count([...care('c', '2020-06-01', '2020-06-29'), checked('initial', '2020-06-02')])).toEqual(ratio(0, 0));
    expect(count(care('c', '2020-06-01', '2020-06-30'))).toEqual(ratio(0, 1));
  });

  it('have a form, by the id of its care period', () => {
    const count = (id: string, returnedOn: string) =>
      figure([...care('c', '2020-06-01'), ['iha-form.returned', { id, returnedOn }]], 'iha-form-7wd', '2020-06');
    expect(count('c', '2020-06-10')).toEqual(ratio(1, 1));
    expect(count('c', '2020-06-11')).toEqual(ratio(0, 1));
    expect(count('d', '2020-06-10')).toEqual(ratio(0, 1));
  });
});

describe('checks of the year', () => {
  it('are asked of who is in care from 1 April and under 18 on 31 March', () => {
    const denominators = (birthMonth: string, startedOn: string): string[] =>
      ['2020-03-31', '2020-04-01', '2021-03-31', '2021-04-01'].map((T) =>
        on(T, [born(birthMonth), ...care('c', startedOn)], 'rha-done-this-year'),
      );
    expect(denominators('2010-01', '2019-04-01')).toEqual(['0/1', '0/1', '0/1', '0/1']);
    expect(denominators('2010-01', '2019-04-02')).toEqual(['0/0', '0/1', '0/1', '0/1']);
    expect(denominators('2003-04', '2019-04-01')).toEqual(['0/1', '0/1', '0/1', '0/0']); // 18 on 1 April 2021
    expect(denominators('2003-03', '2019-04-01')).toEqual(['0/1', '0/0', '0/0', '0/0']); // 18 on 1 March 2021
    expect(on('2020-04-01', care('c', '2019-04-01'), 'rha-done-this-year')).toBe('0/0'); // birth not known
  });

  it('count from their day to the 31 March after it', () => {
    const lines = [born('2010-01'), ...care('c', '2019-04-01'), checked('dental', '2020-03-31')];
    expect(on('2020-03-30', lines, 'dental-done-this-year')).toBe('0/1');
    expect(on('2020-03-31', lines, 'dental-done-this-year')).toBe('1/1');
    expect(on('2020-04-01', lines, 'dental-done-this-year')).toBe('0/1');
  });

  it('are refused where there was a refusal this year and no check', () => {
    const due = [born('2010-01'), ...care('c', '2018-06-15'), refused('review', '2019-05-20')];
    expect(on('2019-06-14', due, 'rha-refused')).toBe('0/0');
    expect(on('2019-06-15', due, 'rha-refused')).toBe('1/1');
    expect(on('2020-04-01', due, 'rha-refused')).toBe('0/1');
    expect(on('2019-06-15', [...due, checked('review', '2019-05-20')], 'rha-refused')).toBe('0/1');
    expect(on('2019-06-15', due.slice(1), 'dental-due-completed')).toBe('0/1'); // no age is needed
  });
});

describe('the 12-month cohort', () => {
  it('begins on the day before the anniversary', () => {
    const lines = [...care('c', '2019-04-01'), checked('dental', '2019-04-01')];
    expect(on('2020-03-30', lines, 'dental-check-12m')).toBe('0/0');
    expect(on('2020-03-31', lines, 'dental-check-12m')).toBe('1/1');
    expect(on('2020-04-01', lines, 'dental-check-12m')).toBe('0/1');
  });

  it('needs two health assessments under the age of five, on two days', () => {
    const lines = [born('2015-06'), ...care('c', '2018-04-01'), checked('initial', '2020-01-10')];
    expect(on('2020-05-31', lines, 'health-assessments-required')).toBe('0/1');
    expect(on('2020-06-01', lines, 'health-assessments-required')).toBe('1/1');
    const twice = (second: string): string =>
      on('2020-05-31', [...lines, checked('review', second)], 'health-assessments-required');
    expect(twice('2020-01-10')).toBe('0/1');
    expect(twice('2019-05-31')).toBe('0/1');
    expect(twice('2019-06-01')).toBe('1/1');
  });

  it('goes by the last of several checks, on one day by the greatest id', () => {
    const lines: Line[] = [
      ...care('c', '2018-04-01'),
      ['health-check.completed', { id: 'b', kind: 'immunisation', checkedOn: '2020-01-10' }],
      ['health-check.completed', { id: 'a', kind: 'immunisation', checkedOn: '2020-01-10', upToDate: false }],
    ];
    expect(on('2020-01-09', lines, 'immunisations-up-to-date')).toBe('0/1');
    expect(on('2029-01-09', lines, 'immunisations-up-to-date')).toBe('1/1');
  });

  it('takes the mean of the latest scores of children aged 5 to 16', () => {
    const scored = (id: string, scoredOn: string, score: number): Line => ['sdq.scored', { id, scoredOn, score }];
    const lines = [...care('c', '2018-04-01'), scored('1', '2020-06-01', 30), scored('2', '2020-07-01', 0)];
    const at = (birthMonth: string, T: string): string => on(T, [born(birthMonth), ...lines], 'sdq-average');
    expect(at('2010-01', '2020-06-30')).toBe('30/1');
    expect(at('2010-01', '2020-07-01')).toBe('0/1');
    expect(at('2010-01', '2021-07-01')).toBe('0/0');
    expect(at('2015-07', '2020-06-30')).toBe('0/0');
    expect(at('2015-06', '2020-06-30')).toBe('30/1');
    expect(at('2003-07', '2020-07-01')).toBe('0/0');
    expect(at('2003-08', '2020-07-01')).toBe('0/1');
  });
});

describe('care leavers', () => {
  const leaver = (status: string, child = 'child-ada'): Line[] => [
    ['care-leaver.started', { id: 'l', startedOn: '2018-06-01', status }, { child }],
  ];
  const contact = (activity: string, child = 'child-ada', id = 'x'): Line => [
    'care-leaver-contact.made',
    { id, contactedOn: '2019-05-01', activity, suitable: true },
    { child },
  ];

  it('are former relevant from 19 to 21, and 17 for as long as they are in care', () => {
    const suitable = (T: string, lines: Line[]): string => on(T, lines, 'care-leavers-suitable-accommodation-19-21');
    const lines = [born('2000-06'), ...leaver('former-relevant'), contact('F1')];
    expect(suitable('2019-05-31', lines)).toBe('0/0');
    expect(suitable('2019-06-01', lines)).toBe('1/1');
    expect(suitable('2022-05-31', lines)).toBe('1/1');
    expect(suitable('2022-06-01', lines)).toBe('0/0');
    expect(suitable('2019-06-01', [born('2000-06'), ...leaver('relevant')])).toBe('0/0');
    const inCare = [...lines, ...care('c', '2018-01-01')];
    expect(suitable('2019-06-01', inCare)).toBe('0/0');
    expect(on('2019-06-01', inCare, 'care-leavers-suitable-accommodation-17-18')).toBe('1/1');
  });

  it('are divided by reason over all of them', () => {
    const one = (activity: string, child: string): Line[] => [
      born('2000-06', child),
      ...leaver('former-relevant', child),
      contact(activity, child),
    ];
    const lines = [...one('G4', 'child-ada'), ...one('F2', 'child-ben'), ...one('G6', 'child-cyd')];
    const noContact = [born('2000-06', 'child-dee'), ...leaver('former-relevant', 'child-dee')];
    expect(figure([...lines, ...noContact], 'care-leavers-neet-19-21', '2019-06', { by: 'activity' })).toEqual({
      ...ratio(2, 3),
      groups: { G4: ratio(1, 3), G6: ratio(1, 3) },
    });
    expect(figure([...lines, ...noContact], 'care-leavers-eet-19-21', '2019-06')).toEqual(ratio(1, 4));
  });

  it('are mothers or expect to be, of those who are women', () => {
    const expecting: Line = ['parenthood.started', { id: 'p', startedOn: '2019-01-01', kind: 'pregnant' }];
    const lines = [...leaver('relevant'), expecting];
    expect(on('2019-06-01', [born('2000-06'), ...lines], 'care-leavers-parents-17-21')).toBe('1/1');
    const man: Line = ['child.described', { birthMonth: '2000-06', gender: 'M' }];
    expect(on('2019-06-01', [man, ...lines], 'care-leavers-parents-17-21')).toBe('0/0');
  });
});
