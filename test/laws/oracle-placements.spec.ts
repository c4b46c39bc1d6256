/** Worked examples for the oracle on placements: stays, runs, and the visits that fall due in them. */
import { born, care, figure, moved, on, placed, visited, type Line } from '../oracle/worked-example';

describe('stays', () => {
  const threePlus = (T: string, lines: Line[]): string => on(T, lines, 'cla-3-plus-placements');

  it('joins a temporary placement and the return to the same carers', () => {
    const there = [...care('c', '2020-04-01'), placed('1', '2020-04-01'), placed('2', '2020-05-01')];
    const back = placed('4', '2020-05-20', { sameCarer: true });
    expect(threePlus('2020-06-30', [...there, placed('3', '2020-05-15', { type: 'T0' }), back])).toBe('0/1');
    expect(threePlus('2020-06-30', [...there, placed('3', '2020-05-15'), back])).toBe('1/1');
    expect(threePlus('2020-06-30', [...there, placed('4', '2020-05-20')])).toBe('1/1');
  });

  it('counts a stay for twelve months from its end, and never one without a day', () => {
    const lines = [
      ...care('c', '2020-01-01'),
      placed('1', '2020-01-01'),
      placed('2', '2020-04-01'), // ends the first
      placed('3', '2020-04-30'),
    ];
    expect(threePlus('2020-04-29', lines)).toBe('0/1');
    expect(threePlus('2020-04-30', lines)).toBe('1/1');
    expect(threePlus('2021-03-31', lines)).toBe('1/1');
    expect(threePlus('2021-04-01', lines)).toBe('0/1');
    const sameDay = [
      ...care('c', '2020-01-01'),
      placed('1', '2020-01-01'),
      placed('2', '2020-04-01'),
      placed('3', '2020-04-01'),
    ];
    expect(threePlus('2020-04-30', sameDay)).toBe('0/1');
  });

  it('counts the stays of earlier care periods, and no placement outside of care', () => {
    const lines = [
      ...care('c', '2020-01-01', '2020-02-01'),
      placed('0', '2019-12-01'), // before care began: belongs to no care period
      placed('1', '2020-01-01'),
      ...care('d', '2020-03-01'),
      placed('2', '2020-03-01'),
    ];
    expect(threePlus('2020-12-31', lines)).toBe('0/1');
    expect(threePlus('2020-12-31', [...lines, placed('3', '2020-12-31')])).toBe('1/1');
  });

  it('dates an adoptive placement with foster carers from the stay before it', () => {
    const lines = [
      born('2015-01'),
      ...care('c', '2019-01-01'),
      placed('1', '2019-02-01'),
      placed('2', '2021-06-01', { type: 'A3' }),
    ];
    expect(on('2021-06-30', lines, 'cla-same-placement-2y')).toBe('0/0'); // thirty months are over on 1 July
    expect(on('2021-07-01', lines, 'cla-same-placement-2y')).toBe('1/1');
    const fostered = lines.map(([type, data]): Line => [
      type,
      { ...data, ...(data['type'] === 'A3' ? { type: 'U4' } : {}) },
    ]);
    expect(on('2021-07-01', fostered, 'cla-same-placement-2y')).toBe('0/1');
    expect(on('2021-07-01', fostered.slice(1), 'cla-same-placement-2y')).toBe('0/0'); // age not known
    expect(on('2021-07-01', [born('2015-01'), ...care('c', '2019-01-01')], 'cla-same-placement-2y')).toBe('0/1');
  });
});

describe('visits in care', () => {
  const lines = [...care('c', '2020-06-01'), placed('1', '2020-06-01')];
  /** Those of the visit days that are on time: each is looked at when it is the last. */
  const onTime = (days: string[], placements: Line[] = lines): string[] => {
    const count = (visits: string[]): number => {
      const all = [...placements, ...visited('cla', ...visits)];
      const years = ['2021-03', '2022-03'].map((year) => figure(all, 'cla-visits-on-time', year, { grain: 'year' }));
      return years.reduce((sum, { numerator }) => sum + numerator, 0);
    };
    return days.filter((_, i) => count(days.slice(0, i + 1)) > count(days.slice(0, i)));
  };

  it('asks for the first within a week, then for one every six weeks', () => {
    expect(onTime(['2020-06-08', '2020-07-20', '2020-09-01'])).toEqual(['2020-06-08', '2020-07-20']);
    expect(onTime(['2020-06-09'])).toEqual([]);
  });

  it('takes a visit on the first day for the first', () => {
    expect(onTime(['2020-06-01', '2020-07-13'])).toEqual(['2020-06-01', '2020-07-13']);
    const first = [...lines, ...visited('cla', '2020-06-01')];
    expect(on('2020-07-12', first, 'cla-children-visits-on-time')).toBe('1/1');
    expect(on('2020-07-13', first, 'cla-children-visits-on-time')).toBe('0/1');
    expect(on('2020-07-13', first, 'cla-visits-up-to-date')).toBe('1/1');
    expect(on('2020-07-14', first, 'cla-visits-up-to-date')).toBe('0/1');
    expect(on('2020-06-07', lines, 'cla-children-visits-on-time')).toBe('1/1');
    expect(on('2020-06-08', lines, 'cla-children-visits-on-time')).toBe('0/1');
  });

  it('gives three months after a year in a permanent placement', () => {
    const permanent = [...care('c', '2020-06-01'), placed('1', '2020-06-01', { type: 'U4' })];
    const days = ['2021-05-31', '2021-06-01', '2021-09-01'];
    expect(onTime(days, permanent)).toEqual(['2021-06-01', '2021-09-01']);
    expect(onTime(['2021-05-31', '2021-07-13'], permanent)).toEqual([]); // 31 May was a day too early
    const temporary = [...care('c', '2020-06-01'), placed('1', '2020-06-01', { type: 'U4', permanent: false })];
    expect(onTime(days, temporary)).toEqual(['2021-06-01']);
  });

  it('starts anew with a move, and not with the same carers', () => {
    const change = [...lines, ...visited('cla', '2020-06-05')];
    const T = '2020-07-08'; // a week and a day after the change, less than six weeks after the visit
    expect(on(T, [...change, placed('2', '2020-06-30')], 'cla-visits-up-to-date')).toBe('0/1');
    expect(on(T, [...change, placed('2', '2020-06-30', { sameCarer: true })], 'cla-visits-up-to-date')).toBe('1/1');
    const gap = [...change, moved('1', '2020-06-29'), placed('2', '2020-06-30', { sameCarer: true })];
    expect(on(T, gap, 'cla-visits-up-to-date')).toBe('0/1');
  });

  it('forgives what falls due after the run, and a miss after three months', () => {
    const brief = [
      ...care('c', '2020-06-01'),
      placed('1', '2020-06-01'),
      placed('2', '2020-06-08'),
      ...visited('cla', '2020-06-08'),
    ];
    expect(on('2020-06-30', brief, 'cla-children-visits-on-time')).toBe('1/1'); // due 8 June, when the run had ended
    const longer = [
      ...care('c', '2020-06-01'),
      placed('1', '2020-06-01'),
      placed('2', '2020-06-09'),
      ...visited('cla', '2020-06-09', '2020-07-20', '2020-08-30'),
    ];
    expect(on('2020-06-30', longer, 'cla-children-visits-on-time')).toBe('0/1');
    expect(on('2020-09-07', longer, 'cla-children-visits-on-time')).toBe('0/1');
    expect(on('2020-09-08', longer, 'cla-children-visits-on-time')).toBe('1/1');
  });
});
