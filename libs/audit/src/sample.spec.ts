import { createHash } from 'node:crypto';
import { Draw, entryName, type SampledEntry } from './sample';

const entry = (subject: string, day: number): Omit<SampledEntry, 'rank'> => ({
  partition: 0,
  child: 1,
  subject,
  measure: 'referrals-received',
  stream: 'flow',
  day,
  groups: { gender: 'F' },
  numerator: 1,
  denominator: 0,
  sources: [],
});

const entries = Array.from({ length: 200 }, (_, i) => entry(`child-${i % 17}`, 18_000 + i));

function drawn(seed: string, order: readonly Omit<SampledEntry, 'rank'>[], size = 7): string[] {
  const draw = new Draw({ size, seed });
  for (const one of order) {
    const name = entryName({ authority: '841', subject: one.subject }, one);
    draw.add({ ...one, rank: draw.rankOf(name) });
  }
  return draw.entries.map((one) => entryName({ authority: '841', subject: one.subject }, one));
}

describe('a draw', () => {
  it('takes the entries with the lowest sha256 of seed, zero byte and name', () => {
    const rank = (name: string): string => createHash('sha256').update(`seven\0${name}`).digest('hex');
    const names = entries.map((one) => entryName({ authority: '841', subject: one.subject }, one));
    expect(drawn('seven', entries)).toEqual(names.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, 7));
  });

  it('names an entry by child, measure, stream, day and groups', () => {
    expect(entryName({ authority: '841', subject: 'child-1' }, entry('child-1', 18_000))).toBe(
      '841:child-1|referrals-received|flow|2019-04-14|{"gender":"F"}',
    );
  });

  it('is the same in whatever order the entries come, and another for another seed', () => {
    expect(drawn('seven', [...entries].reverse())).toEqual(drawn('seven', entries));
    expect(drawn('eight', entries)).not.toEqual(drawn('seven', entries));
  });

  it('draws no more than is asked for, and nothing where nothing is', () => {
    expect(drawn('seven', entries, 500)).toHaveLength(200);
    expect(drawn('seven', entries, 0)).toEqual([]);
  });
});
