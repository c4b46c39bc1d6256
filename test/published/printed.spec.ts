import { darlingtonCells, durhamCells } from './cells';
import { contradictionsOf } from './contradictions';
import { roundedHalfUp } from './printed';

describe('a printed number', () => {
  it.each([
    [7n, 38n, 1, '18.4'],
    [1n, 22n, 1, '4.5'],
    [3n, 65n, 1, '4.6'],
    [1n, 8n, 0, '13'],
    [1n, 200n, 1, '0.5'],
    [0n, 9n, 1, '0.0'],
    [9n, 9n, 1, '100.0'],
  ])('of %i of %i', (numerator, denominator, decimals, text) => {
    expect(roundedHalfUp(numerator * 100n, denominator, decimals)).toBe(text);
  });
});

describe('the published cells', () => {
  it('are all there', () => {
    expect(darlingtonCells()).toHaveLength(372);
    expect(durhamCells('required')).toHaveLength(171);
  });

  it('contradict one another in a few places, each of which excuses no more than is proved', () => {
    const titles = contradictionsOf([...darlingtonCells(), ...durhamCells('required')]).map(({ title, cells }) => [
      title,
      cells,
    ]);
    expect(titles).toHaveLength(9);
    expect(titles.filter(([, cells]) => cells !== 1)).toEqual([
      ['Durham, 2024-09: cla-20-miles-outside is printed out of 1192', 2],
    ]);
  });

  it('are no contradiction where a number is put right', () => {
    const cells = darlingtonCells().map((cell) =>
      // What the two children of 46 would print.
      cell.measure === 'dental-due-completed' && cell.period === '2020-06' ? { ...cell, published: '4.3' } : cell,
    );
    expect(contradictionsOf(cells).map(({ title }) => title)).toEqual([
      'Darlington, 2020-04: the two dental shares cannot both be met beside the other rows',
    ]);
  });
});
