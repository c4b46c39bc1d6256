import { setTimeout as sleep } from 'node:timers/promises';
import { Gate } from './gate';

const LONG_MS = 30_000;

/** Work whose end is decided from outside. */
function work() {
  let end = { well: (): void => undefined, badly: (_: Error): void => undefined };
  const done = new Promise<void>((well, badly) => (end = { well, badly }));
  return { do: () => done, end: () => end.well(), fail: (error: Error) => end.badly(error) };
}

describe('Gate', () => {
  it('is open where nothing is under way', async () => {
    await new Gate().open(LONG_MS);
  });

  it('opens when all that is under way is done, whether it went well or not', async () => {
    const gate = new Gate();
    const [one, other] = [work(), work()];
    const results = Promise.allSettled([gate.during(one.do), gate.during(other.do)]);
    let isOpen = false;
    const opened = gate.open(LONG_MS).then(() => (isOpen = true));
    one.end();
    await sleep(1);
    expect(isOpen).toBe(false);
    other.fail(new Error('other has failed'));
    await opened;
    expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await gate.open(LONG_MS);
  });

  it('is not waited for any longer than patience lasts', async () => {
    const gate = new Gate();
    const endless = work();
    const under = gate.during(endless.do);
    await gate.open(1);
    endless.end();
    await under;
  });
});
