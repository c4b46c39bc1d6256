import { Gathering } from './gathering';

/** Does work when it is told to, and remembers what was done together. */
function workshop(options: ConstructorParameters<typeof Gathering<number, number>>[1] = {}) {
  const groups: (readonly number[])[] = [];
  const begun: (() => void)[] = [];
  const gathering = new Gathering<number, number>(async (items) => {
    groups.push(items);
    await new Promise<void>((resolve) => begun.push(resolve));
    if (items.includes(13)) throw new RangeError('13 cannot be done');
    return items.map((item) => item * 10);
  }, options);
  const finish = async (): Promise<void> => {
    begun.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { groups, gathering, finish };
}

describe('Gathering', () => {
  it('does at once what comes first, and together what comes meanwhile, each with its own result', async () => {
    const { groups, gathering, finish } = workshop();
    const done = [1, 2, 3].map((item) => gathering.do(item));
    expect(groups).toEqual([[1]]);
    await finish();
    expect(groups).toEqual([[1], [2, 3]]);
    await finish();
    expect(await Promise.all(done)).toEqual([10, 20, 30]);
    await gathering.settled();
  });

  it('lets none fail for another that came along', async () => {
    const { groups, gathering, finish } = workshop();
    const done = [1, 2, 13, 3].map((item) => gathering.do(item).catch((error: Error) => error.message));
    for (let turn = 0; turn < 5; turn++) await finish();
    expect(await Promise.all(done)).toEqual([10, 20, '13 cannot be done', 30]);
    expect(groups).toEqual([[1], [2, 13, 3], [2], [13], [3]]);
  });

  it('tries nothing again where the error is one for all', async () => {
    const { groups, gathering, finish } = workshop({ triesAlone: (error) => !(error instanceof RangeError) });
    const done = [1, 2, 13].map((item) => gathering.do(item).catch((error: Error) => error.message));
    for (let turn = 0; turn < 3; turn++) await finish();
    expect(await Promise.all(done)).toEqual([10, '13 cannot be done', '13 cannot be done']);
    expect(groups).toEqual([[1], [2, 13]]);
  });

  it('makes a group no larger than fits, but takes one thing however large', async () => {
    const { groups, gathering, finish } = workshop({
      fits: (gathered, next) => gathered.reduce((sum, item) => sum + item, next) <= 5,
    });
    const done = [1, 9, 2, 3, 1].map((item) => gathering.do(item));
    for (let turn = 0; turn < 4; turn++) await finish();
    expect(groups).toEqual([[1], [9], [2, 3], [1]]);
    await Promise.all(done);
  });
});
