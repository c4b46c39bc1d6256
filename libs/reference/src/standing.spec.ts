import { parseMonth } from '@careledger/calendar';
import { standingOf } from './standing';

const DECEMBER = parseMonth('2020-12');
const MARCH = parseMonth('2021-03');
const NINETY = { target: 90, compare: 'always' } as const;

describe('a figure against its target', () => {
  it.each([
    [90, 'met', 0],
    [89.96, 'met', 0],
    [89.9, 'near', -0.1],
    [81, 'near', -9],
    [80.9, 'missed', -9.1],
    [95.2, 'met', 5.2],
  ])('at least 90: %s is %s', (value, status, distance) => {
    expect(standingOf(NINETY, 'higher', { value, month: DECEMBER })).toEqual({ status, distance, why: null });
  });

  it.each([
    [9.9, 'met'],
    [10, 'met'],
    [10.9, 'near'],
    [11.1, 'missed'],
  ])('at most 10: %s is %s', (value, status) => {
    const standing = standingOf({ target: 10, compare: 'always' }, 'lower', { value, month: DECEMBER });
    expect(standing.status).toBe(status);
  });

  it('says nothing where neither way is better, where there is no figure, and in mid-year of a target for the year', () => {
    expect(standingOf(NINETY, 'neither', { value: 95, month: DECEMBER })).toMatchObject({
      status: 'none',
      distance: 5,
    });
    expect(standingOf(NINETY, 'higher', { value: null, month: DECEMBER })).toMatchObject({
      status: 'none',
      distance: null,
    });
    const forTheYear = { target: 90, compare: 'march' } as const;
    expect(standingOf(forTheYear, 'higher', { value: 40, month: DECEMBER }).status).toBe('none');
    expect(standingOf(forTheYear, 'higher', { value: 40, month: MARCH }).status).toBe('missed');
  });

  it('compares what is shown', () => {
    for (const value of [89.95, 1.45, 0.25, 66.65, 33.35]) {
      const shown = Number(value.toLocaleString('en-GB', { maximumFractionDigits: 1 }));
      const standing = standingOf({ target: shown, compare: 'always' }, 'higher', { value, month: DECEMBER });
      expect([value, standing.status]).toEqual([value, 'met']);
    }
  });

  it('is as near as the tolerance says', () => {
    expect(standingOf(NINETY, 'higher', { value: 85.5, month: DECEMBER }, 5).status).toBe('near');
    expect(standingOf(NINETY, 'higher', { value: 85.4, month: DECEMBER }, 5).status).toBe('missed');
  });
});
