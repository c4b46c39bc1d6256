import { exampleOf } from '@careledger/contract';
import type { ApiBodyOptions, ApiResponseOptions } from '@nestjs/swagger';
import type { SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';

/** What the calls take and answer, for the OpenAPI document. */

export const text = (description?: string): SchemaObject => ({ type: 'string', ...(description && { description }) });
export const whole = (description?: string): SchemaObject => ({ type: 'integer', ...(description && { description }) });
export const listOf = (items: SchemaObject): SchemaObject => ({ type: 'array', items });
export const orNull = (schema: SchemaObject): SchemaObject => ({ anyOf: [schema, { type: 'null' }] });
export const object = (properties: Record<string, SchemaObject>, optional: readonly string[] = []): SchemaObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
export const json = (schema: SchemaObject, example: unknown) => ({
  content: { 'application/json': { schema, example } },
});
export const body = (schema: SchemaObject, example: unknown): ApiBodyOptions => ({
  schema,
  required: true,
  examples: { one: { value: example } },
});

const reason = text('Why, in a line without names. It is kept for ever.');
const offset = whole('The offset of an event that waits.');
const event: SchemaObject = { type: 'object', description: 'An event of the contract, as POST /v1/events takes it.' };
const anEvent = exampleOf('referral.received');

export const ACT =
  'The log has the decision; it is carried out when the projector comes to it. GET the child to see how.';

export const RELEASE = body(object({ reason }), { reason: 'put right in release 2.1' });
export const DISCARD = body(object({ offset, reason }), { offset: 9120, reason: 'sent by a test system' });
export const CORRECTION = body(object({ offset, event, reason }), {
  offset: 9120,
  event: anEvent,
  reason: 'the date was that of another referral',
});
export const RESUBMISSION = body(object({ event, reason }, ['event']), {
  reason: 'had lain in a wrong partition',
});
export const PUTTING_ASIDE = body(object({ reason }), { reason: 'not meant for us' });

export const DECIDED = json(
  object({
    id: text('The id of the control event.'),
    position: object({ partition: whole(), offset: whole() }),
    duplicate: { type: 'boolean', description: 'Whether the log had it already.' },
  }),
  { id: 'parked-1-9120-first', position: { partition: 1, offset: 9150 }, duplicate: false },
);

export const PARKED_CHILD = json(
  object({
    authority: text(),
    child: text(),
    parked: orNull(object({ since: offset, reason: text('Why it could not be applied.'), parkedAt: text() })),
    waiting: listOf(object({ partition: whole(), offset: whole(), appendedAt: text(), event })),
    acts: listOf(
      object({ partition: whole(), offset: whole(), decidedAt: text(), id: text(), type: text(), reason, by: text() }),
    ),
    underWay: { type: 'boolean', description: 'Whether the last act is not carried out yet.' },
  }),
  {
    authority: '841',
    child: 'c0ffee00c0ffee00',
    parked: { since: 9120, reason: 'RangeError: no such day', parkedAt: '2020-12-09T16:05:12.123456Z' },
    waiting: [{ partition: 1, offset: 9120, appendedAt: '2020-12-09T16:05:11.000000Z', event: anEvent }],
    acts: [],
    underWay: false,
  },
);

const letter = {
  id: text('Partition and offset of the record in the topic.'),
  partition: whole(),
  offset: whole(),
  receivedAt: text(),
  eventId: orNull(text()),
  field: text('Dotted; empty for the record as a whole.'),
  rule: text(),
  bytes: whole('How long it was.'),
  status: { type: 'string', enum: ['open', 'resubmitted', 'discarded'] } satisfies SchemaObject,
};
const aLetter = {
  id: '0-9120',
  partition: 0,
  offset: 9120,
  receivedAt: '2020-12-09T16:05:11.000000Z',
  eventId: 'e-18',
  field: 'data.receivedOn',
  rule: 'must be a real date written as YYYY-MM-DD',
  bytes: 412,
  status: 'open',
};

export const DEAD_LETTERS = json(
  object({ deadLetters: listOf(object(letter)), next: orNull(text('The next page.')) }),
  {
    deadLetters: [aLetter],
    next: null,
  },
);
export const DEAD_LETTER = json(
  object({
    ...letter,
    payload: orNull(text('What it held.')),
    decision: orNull(
      object({ partition: whole(), offset: whole(), decidedAt: text(), id: text(), type: text(), reason, by: text() }),
    ),
  }),
  { ...aLetter, payload: '{"specversion":"1.0", …}', decision: null },
);

export const problem = (status: number, description: string): ApiResponseOptions => ({
  status,
  description,
  content: {
    'application/problem+json': {
      schema: object({ type: text(), title: text(), status: whole(), detail: text(), field: text(), rule: text() }, [
        'field',
        'rule',
      ]),
    },
  },
});

export const REFUSED = {
  400: problem(400, 'A field of the body is missing or wrong: the problem names it and the rule that it breaks.'),
  404: problem(404, 'There is nothing of that name, or it is not parked.'),
  409: problem(409, 'Somebody else has decided meanwhile, or the event does not wait.'),
  422: problem(422, 'The event is refused: the problem names its field and the rule.'),
  503: problem(503, 'The database or the event log is not there at the moment.'),
};
