import { PostingSheet } from './posting-sheet';

describe('PostingSheet', () => {
  const cause = (offset: number) => ({ cause: offset, child: 0, authority: 841, knownAt: 0, rulebook: 3 });

  it('arranges the postings of one account and day by their cells, and no others', () => {
    const sheet = new PostingSheet();
    sheet.reset(2);
    sheet.add(5, 100, 30, 1, 0);
    sheet.add(5, 100, 10, 2, 0);
    sheet.add(5, 100, 20, 3, 0);
    sheet.add(5, 101, 0, 4, 0);
    sheet.add(4, 101, 7, 5, 0);
    sheet.close(0, 0, cause(0));
    sheet.add(4, 101, 6, 6, 0);
    sheet.close(1, 5, cause(1));
    sheet.add(4, 101, 5, 7, 0);
    sheet.add(4, 101, 4, 8, 0);
    sheet.close(1, 6, cause(2));

    // The database has given them their numbers the other way round.
    sheet.arrange((cell) => 100 - cell);
    const order: number[][] = [];
    for (const caused of sheet.inOrder()) {
      const numerators: number[] = [];
      caused.forEach((_account, _day, _cell, numerator) => numerators.push(numerator));
      order.push(numerators);
    }
    expect(order).toEqual([[1, 3, 2, 4, 5], [6], [7, 8]]);
    sheet.arrange((cell) => cell);
    expect([...sheet.inOrder()].map(({ cause: { cause: offset } }) => offset)).toEqual([0, 1, 2]);
    const last: number[] = [];
    [...sheet.inOrder()][2]?.forEach((_account, _day, _cell, numerator) => last.push(numerator));
    expect(last).toEqual([8, 7]);
  });
});
