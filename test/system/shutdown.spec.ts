import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { StreamReader } from '../../apps/insight/src/testing/stream-reader';
import { caughtUp, LINES, postEvents, read, type Series } from '../support/client';
import { RunningPart, SeparateParts } from '../support/running-parts';

jest.setTimeout(60_000);

let serial = 0;
/** A contact of a child of its own. */
function contact(): object {
  const name = `e-${++serial}`;
  return {
    specversion: '1.0',
    id: name,
    source: '/authority/841/case-system',
    type: 'csc.contact.received',
    subject: `child-${String(serial).padStart(6, '0')}`,
    authority: '841',
    data: { id: name, receivedOn: '2020-04-01' },
  };
}

/** A request whose body goes on until somebody ends it. */
class SlowRequest {
  readonly answered: Promise<IncomingMessage>;
  private readonly request: ClientRequest;

  constructor(address: string) {
    this.request = request(`${address}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': LINES },
      agent: false,
    });
    this.answered = once(this.request, 'response').then(([response]) => response as IncomingMessage);
    this.answered.catch(() => undefined);
    this.request.on('error', () => undefined);
    this.send();
  }
  send(): void {
    this.request.write(`${JSON.stringify(contact())}\n`);
  }
  end(): void {
    this.request.end();
  }
}

/** Sends the same events until they are acknowledged, wherever the intake is by then. */
class Emitter {
  acknowledged = 0;
  readonly refusals: number[] = [];
  private isOver = false;
  /** Not for ever, if there is no intake any more. */
  private readonly late = Date.now() + 50_000;
  private readonly over: Promise<void>;

  constructor(private readonly addressNow: () => string) {
    this.over = this.run();
  }
  async stop(): Promise<void> {
    this.isOver = true;
    await this.over;
  }
  private async run(): Promise<void> {
    while (!this.isOver && Date.now() < this.late) {
      const events = Array.from({ length: 20 }, contact);
      for (let isIn = false; !isIn && Date.now() < this.late;) {
        isIn = await this.send(events);
        if (isIn) this.acknowledged += events.length;
        else await wait(30);
      }
    }
  }
  private async send(events: readonly object[]): Promise<boolean> {
    try {
      const { status, body, headers } = await postEvents(this.addressNow(), events);
      if (status === 202) return body.accepted + body.duplicates === events.length;
      this.refusals.push(status);
      expect(headers.get('retry-after')).not.toBeNull();
    } catch (error) {
      if ((error as Error).message !== 'fetch failed') throw error; // the connection was refused or broke
    }
    return false;
  }
}

describe('a part that is asked to stop', () => {
  let parts: SeparateParts;
  beforeAll(async () => {
    parts = await SeparateParts.make({ TODAY: '2020-04-30' });
  });
  afterAll(() => parts.remove());

  it('with a load running loses nothing that was acknowledged, and ends with code 0', async () => {
    let [intake, projector] = await Promise.all([parts.start('intake'), parts.start('projector')]);
    const insight = await parts.start('insight');
    const emitters = Array.from({ length: 4 }, () => new Emitter(() => intake.address));
    const stream = await StreamReader.open(`${insight.address}/v1/live?authority=841`);
    await stream.next('figures');
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      await wait(1_000);
      await Promise.all([intake.stop(signal), projector.stop(signal)]);
      [intake, projector] = await Promise.all([parts.start('intake'), parts.start('projector')]);
    }
    await wait(500);
    await Promise.all(emitters.map((emitter) => emitter.stop()));
    await caughtUp(insight.address);

    const acknowledged = emitters.reduce((sum, emitter) => sum + emitter.acknowledged, 0);
    const path = '/v1/measures/contacts-received/series?authority=841&grain=month&from=2020-04&to=2020-04';
    const { points } = await read<Series>(insight.address, path);
    expect(acknowledged).toBeGreaterThan(1_000);
    // Each emitter went on until its last events were acknowledged: nothing is missing, nothing counts twice.
    expect(points[0]?.numerator).toBe(acknowledged);

    const asked = Date.now();
    await insight.stop();
    await stream.end();
    expect(Date.now() - asked).toBeLessThan(5_000);
    await projector.stop();
    await intake.stop();
    expect(parts.running.flatMap(({ complaints }) => complaints).join('')).toBe('');
  });

  it('answers what is under way, tells new requests to come again, and says that it is not ready', async () => {
    const intake = await parts.start('intake');
    const slow = new SlowRequest(intake.address);
    await wait(200);
    intake.signal('SIGTERM');
    await wait(100);
    const { status, headers } = await postEvents(intake.address, [contact()]);
    expect({ status, retryAfter: headers.get('retry-after') }).toEqual({ status: 503, retryAfter: '5' });
    expect((await fetch(`${intake.address}/health/ready`)).status).toBe(503);
    expect((await fetch(`${intake.address}/health/live`)).status).toBe(200);
    slow.send();
    slow.end();
    expect((await slow.answered).statusCode).toBe(202);
    expect(await intake.ended).toEqual({ code: 0, signal: null });
  });

  it('ends at its deadline although something is under way, or at once where it is signalled again', async () => {
    const late = await parts.start('intake', { SHUTDOWN_SECONDS: '1' });
    const cutOff = new SlowRequest(late.address);
    await wait(200);
    const asked = Date.now();
    late.signal('SIGTERM');
    expect(await late.ended).toEqual({ code: 1, signal: null });
    expect(Date.now() - asked).toBeLessThan(4_000);
    await expect(cutOff.answered).rejects.toThrow();

    const again = await parts.start('intake', { SHUTDOWN_SECONDS: '60' });
    const open = new SlowRequest(again.address);
    await wait(200);
    again.signal('SIGTERM');
    await again.says(/Stopping/);
    again.signal('SIGTERM');
    expect(await again.ended).toEqual({ code: 1, signal: null });
    await expect(open.answered).rejects.toThrow();
  });

  it.each(['intake', 'projector', 'insight'] as const)('the %s does not start without a database', async (part) => {
    const started = RunningPart.begin(parts.folder, part, {});
    expect(await started.ended).toEqual({ code: 1, signal: null });
    expect(started.complaints).toMatch(/DATABASE_URL is not set\. The parts meet in a PostgreSQL server/);
  });
});
