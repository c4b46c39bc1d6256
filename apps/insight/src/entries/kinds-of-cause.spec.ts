import { parseInstant } from '@careledger/calendar';
import type { Logged } from '@careledger/record';
import { parkedAsKnown } from './events-of-record';
import { eventsToldOf, kindOfControl } from './kinds-of-cause';

const at = (day: number): number => parseInstant(`2021-01-${String(day).padStart(2, '0')}T09:00:00Z`);

/** An event of the child at the next offset, taken on a day of January and recorded on another. */
function log(
  ...events: readonly (readonly [type: string, taken: number, data: object, recorded?: number])[]
): Logged[] {
  return events.map(([type, taken, data, recorded = taken - 1], offset) => {
    const recordedtime = `2021-01-${String(recorded).padStart(2, '0')}T09:00:00Z`;
    const event = { id: `e${offset}`, source: '/s', authority: '841', subject: 'child-0001', type, recordedtime, data };
    return { partition: 0, offset, appendedAt: at(taken), event } as unknown as Logged;
  });
}

const kindsIn = (items: Logged[], parkedSince?: number): string[] =>
  [...eventsToldOf(items, parkedSince)].map(
    ([offset, { kind, historical }]) => `${offset} ${kind}${historical ? ' (loaded)' : ''}`,
  );

const act = { since: 1, fault: 'RangeError: of the test', reason: 'r', by: 'b' };

describe('the kind of a cause', () => {
  it('is by entity and type: what is said first is late, what is said again corrects', () => {
    const items = log(
      ['csc.assessment.started', 2, { id: 'a' }],
      ['csc.assessment.completed', 3, { id: 'a' }],
      ['csc.assessment.completed', 4, { id: 'b' }],
      ['csc.assessment.completed', 5, { id: 'a' }],
      ['csc.child.described', 6, {}],
      ['csc.child.described', 7, {}],
      ['csc.record.retracted', 8, { entity: 'assessment', id: 'a' }],
      // A retraction says nothing itself: what comes after it says again what had been said.
      ['csc.assessment.started', 9, { id: 'a' }],
    );
    expect(kindsIn(items)).toEqual([
      '0 late-event',
      '1 late-event',
      '2 late-event',
      '3 correction',
      '4 late-event',
      '5 correction',
      '6 retraction',
      '7 correction',
    ]);
  });

  it('tells by which way an event came, beside its kind', () => {
    const items = log(['csc.contact.received', 2, { id: 'c' }, 2], ['csc.contact.received', 3, { id: 'c' }]);
    expect(kindsIn(items)).toEqual(['0 late-event (loaded)', '1 correction']);
  });

  it('is a release where an act let through what had waited; what waits still and what was discarded is in no record', () => {
    const waited = log(
      ['csc.contact.received', 2, { id: 'a' }],
      ['csc.contact.received', 3, { id: 'b' }],
      ['csc.contact.received', 4, { id: 'c' }],
      ['careledger.control.event-discarded', 5, { ...act, offset: 1 }],
      ['csc.contact.received', 6, { id: 'c' }],
    );
    expect(kindsIn(waited)).toEqual(['0 late-event', '2 release', '4 correction']);
    expect(kindsIn(waited.slice(0, 3), 1)).toEqual(['0 late-event']);
  });

  it('is told of control events by their type', () => {
    expect(kindOfControl('careledger.control.rulebook-activated')).toBe('new-rulebook');
    expect(kindOfControl('careledger.control.child-erased')).toBe('erasure');
    expect(kindOfControl('careledger.control.child-released')).toBeUndefined();
    expect(kindOfControl(null)).toBeUndefined();
  });
});

describe('why a child was parked, as known at an instant', () => {
  const items = log(
    ['csc.contact.received', 2, { id: 'a' }],
    ['csc.contact.received', 3, { id: 'b' }],
    ['csc.contact.received', 4, { id: 'c' }],
    ['careledger.control.child-released', 6, act],
    ['csc.contact.received', 8, { id: 'd' }],
  );
  const waits = { since: 1, reason: act.fault, parkedAt: null };

  it('stays the same after it was released', () => {
    const parkedNow = { since: 1, reason: act.fault, parkedAt: at(3) };
    expect(parkedAsKnown(items.slice(0, 3), parkedNow, { knownBy: at(5) })).toEqual(waits);
    expect(parkedAsKnown(items, undefined, { knownBy: at(5) })).toEqual(waits);
  });

  it('is nothing before, and nothing from the release on', () => {
    expect(parkedAsKnown(items, undefined, { knownBy: at(2) })).toBeNull();
    expect(parkedAsKnown(items, undefined, { knownBy: at(6) })).toBeNull();
    expect(parkedAsKnown(items, undefined, { knownBy: at(9) })).toBeNull();
  });

  it('does not see what was loaded behind the position', () => {
    expect(parkedAsKnown(items, undefined, { knownBy: at(5), before: { 0: 1 } })).toBeNull();
  });
});
