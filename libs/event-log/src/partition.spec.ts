import { murmur2, partitionOf, subjectIn } from './partition';

describe('the partition of a child', () => {
  // The vectors of Kafka's own UtilsTest.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %s as Kafka does', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash);
  });

  it('is the hash without its sign, modulo the count', () => {
    expect(partitionOf('abc', 12)).toBe(479470107 % 12);
    expect(partitionOf('foobar', 12)).toBe((-790332482 & 0x7fffffff) % 12);
  });

  it('has a subject of its own for what concerns no child', () => {
    for (const count of [1, 3, 12]) {
      for (let partition = 0; partition < count; partition++) {
        const subject = subjectIn(partition, count, { authority: '000', stem: 'no-child-' });
        expect(subject).toMatch(/^no-child-\d+$/);
        expect(partitionOf(`000:${subject}`, count)).toBe(partition);
      }
    }
    expect(() => subjectIn(3, 3, { authority: '000', stem: 'no-child-' })).toThrow(RangeError);
  });

  it('spreads children evenly', () => {
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 10_000; i++) counts[partitionOf(`841:child-${i}`, 4)]!++;
    for (const count of counts) expect(Math.abs(count - 2500)).toBeLessThan(200);
  });
});
