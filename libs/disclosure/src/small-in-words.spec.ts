import { smallNumbersIn } from './small-in-words';

describe('a sentence', () => {
  it.each([
    ['3 children moved twice.', ['3']],
    ['Three of the four boys came back into care.', ['Three', 'four']],
    ['The fall is due to a single child who moved away.', ['a single child']],
    ['One came late, and a couple of others are waiting.', ['One', 'a couple of']],
    ['Of 12 plans that ended, 5 had lasted over 2 years.', ['5']],
    ['There were 14 reviews (2 late).', ['2']],
    ['Only one in three was seen.', ['one', 'three']],
    ['Fewer than 5 are left; 1-2 a month.', ['5', '1']],
  ])('%s says it', (text, numbers) => {
    expect(smallNumbersIn(text)).toEqual([{ sentence: text, numbers }]);
  });

  it.each([
    'In Quarter 3 of 2020/21, 45 of 53 were on time; in Q2, 41.',
    'It rose by 5% (4.5 percentage points, from 1.2), and by 3 per cent before.',
    'Most are seen within 5 working days, the rest in three weeks; two-thirds came from school on 3 November.',
    'Children aged 1 to 4 wait longest, and those aged 5 at 3.15 or 4:30; there were 1,204 of 2,305.',
    'Nobody knows of any one cause: no one was hurt, staff met one to one, and it was a one-off cost of £3m.',
    'Section 47, Stage 2 and placements of type A3 and A4 are as before. None came someone said.',
  ])('%s says none', (text) => {
    expect(smallNumbersIn(text)).toEqual([]);
  });

  it('is told from the others', () => {
    const text = 'All is well. Two girls waited.\nStaff were short\nAnd 4 were lost. No more!';
    expect(smallNumbersIn(text).map(({ sentence }) => sentence)).toEqual(['Two girls waited.', 'And 4 were lost.']);
  });
});
