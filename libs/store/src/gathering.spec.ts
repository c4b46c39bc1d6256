import { setImmediate as breathe } from 'node:timers/promises';
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
    await breathe();
    await breathe();
  };
  /** The first begins before the others come. */
  const doAfterFirst = async ([first, ...others]: readonly number[]) => {
    const told = (item: number): Promise<number | string> => gathering.do(item).catch((error: Error) => error.message);
    const begins = told(first as number);
    await finish();
    return { done: [begins, ...others.map(told)] };
  };
  return { groups, gathering, finish, doAfterFirst };
}

describe('Gathering', () => {
  it('does at once what comes first, and together what comes meanwhile, each with its own result', async () => {
    const { groups, gathering, finish, doAfterFirst } = workshop();
    const { done } = await doAfterFirst([1, 2, 3]);
    expect(groups).toEqual([[1]]);
    await finish();
    expect(groups).toEqual([[1], [2, 3]]);
    await finish();
    expect(await Promise.all(done)).toEqual([10, 20, 30]);
    await gathering.settled();
  });

  it('does together what one answer has woken', async () => {
    const { groups, gathering, finish } = workshop();
    const done = [1, 2, 3].map((item) => Promise.resolve().then(() => gathering.do(item)));
    await finish();
    expect(groups).toEqual([[1, 2, 3]]);
    await finish();
    expect(await Promise.all(done)).toEqual([10, 20, 30]);
  });

  it('begins a group when it may', async () => {
    let open = (): void => undefined;
    const { groups, gathering, finish } = workshop({ ready: () => new Promise((resolve) => (open = resolve)) });
    const done = [gathering.do(1)];
    await finish();
    done.push(gathering.do(2));
    expect(groups).toEqual([]);
    open();
    await finish();
    expect(groups).toEqual([[1, 2]]);
    await finish();
    expect(await Promise.all(done)).toEqual([10, 20]);
  });

  it('lets none fail for another that came along', async () => {
    const { groups, finish, doAfterFirst } = workshop();
    const { done } = await doAfterFirst([1, 2, 13, 3]);
    for (let turn = 0; turn < 5; turn++) await finish();
    expect(await Promise.all(done)).toEqual([10, 20, '13 cannot be done', 30]);
    expect(groups).toEqual([[1], [2, 13, 3], [2], [13], [3]]);
  });

  it('tries nothing again where the error is one for all', async () => {
    const { groups, finish, doAfterFirst } = workshop({ triesAlone: (error) => !(error instanceof RangeError) });
    const { done } = await doAfterFirst([1, 2, 13]);
    for (let turn = 0; turn < 3; turn++) await finish();
    expect(await Promise.all(done)).toEqual([10, '13 cannot be done', '13 cannot be done']);
    expect(groups).toEqual([[1], [2, 13]]);
  });

  it('makes a group no larger than fits, but takes one thing however large', async () => {
    const { groups, finish, doAfterFirst } = workshop({
      fits: (gathered, next) => gathered.reduce((sum, item) => sum + item, next) <= 5,
    });
    const { done } = await doAfterFirst([1, 9, 2, 3, 1]);
    for (let turn = 0; turn < 4; turn++) await finish();
    expect(groups).toEqual([[1], [9], [2, 3], [1]]);
    await Promise.all(done);
  });
});
