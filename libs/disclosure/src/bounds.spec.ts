import { Arithmetic } from './arithmetic';
import { boundsIn } from './bounds';

/** Bounds by name, of quantities that are what is said of them, and at least 0. */
function bounds(values: Readonly<Record<string, number>>, ...conditions: readonly string[]) {
  const arithmetic = new Arithmetic();
  const names = Object.keys(values);
  for (const name of names) arithmetic.quantity(name, values[name] ?? 0, 0);
  for (const condition of conditions) {
    const [left = '', relation, right = ''] = condition.split(/ (=|≤) /);
    const side = (text: string, factor: number) =>
      text.split(' + ').map((name): [number, number] => [names.indexOf(name), factor]);
    arithmetic.add([...side(right, 1), ...side(left, -1)], relation === '=');
  }
  // What the first quantity is, is known: it is no part of the conditions any more.
  const known = arithmetic.conditions.map(({ terms, ...rest }) => ({
    ...rest,
    terms: terms.filter(([quantity]) => quantity !== 0),
  }));
  const found = boundsIn(known, (quantity) => ({ value: values[names[quantity] ?? ''] ?? 0, least: 0 }));
  return Object.fromEntries([...found].map(([quantity, { least, most }]) => [String(names[quantity]), [least, most]]));
}

describe('the bounds of numbers', () => {
  it('are those of a sum that is known', () => {
    expect(bounds({ whole: 7, girls: 3, boys: 4 }, 'whole = girls + boys')).toEqual({ girls: [0, 7], boys: [0, 7] });
    expect(bounds({ whole: 0, girls: 0, boys: 0 }, 'whole = girls + boys')).toEqual({ girls: [0, 0], boys: [0, 0] });
  });

  it('go from one condition to the next', () => {
    const values = { whole: 7, girls: 3, boys: 4, seen: 2, late: 2 };
    expect(bounds(values, 'whole = girls + boys', 'seen + late ≤ boys')).toMatchObject({ seen: [0, 7], late: [0, 7] });
    expect(bounds(values, 'whole ≤ boys + girls', 'seen + late = girls')).toMatchObject({ girls: [0, Infinity] });
  });

  it('take what is at least needed', () => {
    expect(bounds({ all: 9, in: 9, out: 0 }, 'all ≤ in')).toEqual({ in: [9, Infinity] });
  });
});
