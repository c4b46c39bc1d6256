import { formatInstant, parseInstant, type Instant } from '@careledger/calendar';
import { partitionKey } from '@careledger/contract';
import {
  PositionMoved,
  type ConsumeOptions,
  type EventLog,
  type LogBatch,
  type LogEnd,
  type Logged,
  type Positions,
} from '../event-log';
import { partitionOf } from '../partition';
import type { Pool } from 'pg';
import { contact, contacts, controlSubmission, submission } from './case-events';
import { contentOf as contentIn, Received as ReceivedFrom } from './received';

/** A log of its own for one test. */
export interface LogUnderTest {
  /** Opens it; each opening stands for another process. The suite closes what it opens. */
  open(clock?: () => Instant): Promise<EventLog>;
  /** Whether `open` takes a clock in place of the engine's own. */
  readonly takesClock: boolean;
  /** The database in which it keeps what consumers have dealt with; undefined where it keeps nothing there. */
  readonly store: Pool | undefined;
  /** Whether each repetition is seen as it is appended, whoever appended the first; else consumers pass over some. */
  readonly seesAllRepetitions: boolean;
  /** Takes it away. */
  remove(): Promise<void>;
}

const PARTITIONS = 3;
const LIVE = { historical: false };
const HISTORICAL = { historical: true };

/**
 * What any engine of the event log must do.
 * @param makeLog makes an empty log with that many partitions.
 */
