import { NotReady } from '@careledger/service';
import { consuming } from './consuming';
import { Consumption } from './consumption';

/** A projector whose clock and figures stand where a test puts them. */
function made() {
  let now = 0;
  const progress = { end: { positions: { 0: 10, 1: 0 } }, position: { 0: 0 } as Record<number, number>, parked: 0 };
  const consumption = new Consumption(() => now);
  const look = consuming(
    () => Promise.resolve(consumption.state),
    () => Promise.resolve(progress),
    () => now,
  );
  const after = (seconds: number): Promise<object> => {
    now += seconds * 1000;
    return look();
  };
  return { consumption, progress, after };
}

describe('whether a projector does its work', () => {
  it('not before it takes part; then, and also where it only stands by', async () => {
    const { consumption, after } = made();
    await expect(after(0)).rejects.toThrow(new NotReady('It takes no part yet'));
    consumption.has([0, 1]);
    expect(await after(1)).toEqual({ partitions: '0,1', standingBy: false });
    consumption.has([]);
    expect(await after(1)).toEqual({ partitions: '', standingBy: true });
  });

  it('a failure is let pass for 15 seconds, and forgotten once it goes on', async () => {
    const { consumption, after } = made();
    consumption.has([0, 1]);
    consumption.failed(1, 'the first reason');
    await after(10);
    consumption.failed(1, 'the reason');
    await expect(after(10)).rejects.toThrow('Partition 1 has failed for 20 s: the reason');
    consumption.done(1);
    await after(1);
    consumption.failed(0, 'the reason');
    consumption.has([1]);
    await after(60); // another projector has that partition now
  });

  it('a batch that takes two minutes does not go well', async () => {
    const { consumption, after } = made();
    consumption.has([1]);
    consumption.began(1);
    await after(119);
    await expect(after(2)).rejects.toThrow('Partition 1: a batch takes 121 s already');
    consumption.done(1);
    await after(1);
  });

  it('a partition of its own that has events must move within a minute', async () => {
    const { consumption, progress, after } = made();
    consumption.has([0, 1]);
    await after(0);
    await after(59);
    await expect(after(2)).rejects.toThrow('Partition 0 has not moved for a minute');
    progress.position[0] = 5;
    await after(1);
    await after(50);
    progress.position[0] = 10;
    await after(100);
    consumption.has([1]);
    progress.end.positions[0] = 20;
    await after(100);
    await after(100);
  });
});
