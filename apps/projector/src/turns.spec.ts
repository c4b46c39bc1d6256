import { Turns } from './turns';

describe('Turns', () => {
  it('lets one at a time work, in order, also after one that failed', async () => {
    const turns = new Turns();
    const said: string[] = [];
    const work = (name: string) => async () => {
      said.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      said.push(`${name} ends`);
      if (name === 'a') throw new Error('a has failed');
      return name;
    };
    const [a, b, c] = await Promise.allSettled([turns.take(work('a')), turns.take(work('b')), turns.take(work('c'))]);
    expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(a.status).toBe('rejected');
    expect([b, c]).toEqual([
      { status: 'fulfilled', value: 'b' },
      { status: 'fulfilled', value: 'c' },
    ]);
  });
});
