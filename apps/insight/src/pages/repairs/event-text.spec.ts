import { Problem } from '@careledger/http-problems';
import { differencesOf, draftFor, eventTyped, prettyText, wrongInWords } from './event-text';

describe('an event that is typed', () => {
  it('is JSON', () => expect(eventTyped('{"id": "a"}')).toEqual({ id: 'a' }));

  it.each([
    ['', 'must be there: type the event that is to be sent'],
    [undefined, 'must be there: type the event that is to be sent'],
    ['{\n  "id": "secret",\n  "data": {"a": 1,}\n}', 'must be JSON; it cannot be read from line 3 on'],
  ])('%j is refused', (text, rule) => {
    let problem: unknown;
    try {
      eventTyped(text);
    } catch (error) {
      problem = error;
    }
    expect((problem as Problem).body).toMatchObject({ status: 422, field: 'event', rule });
  });

  it('is refused without repeating it', () => {
    expect(() => eventTyped('secret')).toThrow(/^event must be JSON/);
    expect(() => eventTyped('secret')).not.toThrow(/secret/);
  });
});

it('a record is shown as JSON where it is some', () => {
  expect(prettyText('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(prettyText('{"a"')).toBe('{"a"');
});

it('a draft has an id of its own', () => {
  expect(draftFor({ id: 'r1', type: 't' })).toEqual({ id: 'r1-put-right', type: 't' });
  expect(draftFor({ type: 't' })).toEqual({ type: 't' });
});

describe('differences', () => {
  it('are named field by field', () => {
    const before = { id: 'r1', data: { on: '2020-06-31', tags: ['a'], gone: 1 } };
    const after = { id: 'r2', data: { on: '2020-06-30', tags: ['a', 'b'], isNew: true } };
    expect(differencesOf(before, after)).toEqual([
      { field: 'id', before: 'r1', after: 'r2' },
      { field: 'data.on', before: '2020-06-31', after: '2020-06-30' },
      { field: 'data.tags', before: '["a"]', after: '["a","b"]' },
      { field: 'data.gone', before: '1', after: undefined },
      { field: 'data.isNew', before: undefined, after: 'true' },
    ]);
  });

  it('are none of the same in another order', () => {
    expect(differencesOf({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([]);
  });
});

it('a rule is said as a sentence', () => {
  expect(wrongInWords({ field: 'data.on', rule: 'must be a date' })).toBe('data.on must be a date');
  expect(wrongInWords({ field: '', rule: 'must be JSON' })).toBe('The event must be JSON');
  expect(wrongInWords({ field: '', rule: 'must be JSON' }, 'The record')).toBe('The record must be JSON');
  expect(wrongInWords({ field: 'id', rule: 'id-reused' })).toMatch(/^id is taken/);
});
