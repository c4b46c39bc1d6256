import {
  entityOf,
  eventTypeOf,
  exampleOf,
  partitionKey,
  sameContent,
  type CaseEvent,
  type EventOf,
  type EventType,
} from './index';

const eventOf = (type: EventType, attributes: object = {}) =>
  ({ ...exampleOf(type), ...attributes }) as unknown as CaseEvent;

test('the type of data follows from the type of the event', () => {
  const event: CaseEvent = eventOf('sdq.scored');
  if (event.type !== 'csc.sdq.scored') throw new Error('another type');
  const score: number = event.data.score;
  const typed: EventOf<'sdq.scored'> = event;
  expect([score, eventTypeOf(typed)]).toEqual([0, 'sdq.scored']);
});

test('the partition key is authority and subject', () => {
  expect(partitionKey({ authority: '841', subject: 'c7f3a91b20de' })).toBe('841:c7f3a91b20de');
});

test.each<[EventType, string, string]>([
  ['referral.completed', 'referral', 'referral-1'],
  ['return-interview.offered', 'missing', 'missing-1'],
  ['return-interview.completed', 'missing', 'missing-1'],
  ['iha-form.returned', 'care', 'care-1'],
  ['legal-status.changed', 'legal-status', 'legal-status-1'],
  ['visit.planned', 'visit', 'visit-1'],
  ['carer.approved', 'carer', 'carer-1'],
  ['child.described', 'child', ''],
])('%s tells of %s %s', (type, kind, id) => {
  expect(entityOf(eventOf(type))).toEqual({ kind, id });
});

test('a retraction tells of the entity that it hides', () => {
  expect(entityOf(eventOf('record.retracted', { data: { entity: 'care', id: 'c-9' } }))).toEqual({
    kind: 'care',
    id: 'c-9',
  });
});

describe('the same content', () => {
  const data = { id: 'p-1', startedOn: '2020-04-01', type: 'U4', distanceMiles: 1 };
  const event = eventOf('placement.started', { recordedtime: '2020-04-01T12:00:00.5Z', data });

  test.each<[string, object]>([
    [
      'another source, id, child and carried attributes',
      { source: '/x', id: 'y', subject: 'another-child', time: 'z' },
    ],
    ['the same instant, written in another way', { recordedtime: '2020-04-01T13:00:00.500000+01:00' }],
    ['the fields of data in another order', { data: Object.fromEntries(Object.entries(data).reverse()) }],
    ['1.0 for 1', { data: JSON.parse(JSON.stringify(data).replace(':1}', ':1.0}')) as object }],
  ])('%s', (_what, attributes) => {
    expect(sameContent(event, { ...event, ...attributes })).toBe(true);
  });

  test.each<[string, object]>([
    ['another type', { type: 'csc.placement.ended' }],
    ['a microsecond later', { recordedtime: '2020-04-01T12:00:00.500001Z' }],
    ['no recordedtime', { recordedtime: undefined }],
    ['another value', { data: { ...data, distanceMiles: 2 } }],
    ['a field less', { data: { id: 'p-1', startedOn: '2020-04-01', type: 'U4' } }],
    ['a field more', { data: { ...data, sameCarer: false } }],
    ['another field', { data: { id: 'p-1', startedOn: '2020-04-01', type: 'U4', sameCarer: true } }],
    ['text for a number', { data: { ...data, distanceMiles: '1' } }],
  ])('not: %s', (_what, attributes) => {
    const other = { ...event, ...attributes } as CaseEvent;
    expect([sameContent(event, other), sameContent(other, event)]).toEqual([false, false]);
  });

  test('recordedtime absent from both', () => {
    const unrecorded = (): CaseEvent => {
      const copy = structuredClone(event);
      delete copy.recordedtime;
      return copy;
    };
    expect(sameContent(unrecorded(), unrecorded())).toBe(true);
  });
});
