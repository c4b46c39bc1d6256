import { parseInstant } from '@careledger/calendar';
import { exampleOf, validateEvent, type EventType } from './index';

const now = parseInstant('2020-06-15T12:00:00Z');
const referral = { ...exampleOf('referral.received'), recordedtime: '2020-06-15T09:00:00Z' };

/** What validation says of an event of a type with other attributes (undefined: left out) and other data. */
function refusal(attributes: object, data: object | undefined = undefined, type: EventType = 'referral.received') {
  const example = { ...exampleOf(type), recordedtime: '2020-06-15T09:00:00Z' };
  const event = without({ ...example, ...attributes });
  if (data !== undefined) event['data'] = without({ ...(example as { data?: object }).data, ...data });
  const result = validateEvent(JSON.parse(JSON.stringify(event)), { now });
  return 'event' in result ? null : result.refusal;
}

function without(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function rule(field: string, text: string | RegExp): unknown {
  return expect.objectContaining({
    field,
    rule: typeof text === 'string' ? text : (expect.stringMatching(text) as unknown),
  });
}

describe('the event as a whole', () => {
  test.each([[null], [17], ['text'], [[referral]], [undefined], [true]])('%j is no event', (value) => {
    expect(validateEvent(value, { now })).toEqual({ refusal: { id: null, field: '', rule: 'must be a JSON object' } });
  });

  test('a valid event comes back as it is', () => {
    expect(validateEvent(referral, { now })).toEqual({ event: referral });
    expect((validateEvent(referral, { now }) as { event: unknown }).event).toBe(referral);
  });

  test('a refusal names the event by its id, where that is one', () => {
    expect(refusal({ id: 'e-18', authority: '8411' })?.id).toBe('e-18');
    expect(refusal({ id: undefined, authority: '8411' })?.id).toBeNull();
    expect(refusal({ id: 'a\u0000b' })).toEqual(rule('id', /1 to 128 characters/));
    expect(refusal({ id: 'a\u0000b' })?.id).toBeNull();
  });

  test('of several faults the first is named, the envelope before the data', () => {
    expect(refusal({ subject: 'x' }, { receivedOn: 'x' })).toEqual(rule('subject', /pseudonym/));
  });

  test('no value of the event gets into a refusal', () => {
    const secret = '9434765919';
    const refusals = [
      refusal({ subject: secret }),
      refusal({ type: secret }),
      refusal({ authority: secret }),
      refusal({ recordedtime: secret }),
      refusal({}, { receivedOn: secret }),
      refusal({}, { source: `${secret}-${secret}` }),
      refusal({}, { leadChild: secret }),
    ];
    for (const refused of refusals) expect(refused?.rule).toMatch(/^(?!.*9434765919)/);
  });
});

describe('the envelope', () => {
  test.each([
    ['specversion', '1.0'],
    ['id', 'e'],
    ['id', 'Ü 😀 ! / with spaces'],
    ['id', '😀'.repeat(128)],
    ['source', 'urn:x:y'],
    ['source', 'case-system'],
    ['source', '//host:8080/a//b?c=d/e#f'],
    ['source', 'https://user@[::1]:80/%20'],
    ['subject', 'A1b2-_Z9'],
    ['subject', 'x'.repeat(64)],
    ['subject', '9434765918'], // ten digits, wrong check digit
    ['subject', 'A801200005001'], // the form of a UPN, wrong check letter
    ['subject', 'B80120000500'], // one character short of a UPN
    ['authority', '841'],
    ['authority', '000'],
    ['recordedtime', undefined],
    ['recordedtime', '2020-06-15T12:05:00Z'], // five minutes ahead, not more
    ['recordedtime', '2020-06-15T13:05:00.000000+01:00'],
    ['recordedtime', '2020-06-14T23:59:59.123456-05:00'],
    ['time', 'whenever'],
    ['datacontenttype', 'application/json'],
    ['dataschema', 'x'],
    ['traceparent', 'x'],
    ['tracestate', ''],
  ])('%s takes %j', (attribute, value) => {
    expect(refusal({ [attribute]: value })).toBeNull();
  });

  test.each([
    ['specversion', undefined, 'is missing'],
    ['specversion', '0.3', 'must be "1.0"'],
    ['specversion', 1, 'must be "1.0"'],
    ['id', undefined, 'is missing'],
    ['id', '', /1 to 128 characters/],
    ['id', 'x'.repeat(129), /1 to 128 characters/],
    ['id', '😀'.repeat(129), /1 to 128 characters/],
    ['id', 'a\nb', /control characters/],
    ['id', 'a\u007f', /control characters/],
    ['id', 'a\u009f', /control characters/],
    ['id', 'a\ud800b', /control characters/], // half a surrogate pair is no character
    ['id', 17, /1 to 128 characters/],
    ['id', null, 'must not be null'],
    ['source', undefined, 'is missing'],
    ['source', '', /URI-reference/],
    ['source', 'case system', /URI-reference/],
    ['source', '/a%2', /URI-reference/],
    ['source', '1a:b', /URI-reference/],
    ['source', '/a#b#c', /URI-reference/],
    ['source', '/ü', /URI-reference/],
    ['type', undefined, 'is missing'],
    ['type', 'csc.referral.arrived', /event type of this contract/],
    ['type', 'referral.received', /event type of this contract/],
    ['type', 'csc.referral.received.v2', /event type of this contract/],
    ['type', 'csc.constructor', /event type of this contract/],
    ['type', ['csc.referral.received'], /event type of this contract/],
    ['subject', undefined, 'is missing'],
    ['subject', 'short12', /8 to 64/],
    ['subject', 'x'.repeat(65), /8 to 64/],
    ['subject', 'has space', /8 to 64/],
    ['subject', 'ümlaut-12', /8 to 64/],
    ['subject', '9434765919', /neither an NHS number nor a UPN/],
    ['subject', '943-476-5919', /neither an NHS number nor a UPN/],
    ['subject', 'B801200005001', /neither an NHS number nor a UPN/],
    ['subject', 'b801200005001', /neither an NHS number nor a UPN/],
    ['authority', undefined, 'is missing'],
    ['authority', '84', /three digits/],
    ['authority', '8411', /three digits/],
    ['authority', 'E06', /three digits/],
    ['authority', '٨٤١', /three digits/],
    ['authority', 841, /three digits/],
    ['recordedtime', null, 'must not be null: leave it out where it is not known'],
    ['recordedtime', '2020-06-15', /RFC 3339/],
    ['recordedtime', '2020-06-15T09:00:00', /offset/],
    ['recordedtime', '2020-06-15 09:00:00Z', /RFC 3339/],
    ['recordedtime', '2020-06-15T09:00:00.1234567Z', /at most six digits/],
    ['recordedtime', '2020-06-15T09:00:00.1234560Z', /at most six digits/],
    ['recordedtime', '2020-02-30T09:00:00Z', /real instant/],
    ['recordedtime', '2020-06-15T24:00:00Z', /real instant/],
    ['recordedtime', '2020-06-15T12:05:00.000001Z', /five minutes ahead/],
    ['recordedtime', '1989-12-31T23:59:59Z', 'must not be before 1990'],
    ['time', 17, 'must be text'],
    ['datacontenttype', { a: 1 }, 'must be text'],
    ['dataschema', true, 'must be text'],
    ['traceparent', null, /must not be null/],
    ['tracestate', ['x'], 'must be text'],
    ['data', undefined, 'is missing'],
    ['data', null, 'must be a JSON object'],
    ['data', [], 'must be a JSON object'],
    ['data', 'text', 'must be a JSON object'],
  ])('%s refuses %j', (attribute, value, text) => {
    expect(refusal({ [attribute]: value })).toEqual(rule(attribute, text));
  });

  test.each(['name', 'Authority', 'data_base64', 'comexampleextension', 'toString', 'type '])(
    '%s is refused by its name',
    (name) => {
      expect(refusal({ [name]: 'x' })).toEqual(rule(name, 'is not an attribute of this contract'));
    },
  );

  test('the name of an unknown attribute is fit to be stored: no control characters, not endless', () => {
    expect(refusal({ 'a\u0000b\n': 1 })?.field).toBe('a\ufffdb\ufffd');
    expect(refusal({ ['😀'.repeat(200)]: 1 })?.field).toBe('😀'.repeat(128));
    expect(validateEvent(JSON.parse('{"__proto__": {"type": "csc.referral.received"}}'), { now })).toEqual({
      refusal: { id: null, field: 'specversion', rule: 'is missing' },
    });
  });
});

describe('data', () => {
  test.each<[EventType, object]>([
    ['contact.received', { outcome: 'any-code-1' }],
    ['referral.received', { leadChild: undefined, source: undefined }],
    ['child.described', { birthMonth: '1899-01' }], // no window for the month of birth
    ['child.described', { birthMonth: '2055-12', ethnicity: undefined, disabled: undefined }],
    ['sdq.scored', { score: 0 }],
    ['sdq.scored', { score: 40 }],
    ['placement.started', { distanceMiles: 0 }],
    ['placement.started', { distanceMiles: 412.75, type: 'T1', provider: undefined }],
    ['missing.started', { startedAt: '2020-06-14T02:30:00.5+01:00' }],
    ['missing.started', { startedAt: '2020-06-14T02:30:00.1234560Z' }], // more digits lose nothing where they are nought
    ['adoption.placed', { fosterCarerAdoption: undefined }], // movedInOn alone says nothing, and harms nothing
    ['health-check.completed', { kind: 'dental', upToDate: false }],
    ['record.retracted', { entity: 'legal-status' }],
    ['record.retracted', { entity: 'carer' }],
    ['conference.planned', {}],
  ])('%s takes %j', (type, data) => {
    expect(refusal({}, data, type)).toBeNull();
  });

  test.each<[EventType, string, unknown, string | RegExp]>([
    ['referral.received', 'id', undefined, 'is missing'],
    ['referral.received', 'id', 'has space', /1 to 64 letters/],
    ['referral.received', 'id', 'x'.repeat(65), /1 to 64 letters/],
    ['referral.received', 'id', 'newline\n', /1 to 64 letters/],
    ['referral.received', 'receivedOn', undefined, 'is missing'],
    ['referral.received', 'receivedOn', null, 'must not be null'],
    ['referral.received', 'leadChild', null, 'must not be null: leave it out where it is not known'],
    ['referral.received', 'leadChild', 'true', 'must be true or false'],
    ['referral.received', 'source', 'thirteen-char', /a code of 1 to 12/],
    ['referral.received', 'source', '', /a code of 1 to 12/],
    ['referral.received', 'source', '1_A', /a code of 1 to 12/],
    ['referral.received', 'notes', 'free text', 'is not a field of csc.referral.received'],
    ['referral.received', 'completedOn', '2020-04-01', 'is not a field of csc.referral.received'],
    ['referral.received', 'constructor', 1, 'is not a field of csc.referral.received'],
    ['child.described', 'id', 'child-1', 'is not a field of csc.child.described'],
    ['child.described', 'birthMonth', '2012-13', /a month written as YYYY-MM/],
    ['child.described', 'birthMonth', '2012-09-01', /a month written as YYYY-MM/],
    ['child.described', 'gender', 'X', 'must be one of F, M, U'],
    ['referral.completed', 'outcome', 'closed', /one of assessment, early-help/],
    ['visit.completed', 'purpose', 'social', 'must be one of cp, cla, cin'],
    ['visit.completed', 'purpose', undefined, 'is missing'],
    ['conference.planned', 'purpose', 'cp', 'is not a field of csc.conference.planned'],
    ['allocation.started', 'worker', 'Jane Smith', /1 to 64 letters/],
    ['allocation.started', 'qualified', undefined, 'is missing'],
    ['sdq.scored', 'score', -1, 'must be a whole number from 0 to 40'],
    ['sdq.scored', 'score', 41, 'must be a whole number from 0 to 40'],
    ['sdq.scored', 'score', 12.5, 'must be a whole number from 0 to 40'],
    ['sdq.scored', 'score', '12', 'must be a whole number from 0 to 40'],
    ['placement.started', 'distanceMiles', -0.1, 'must be a number of 0 or more'],
    ['placement.started', 'distanceMiles', '12', 'must be a number of 0 or more'],
    ['missing.started', 'startedAt', '2020-06-14', /RFC 3339 with an offset/],
    ['missing.started', 'startedAt', '2020-06-14T02:30:00', /RFC 3339 with an offset/],
    ['missing.started', 'startedAt', '2020-06-31T02:30:00Z', /real instant/],
    ['missing.started', 'startedAt', '2020-06-14T02:30:00.1234567Z', /no finer than microseconds/],
    ['care-leaver-contact.made', 'activity', 'G3', /one of F1, P1/],
    ['record.retracted', 'entity', 'child', /one of contact, referral/],
    ['record.retracted', 'entity', 'record', /one of contact, referral/],
    ['record.retracted', 'entity', 'return-interview', /one of contact, referral/],
  ])('%s refuses %s: %j', (type, field, value, text) => {
    expect(refusal({}, { [field]: value }, type)).toEqual(rule(`data.${field}`, text));
  });

  test('a number that JSON cannot hold is refused', () => {
    const text = JSON.stringify({ ...exampleOf('placement.started') }).replace('12.5', '1e999');
    expect(validateEvent(JSON.parse(text), { now })).toEqual({
      refusal: rule('data.distanceMiles', 'must be a number of 0 or more'),
    });
  });
});

describe('dates', () => {
  test.each(['2020-02-29', '1990-01-01', '2000-02-29', '2022-06-15'])('%s is taken', (receivedOn) => {
    expect(refusal({}, { receivedOn })).toBeNull();
  });

  test.each([
    ['2021-02-29', 'must be a real date written as YYYY-MM-DD'],
    ['2020-04-31', 'must be a real date written as YYYY-MM-DD'],
    ['2020-00-10', 'must be a real date written as YYYY-MM-DD'],
    ['2020-1-1', 'must be a real date written as YYYY-MM-DD'],
    ['01/04/2020', 'must be a real date written as YYYY-MM-DD'],
    ['2020-04-01T00:00:00Z', 'must be a real date written as YYYY-MM-DD'],
    ['2020-04-01\n', 'must be a real date written as YYYY-MM-DD'],
    ['1989-12-31', 'must not be before 1990'],
    ['2022-06-16', 'must not be more than 24 months after the day on which the event was recorded'],
    ['2041-01-01', 'must not be after 2040'],
  ])('%s is refused', (receivedOn, text) => {
    expect(refusal({}, { receivedOn })).toEqual(rule('data.receivedOn', text));
  });

  test('the window runs from the London date of the recording, which under summer time is the next day from 23:00Z', () => {
    const late = { recordedtime: '2020-06-14T23:00:00Z' };
    expect(refusal(late, { receivedOn: '2022-06-15' })).toBeNull();
    const earlier = { recordedtime: '2020-06-14T22:59:59.999999Z' };
    expect(refusal(earlier, { receivedOn: '2022-06-15' })).toEqual(rule('data.receivedOn', /24 months/));
    expect(refusal(earlier, { receivedOn: '2022-06-14' })).toBeNull();
  });

  test('months are added by the calendar: 24 months after 29 February is 28 February', () => {
    const leapDay = { recordedtime: '2020-02-29T12:00:00Z' };
    expect(refusal(leapDay, { receivedOn: '2022-02-28' })).toBeNull();
    expect(refusal(leapDay, { receivedOn: '2022-03-01' })).toEqual(rule('data.receivedOn', /24 months/));
  });

  test('the window is that of the recording, not of the log’s clock; without recordedtime it is the clock’s', () => {
    expect(refusal({ recordedtime: '2015-01-01T00:00:00Z' }, { receivedOn: '2017-01-02' })).toEqual(
      rule('data.receivedOn', /24 months/),
    );
    expect(refusal({ recordedtime: undefined }, { receivedOn: '2022-06-15' })).toBeNull();
    expect(refusal({ recordedtime: undefined }, { receivedOn: '2022-06-16' })).toEqual(
      rule('data.receivedOn', /24 months/),
    );
  });

  test('nothing lies after 2040, however late it is recorded', () => {
    const late = { now: parseInstant('2040-06-01T00:00:00Z') };
    const event = { ...referral, recordedtime: '2040-06-01T00:00:00Z' };
    expect(validateEvent({ ...event, data: { id: 'r', receivedOn: '2040-12-31' } }, late)).toHaveProperty('event');
    expect(validateEvent({ ...event, data: { id: 'r', receivedOn: '2041-01-01' } }, late)).toEqual({
      refusal: rule('data.receivedOn', 'must not be after 2040'),
    });
  });

  test('every date of an event is looked at, instants by their London date', () => {
    expect(refusal({}, { strategyOn: '1989-12-31' }, 'icpc.held')).toEqual(rule('data.strategyOn', /before 1990/));
    expect(refusal({}, { movedInOn: '2022-06-16' }, 'adoption.placed')).toEqual(rule('data.movedInOn', /24 months/));
    const midnight = (offset: string) => ({ startedAt: `2022-06-16T00:00:00${offset}` });
    expect(refusal({}, midnight('+01:00'), 'missing.started')).toEqual(rule('data.startedAt', /24 months/));
    expect(refusal({}, midnight('+01:01'), 'missing.started')).toBeNull();
    expect(refusal({}, { startedAt: '1989-12-31T23:59:59Z' }, 'missing.started')).toEqual(
      rule('data.startedAt', /before 1990/),
    );
  });
});