export function describeEventLog(name: string, makeLog: (partitions: number) => Promise<LogUnderTest>): void {
  describe(`${name} as an event log`, () => {
    let underTest: LogUnderTest;
    let log: EventLog;
    const opened: EventLog[] = [];

    async function open(clock?: () => Instant): Promise<EventLog> {
      const another = await underTest.open(clock);
      opened.push(another);
      return another;
    }

    const contentOf = (from: EventLog): Promise<Logged[][]> => contentIn(from, underTest.store);

    class Received extends ReceivedFrom {
      constructor(from: EventLog, options: Partial<ConsumeOptions> = {}, handle?: (batch: LogBatch) => Promise<void>) {
        super(from, { ...options, store: underTest.store }, handle);
      }
    }

    beforeEach(async () => {
      underTest = await makeLog(PARTITIONS);
      log = await open();
    });

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((each) => each.close()));
      await underTest.remove();
    });

    describe('order', () => {
      it('keeps the events of a child in one partition, as they were sent', async () => {
        const sent = contacts(300);
        const outcomes = await log.append(sent, LIVE);
        const content = await contentOf(log);
        expect(log.partitions).toBe(PARTITIONS);
        for (const [partition, events] of content.entries()) {
          expect(events.map(({ offset }) => offset)).toEqual(events.map((_, index) => index));
          const expected = sent
            .map(({ event }) => event)
            .filter((event) => partitionOf(partitionKey(event), PARTITIONS) === partition);
          expect(events.map(({ event }) => event)).toEqual(expected);
          expect(expected.length).toBeGreaterThan(0);
        }
        for (const [index, outcome] of outcomes.entries()) {
          if (outcome.outcome !== 'accepted') throw new Error(`event ${index} is a ${outcome.outcome}`);
          expect(content[outcome.partition]![outcome.offset]!.event).toEqual(sent[index]!.event);
        }
      });

      it('leaves no gap and loses nothing when many append at once', async () => {
        const logs = [log, await open()];
        const batches = Array.from({ length: 40 }, (_, index) => contacts(1 + ((index * 7) % 30), index * 100));
        const outcomes = await Promise.all(batches.map((batch, index) => logs[index % 2]!.append(batch, LIVE)));
        const content = await contentOf(log);
        for (const events of content)
          expect(events.map(({ offset }) => offset)).toEqual(events.map((_, index) => index));
        for (const [number, batch] of batches.entries()) {
          for (const [index, { event }] of batch.entries()) {
            const outcome = outcomes[number]![index]!;
            if (outcome.outcome !== 'accepted') throw new Error(`${event.id} is a ${outcome.outcome}`);
            expect(content[outcome.partition]![outcome.offset]!.event.id).toBe(event.id);
          }
        }
        expect(content.flat()).toHaveLength(batches.flat().length);
      });

      it('takes a large batch in one piece', async () => {
        const outcomes = await log.append(contacts(12_000), LIVE);
        expect(outcomes.every(({ outcome }) => outcome === 'accepted')).toBe(true);
        const received = new Received(log, { maxBatch: 700 });
        const events = await received.count(12_000);
        await received.stop();
        expect(new Set(events.map(({ event }) => event.id)).size).toBe(12_000);
        expect(Math.max(...received.batches.map((batch) => batch.events.length))).toBeLessThanOrEqual(700);
        for (const { events: batch, next } of received.batches) expect(next).toBe(batch[batch.length - 1]!.offset + 1);
      });

      it('gives back what it was given, to the letter', async () => {
        const event = contact(1, { source: '/a?b=%20', id: 'é–\u{1f600}'.repeat(40), tracestate: '\\u0000 "\\"' });
        await log.append([submission(event)], LIVE);
        expect((await contentOf(log)).flat().map((each) => each.event)).toEqual([event]);
      });

      it('takes nothing and answers nothing where nothing is given', async () => {
        expect(await log.append([], LIVE)).toEqual([]);
      });
    });

    describe('control events', () => {
      it('are taken, kept and handed over like any event, in the partition of their child', async () => {
        const control = controlSubmission();
        const [event] = contacts(1);
        const before = { ...contact(7), subject: control.event.subject };
        const outcomes = await log.append([submission(before), control, event!], LIVE);
        expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
        expect(await log.append([control], LIVE)).toEqual([{ outcome: 'duplicate' }]);
        const other = controlSubmission({ reason: 'another' });
        expect(await log.append([other], LIVE)).toEqual([{ outcome: 'id-reused' }]);
        const content = (await contentOf(log)).flat();
        expect(content).toHaveLength(3);
        const [first, second] = content.filter(({ event: { subject } }) => subject === control.event.subject);
        expect(first?.event).toEqual(before);
        expect(second?.event).toEqual(control.event);
        expect(second?.partition).toBe(first?.partition);
      });
    });

    describe('instants', () => {
      it('never run backwards in a partition', async () => {
        const logs = [log, await open()];
        const before = await log.now();
        await Promise.all(
          Array.from({ length: 20 }, (_, index) => logs[index % 2]!.append(contacts(20, index * 20), LIVE)),
        );
        const after = await log.now();
        for (const events of await contentOf(log))
          expectToRise(
            events.map(({ appendedAt }) => appendedAt),
            before,
            after,
          );
      });

      it('never run backwards even if the clock does', async () => {
        if (!underTest.takesClock) return;
        const noon = parseInstant('2024-05-01T12:00:00.000001Z');
        let now = noon;
        log = await open(() => now);
        expect(await log.now()).toBe(noon);
        await log.append(contacts(100), LIVE);
        now = noon - 3_600_000_000;
        await log.append(contacts(100, 100), LIVE);
        now = noon + 1;
        await log.append(contacts(100, 200), LIVE);
        for (const events of await contentOf(log)) {
          expectToRise(
            events.map(({ appendedAt }) => appendedAt),
            noon,
            noon + 1,
          );
        }
      });

      it('are the recorded time in a historical load, and live ones go on from where they were', async () => {
        const old = ['2016-03-01T09:30:00.123456+01:00', '2015-01-01T00:00:00Z', '2017-12-31T23:59:59.999999Z'];
        const child = { subject: 'child-of-history', data: { id: 'contact', receivedOn: '2014-12-31' } };
        const before = await log.now();
        await log.append([submission(contact(1, child))], LIVE);
        await log.append(
          old.map((recordedtime, index) => submission(contact(10 + index, { ...child, recordedtime }))),
          HISTORICAL,
        );
        await log.append([submission(contact(2, { ...child, recordedtime: '2018-01-01T00:00:00Z' }))], LIVE);
        const instants = (await contentOf(log)).flat().map(({ appendedAt }) => appendedAt);
        expect(instants.slice(1, 4)).toEqual(old.map(parseInstant));
        expectToRise([instants[0]!, instants[4]!], before, await log.now());
      });

      it('cannot come from an event that has none', async () => {
        await expect(log.append(contacts(1), HISTORICAL)).rejects.toThrow(/recordedtime/);
        expect((await contentOf(log)).flat()).toEqual([]);
      });
    });

    describe('repetition', () => {
      it('is answered as such and adds nothing', async () => {
        await log.append(contacts(5), LIVE);
        const outcomes = await log.append(contacts(8), LIVE);
        expect(outcomes.map(({ outcome }) => outcome)).toEqual([
          ...Array<string>(5).fill('duplicate'),
          ...Array<string>(3).fill('accepted'),
        ]);
        expect((await contentOf(log)).flat()).toHaveLength(8);
      });

      it('is seen inside one batch', async () => {
        const [one, two] = contacts(2);
        const outcomes = await log.append([one!, two!, one!, one!], LIVE);
        expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'duplicate', 'duplicate']);
        expect((await contentOf(log)).flat()).toHaveLength(2);
      });

      it('is seen when several send the same at once', async () => {
        const logs = [log, await open(), await open()];
        const all = await Promise.all(
          Array.from({ length: 12 }, (_, index) => logs[index % 3]!.append(contacts(40), LIVE)),
        );
        for (let index = 0; index < 40; index++) {
          const outcomes = all.map((each) => each[index]!.outcome);
          expect(new Set(outcomes)).toEqual(new Set(['accepted', 'duplicate']));
          if (!underTest.seesAllRepetitions) continue;
          expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
          expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(11);
        }
        expect((await contentOf(log)).flat()).toHaveLength(40);
      });

      it('goes by content: type, recorded instant and data', async () => {
        const event = contact(1, {
          recordedtime: '2024-05-01T12:00:00Z',
          data: { id: 'c', receivedOn: '2020-04-01', outcome: 'nfa' },
        });
        await log.append([submission(event)], LIVE);
        const again = [
          { ...event, recordedtime: '2024-05-01T13:00:00.000+01:00' },
          { ...event, data: { outcome: 'nfa', receivedOn: '2020-04-01', id: 'c' } },
          { ...event, tracestate: 'other=1' },
        ];
        const other = [
          { ...event, recordedtime: '2024-05-01T12:00:00.000001Z' },
          { ...event, data: { ...event.data, outcome: 'info' } },
        ];
        const outcomes = await log.append([...again, ...other].map(submission), LIVE);
        expect(outcomes.map(({ outcome }) => outcome)).toEqual([
          'duplicate',
          'duplicate',
          'duplicate',
          'id-reused',
          'id-reused',
        ]);
        expect((await contentOf(log)).flat()).toHaveLength(1);
      });

      it('of an id with other content in one batch lets the first stand', async () => {
        const first = contact(1);
        const second = contact(1, { data: { id: 'another', receivedOn: '2020-04-01' } });
        const outcomes = await log.append([first, second, first].map(submission), LIVE);
        expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'id-reused', 'duplicate']);
        expect((await contentOf(log)).flat().map(({ event }) => event)).toEqual([first]);
      });

      it('is none where authority, child or source differ', async () => {
        const event = contact(1);
        const others = [
          { ...event, authority: '842' },
          { ...event, subject: 'another-child' },
          { ...event, source: '/other' },
        ];
        const outcomes = await log.append([event, ...others].map(submission), LIVE);
        expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
      });
    });

    describe('consumers', () => {
      it('get a batch again that they could not handle, while other partitions flow', async () => {
        await log.append(contacts(200), LIVE);
        const seen: number[][] = [];
        let others = 0;
        const received = new Received(log, {}, ({ partition, events }) => {
          if (partition !== 0) others += events.length;
          if (partition !== 0 || seen.push(events.map(({ offset }) => offset)) > 3) return Promise.resolve();
          return Promise.reject(new Error('not now'));
        });
        const all = await received.count(200);
        await received.stop();
        expect(seen[0]!.length).toBeGreaterThan(0);
        expect(seen[1]).toEqual(seen[0]);
        expect(seen[2]).toEqual(seen[0]);
        expect(received.failures.map(String)).toEqual(Array(3).fill('Error: not now'));
        expect(received.batches.findIndex(({ partition }) => partition === 0)).toBeGreaterThanOrEqual(2);
        expect(others).toBe(all.filter(({ partition }) => partition !== 0).length);
      });

      it('go back to the position where the database has lost what they did', async () => {
        await log.append(contacts(200), LIVE);
        let lost: number | undefined;
        const received = new Received(log, { partitions: [1], maxBatch: 2 }, ({ partition, from = 0 }) => {
          if (lost !== undefined || from < 4) return Promise.resolve();
          lost = from;
          return Promise.reject(new PositionMoved(partition, 0, from));
        });
        const ends = (await log.end()).positions;
        await received.upTo({ 1: ends[1] ?? 0 });
        await received.stop();
        expect(lost).toBeDefined();
        expect(received.failures).toEqual([expect.any(PositionMoved)]);
        const offsets = received.events.map(({ offset }) => offset);
        const before = offsets.filter((offset) => offset < (lost ?? 0));
        // What came before is handed over twice, and nothing is left out behind it.
        expect(before.filter((offset) => offset === 0)).toHaveLength(2);
        expect(offsets.slice(before.length / 2)).toEqual(
          [...offsets.keys()].slice(0, offsets.length - before.length / 2),
        );
      });

      it('are asked again for their position where that fails', async () => {
        await log.append(contacts(20), LIVE);
        let asked = 0;
        const received = new Received(log, {
          partitions: [1],
          from: () => (asked++ < 2 ? Promise.reject(new Error('no position')) : Promise.resolve(2)),
        });
        const events = await received.count(1);
        await received.stop();
        expect(events[0]).toMatchObject({ partition: 1, offset: 2 });
        expect(received.failures).toHaveLength(2);
      });

      it('are woken, and need not poll', async () => {
        const received = new Received(await open());
        await log.append(contacts(1), LIVE);
        await received.count(1);
        const started = performance.now();
        for (let number = 1; number <= 12; number++) {
          await log.append(contacts(1, number), LIVE);
          await received.count(number + 1);
        }
        const each = (performance.now() - started) / 12;
        await received.stop();
        expect(each).toBeLessThan(200);
      });

      it('begin where each of them wants, in the partitions that each of them wants', async () => {
        await log.append(contacts(150), LIVE);
        const { positions } = await log.end();
        const all = new Received(log);
        const some = new Received(await open(), {
          from: (partition) => Promise.resolve(partition * 10),
          partitions: [1, 2],
        });
        await all.count(150);
        await some.count(positions[1]! - 10 + positions[2]! - 20);
        await Promise.all([all.stop(), some.stop()]);
        expect(some.of(0)).toEqual([]);
        expect(some.of(1)).toEqual(all.of(1).slice(10));
        expect(some.of(2)).toEqual(all.of(2).slice(20));
      });

      it('stop between two batches and go on from there', async () => {
        await log.append(contacts(900), LIVE);
        const positions: Record<number, number> = {};
        let handling = 0;
        const events: Logged[] = [];
        while (events.length < 700) {
          const consumer = new Received(
            log,
            { from: (partition) => Promise.resolve(positions[partition] ?? 0), maxBatch: 40 },
            async (batch) => {
              handling++;
              await new Promise((resolve) => setTimeout(resolve, 5));
              events.push(...batch.events);
              positions[batch.partition] = batch.next;
              handling--;
            },
          );
          await consumer.count(100);
          await consumer.stop();
          expect(handling).toBe(0);
        }
        const rest = new Received(log, { from: (partition) => Promise.resolve(positions[partition] ?? 0) });
        events.push(...(await rest.count(900 - events.length)));
        await rest.stop();
        for (let partition = 0; partition < PARTITIONS; partition++) {
          const offsets = events.filter((each) => each.partition === partition).map(({ offset }) => offset);
          expect(offsets).toEqual(offsets.map((_, index) => index));
        }
        expect(events).toHaveLength(900);
      });

      it('are stopped when the log is closed', async () => {
        const another = await open();
        const received = new Received(another);
        await log.append(contacts(1), LIVE);
        await received.count(1);
        await another.close();
        await log.append(contacts(1, 1), LIVE);
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(received.events).toHaveLength(1);
        await expect(another.append(contacts(1), LIVE)).rejects.toMatchObject({ name: 'LogUnavailable' });
      });
    });

    describe('the end', () => {
      it('of an empty log is its beginning', async () => {
        const before = await log.now();
        const { positions, at } = await log.end();
        expect(positions).toEqual({ 0: 0, 1: 0, 2: 0 });
        expectToRise([before, at, await log.now()], before, Infinity);
      });

      it('is seen by all as soon as something is acknowledged, with and without its instant', async () => {
        const another = await open();
        let acknowledged = 0;
        for (let round = 0; round < 5; round++) {
          await log.append(contacts(20, 20 * round), LIVE);
          acknowledged += 20;
          const seen = [await another.positions(), (await another.end()).positions, await log.positions()];
          for (const positions of seen) expect(sumOf(positions)).toBe(acknowledged);
        }
      });

      it('is exact while others append: whatever comes later is known no earlier', async () => {
        const logs = [log, await open(), await open()];
        const ends: LogEnd[] = [];
        let appending = true;
        const asking = (async (): Promise<void> => {
          while (appending) ends.push(await logs[2]!.end());
        })();
        for (let round = 0; round < 12; round++) {
          await Promise.all(
            [0, 1].flatMap((which) =>
              [0, 1].map((part) => logs[which]!.append(contacts(25, ((round * 2 + which) * 2 + part) * 25), LIVE)),
            ),
          );
        }
        appending = false;
        await asking;
        const content = await contentOf(log);
        expect(ends.length).toBeGreaterThan(3);
        for (const { positions, at } of ends) {
          for (const [partition, events] of content.entries()) {
            for (const later of events.slice(positions[partition])) expect(later.appendedAt).toBeGreaterThanOrEqual(at);
          }
        }
      });

      it('holds even if the clock goes back', async () => {
        if (!underTest.takesClock) return;
        let now = parseInstant('2024-05-01T12:00:00Z');
        log = await open(() => now);
        const { at } = await log.end();
        expect(formatInstant(at)).toBe('2024-05-01T12:00:00Z');
        now -= 60_000_000;
        await log.append(contacts(60), LIVE);
        for (const { appendedAt } of (await contentOf(log)).flat()) expect(appendedAt).toBeGreaterThanOrEqual(at);
      });
    });
  });
}

const sumOf = (positions: Positions): number => Object.values(positions).reduce((sum, next) => sum + next, 0);

/** Each instant at or after the one before it, all between the bounds. */
function expectToRise(instants: readonly Instant[], from: Instant, to: Instant): void {
  let last = from;
  for (const instant of [...instants, to]) {
    expect(instant).toBeGreaterThanOrEqual(last);
    last = instant;
  }
}
