import { looksLikeNhsNumber, looksLikeUpn } from './personal-identifiers';

describe('NHS number', () => {
  // 943476591: the weighted sum is 299, 299 mod 11 = 2, and so the check digit is 11 − 2 = 9.
  test.each(['9434765919', '943-476-5919', '943_476_5919', '4010232137'])('%s looks like one', (text) => {
    expect(looksLikeNhsNumber(text)).toBe(true);
  });

  test.each(['9434765918', '943476591', '94347659190', '94-34765919', '9434765a19', 'x9434765919'])(
    '%s does not',
    (text) => {
      expect(looksLikeNhsNumber(text)).toBe(false);
    },
  );

  test('of ten numbers that differ in the last digit at most one has the right one', () => {
    for (const first of ['943476591', '401023213', '100000000', '999999999', '123456789']) {
      const right = [...'0123456789'].filter((digit) => looksLikeNhsNumber(first + digit));
      expect(right.length).toBeLessThanOrEqual(1);
    }
  });

  test('where the check digit would be 10, no digit is right', () => {
    // 1×10 + 1×2 = 12; 12 mod 11 = 1; 11 − 1 = 10.
    expect([...'0123456789'].filter((digit) => looksLikeNhsNumber(`100000001${digit}`))).toEqual([]);
  });
});

describe('UPN', () => {
  // 801200005001: 8×2 + 1×4 + 2×5 + 5×10 + 1×13 = 93, 93 mod 23 = 1, and B is the letter after A.
  test.each(['B801200005001', 'b801200005001'])('%s looks like one', (text) => {
    expect(looksLikeUpn(text)).toBe(true);
  });

  test('a temporary one ends with a letter, which counts as its place among the check letters', () => {
    const letters = [...'ABCDEFGHJKLMNPQRTUVWXYZ'];
    const checkLetters = (last: string) => letters.filter((letter) => looksLikeUpn(`${letter}80120000500${last}`));
    expect(checkLetters('B')).toEqual(checkLetters('1'));
    expect(checkLetters('b')).toEqual(checkLetters('1'));
    expect(checkLetters('A')).toEqual(checkLetters('0'));
    expect(checkLetters('Z')).toHaveLength(1);
    expect(checkLetters('S')).toEqual([]); // I, O and S are never used
  });

  test.each(['A801200005001', 'I801200005001', 'B80120000500', 'B8012000050011', 'BB01200005001', '1801200005001'])(
    '%s does not look like one',
    (text) => {
      expect(looksLikeUpn(text)).toBe(false);
    },
  );
});
