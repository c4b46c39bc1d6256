import fc from 'fast-check';
import { addMonths, dayOf, formatDay, formatInstant, londonDay, parseInstant } from '@careledger/calendar';
import { CLOCK_TOLERANCE, exampleOf, validateEvent } from './index';
import { caseEvents } from './testing/arbitraries';
import { mutationsOf } from './testing/mutations';

const now = parseInstant('2024-03-01T12:00:00Z');
const events = caseEvents({ now });

test('a generated valid event is accepted', () => {
  fc.assert(
    fc.property(events, (event) => {
      expect(validateEvent(event, { now })).toEqual({ event });
    }),
    { numRuns: 500 },
  );
});

test('an event with one fault is refused for the field that has it', () => {
  fc.assert(
    fc.property(
      events.chain((event) => mutationsOf(event)),
      ({ event, field }) => {
        expect(validateEvent(event, { now })).toEqual({ refusal: expect.objectContaining({ field }) as unknown });
      },
    ),
    { numRuns: 1000 },
  );
});

test('a date outside the window is refused for that date, whichever type it belongs to', () => {
  const dated = events.filter((event) => Object.keys(event.data).some((name) => /(On|At)$/.test(name)));
  const outside = (recorded: number) =>
    fc.constantFrom(dayOf(1989, 12, 31), dayOf(2041, 1, 1), addMonths(londonDay(recorded), 24) + 1);
  fc.assert(
    fc.property(
      dated.chain((event) => {
        const names = Object.keys(event.data).filter((name) => /(On|At)$/.test(name));
        const recorded = event.recordedtime === undefined ? now : parseInstant(event.recordedtime);
        return fc.tuple(fc.constant(event), fc.constantFrom(...names), outside(recorded));
      }),
      ([event, name, day]) => {
        const value = name.endsWith('On') ? formatDay(day) : `${formatDay(day)}T12:00:00Z`;
        const result = validateEvent({ ...event, data: { ...event.data, [name]: value } }, { now });
        expect(result).toEqual({ refusal: expect.objectContaining({ field: `data.${name}` }) as unknown });
      },
    ),
    { numRuns: 300 },
  );
});

test('what was recorded ahead of the log’s clock is refused, beyond the tolerance', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (microseconds) => {
      const recordedtime = formatInstant(now + CLOCK_TOLERANCE + microseconds);
      expect(validateEvent({ ...exampleOf('record.retracted'), recordedtime }, { now })).toEqual({
        refusal: expect.objectContaining({ field: 'recordedtime' }) as unknown,
      });
    }),
  );
});
