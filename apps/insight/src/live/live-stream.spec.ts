import { PassThrough } from 'node:stream';
import type { ServerResponse } from 'node:http';
import { eventText, LiveStream } from './live-stream';

/** An answer whose reader takes a few hundred bytes at a time. */
function slowReader() {
  const out = new PassThrough({ writableHighWaterMark: 200, readableHighWaterMark: 200 });
  let state = 0;
  const stream = new LiveStream(out as unknown as ServerResponse, (name) => eventText(name, { state }));
  const taken = async (): Promise<string> => {
    let text = '';
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const chunk = out.read() as Buffer | null;
      if (chunk === null) return text;
      text += chunk.toString();
    }
  };
  return { out, stream, taken, set: (value: number) => (state = value) };
}

describe('LiveStream', () => {
  it('writes events', async () => {
    const { stream, taken } = slowReader();
    stream.send(['figure']);
    stream.beat();
    expect(await taken()).toBe('event: figure\ndata: {"state":0}\n\n: still here\n\n');
    stream.end();
  });

  it('queues nothing for a slow reader, and sends it the latest once it has caught up', async () => {
    const { out, stream, taken, set } = slowReader();
    for (let i = 0; i < 20; i++) stream.send(['first']);
    const waiting = out.writableLength + out.readableLength;
    for (let i = 0; i < 1_000; i++) {
      set(i);
      stream.send(['cla', 'cp-plans'], 'a text that was written for others\n\n');
    }
    stream.beat();
    expect(out.writableLength + out.readableLength).toBe(waiting);
    const text = await taken();
    expect(text.match(/event: cla\n/g)).toHaveLength(1);
    expect(text).toContain('event: cla\ndata: {"state":999}');
    expect(text).toContain('event: cp-plans\ndata: {"state":999}');
    expect(text).not.toContain('for others');
    stream.end();
  });

  it('lets go of a reader that takes nothing', () => {
    jest.useFakeTimers();
    const { out, stream } = slowReader();
    const gone = jest.fn();
    stream.onClose(gone);
    for (let i = 0; i < 20; i++) stream.send(['first']);
    jest.advanceTimersByTime(29_000);
    expect(out.destroyed).toBe(false);
    jest.advanceTimersByTime(2_000);
    expect(out.destroyed).toBe(true);
    jest.useRealTimers();
  });
});
