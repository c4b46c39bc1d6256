import { parseDay } from '@careledger/calendar';
import { firstSpells, type SpellOfRecord } from './spells';

const spell = (id: string, from: string, to?: string): SpellOfRecord => ({
  kind: 'assessment',
  id,
  from: parseDay(from),
  to: to === undefined ? undefined : parseDay(to),
  said: [],
  events: [],
});

describe('the spells that a page shows', () => {
  const spells = [
    spell('d', '2020-12-01', '2020-12-20'),
    spell('c', '2020-06-01', '2020-07-01'),
    spell('b', '2019-01-01', '2019-02-01'),
    spell('a', '2011-03-22'),
  ];

  it('are those that go on, however long ago they began, and the latest of the others, in their order', () => {
    expect(firstSpells(spells, 3).map(({ id }) => id)).toEqual(['d', 'c', 'a']);
  });

  it('are all where there is room', () => {
    expect(firstSpells(spells, 4)).toEqual(spells);
  });
});
