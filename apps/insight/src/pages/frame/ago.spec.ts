import { agoInWords, counted } from './ago';

describe('how long ago', () => {
  it.each([
    [0, 'just now'],
    [2, '2 seconds ago'],
    [119, '119 seconds ago'],
    [120, '2 minutes ago'],
    [7_199, '119 minutes ago'],
    [7_200, '2 hours ago'],
    [172_800, '2 days ago'],
    [41 * 86_400, '41 days ago'],
  ])('%s seconds: %s', (seconds, words) => expect(agoInWords(0, seconds * 1_000_000)).toBe(words));

  it('counts with the right noun', () => {
    expect([counted(1, 'child', 'children'), counted(1200, 'child', 'children'), counted(0, 'event')]).toEqual([
      '1 child',
      '1,200 children',
      '0 events',
    ]);
  });
});
