import fc from 'fast-check';
import { scaleOf } from './scale';

describe('an axis', () => {
  it('has round marks', () => {
    expect(scaleOf([3, 41]).ticks).toEqual([0, 10, 20, 30, 40, 50]);
    expect(scaleOf([71.7, 90]).ticks).toEqual([65, 70, 75, 80, 85, 90]);
  });

  it('does not go beyond 100 %', () => {
    expect(scaleOf([96, 100]).to).toBe(100);
    expect(scaleOf([100, 100]).to).toBe(100);
  });

  it('begins at nought for bars, and where values come near it', () => {
    expect(scaleOf([80, 90], true).from).toBe(0);
    expect(scaleOf([30, 90]).from).toBe(0);
  });

  it('holds every value that there is, and has a handful of marks', () => {
    const number = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { maxLength: 20 }), fc.boolean(), (values, fromZero) => {
        const { from, to, ticks } = scaleOf(values, fromZero);
        expect(from).toBeLessThan(to);
        for (const value of values) expect(value >= from - 1e-6 && value <= to + 1e-6).toBe(true);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(9);
      }),
    );
  });
});
