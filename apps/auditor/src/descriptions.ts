import { SAMPLE_RESULTS } from '@careledger/audit';
import type { ApiBodyOptions, ApiResponseOptions } from '@nestjs/swagger';
import type { SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { MOST_MONTHS, MOST_SAMPLED } from './bodies';

/** What the calls take and answer, for the OpenAPI document. */

const text = (description?: string): SchemaObject => ({ type: 'string', ...(description && { description }) });
const whole = (description?: string): SchemaObject => ({ type: 'integer', ...(description && { description }) });
const yes = (description?: string): SchemaObject => ({ type: 'boolean', ...(description && { description }) });
const listOf = (items: SchemaObject): SchemaObject => ({ type: 'array', items });
const orNull = (schema: SchemaObject): SchemaObject => ({ anyOf: [schema, { type: 'null' }] });
const anything = (description: string): SchemaObject => ({ type: 'object', additionalProperties: true, description });
const object = (properties: Record<string, SchemaObject>, optional: readonly string[] = []): SchemaObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const json = (schema: SchemaObject, example?: unknown) => ({
  content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
});
const body = (schema: SchemaObject, example: unknown): ApiBodyOptions => ({
  schema,
  required: true,
  examples: { one: { value: example } },
});

export const AN_ID = '3f0f5b1e-6a52-4b0e-9d0c-0d6e3c7f2a11';

const sample = object({
  size: whole(`How many entries are drawn, 1 to ${MOST_SAMPLED}.`),
  seed: text('What the draw follows from: the same seed draws the same entries.'),
});

export const ASKING = body(
  object(
    {
      authority: text('Three digits.'),
      from: text('The month of the first period: its last month, YYYY-MM.'),
      to: text(`The month of the last period, included; at most ${MOST_MONTHS} months.`),
      knownAt: text('Only what the log had taken by this instant counts. A date means all of that day in London.'),
      sample,
    },
    ['sample'],
  ),
  {
    authority: '841',
    from: '2020-10',
    to: '2020-12',
    knownAt: '2021-01-15T23:59:59Z',
    sample: { size: 20, seed: '7' },
  },
);

export const ASKED = json(object({ id: text(), state: text(), at: text('Where to look.') }), {
  id: AN_ID,
  state: 'queued',
  at: `/v1/audits/${AN_ID}`,
});

const head = {
  id: text(),
  authority: text(),
  from: text(),
  to: text(),
  knownAt: text(),
  sample: orNull(sample),
  state: { type: 'string', enum: ['queued', 'running', 'done', 'failed', 'interrupted'] } satisfies SchemaObject,
  equal: orNull(yes('Whether the events make what the ledger holds; null until it is done.')),
  progress: object({ stage: text(), eventsDone: whole(), eventsTotal: whole() }),
  problem: orNull(text('Of one that failed or was interrupted: why.')),
  askedBy: text(),
  askedAt: text(),
  startedAt: orNull(text()),
  endedAt: orNull(text()),
};

export const AUDITS = json(object({ audits: listOf(object(head)) }));

const amounts = object({ numerator: whole(), denominator: whole() });
const place = object({ partition: whole(), child: whole('The offset of the child’s first event.') });
const difference = object(
  {
    number: whole(),
    child: orNull(text('Null where the child is sealed, or nobody knows whose it is.')),
    sealed: yes(),
    place: orNull(place),
    measure: text(),
    stream: text(),
    day: text(),
    groups: anything('The breakdown values of the cell.'),
    ledger: amounts,
    replay: amounts,
    postings: listOf(
      object({
        what: text('in the ledger alone, or missing in the ledger'),
        number: orNull(whole('Its number in the ledger.')),
        cause: orNull(whole('Offset of the event that made it, or should have.')),
        knownAt: text(),
        numerator: whole(),
        denominator: whole(),
      }),
    ),
  },
  ['sealed'],
);

const point = object({
  period: text(),
  from: text(),
  to: text(),
  numerator: whole(),
  denominator: orNull(whole()),
  value: orNull({ type: 'number' }),
  rate: orNull({ type: 'number' }),
});

const result = object({
  final: yes('Whether nothing that was known by then can still be missing.'),
  today: text('T of what had not ended.'),
  position: anything('For each partition the offset that comes next.'),
  digest: text('sha256 over the events in scope.'),
  partitions: listOf(anything('Digest, position and head of the chain of a partition.')),
  events: object({ inScope: whole(), erased: whole(), changed: listOf(text('partition:offset')) }),
  children: object({
    inScope: whole(),
    parked: whole(),
    parkedApplicable: whole(),
    erased: whole(),
    faulty: whole(),
  }),
  postings: whole(),
  entries: object({
    compared: whole(),
    different: whole(),
    erased: whole(),
    accounts: listOf(object({ measure: text(), stream: text(), compared: whole(), different: whole() })),
    months: listOf(anything('Differences by measure, stream and month.')),
  }),
  balances: object({ compared: whole(), different: whole(), differences: listOf(anything('A wrong balance.')) }),
  topic: orNull(anything('With Kafka: the event store beside the topic.')),
  figuresCompared: whole(),
  figuresDiffer: listOf(anything('A figure from the events, and the same in the ledger.')),
  figures: listOf(object({ measure: text(), grain: text(), points: listOf(point) })),
  differences: listOf(difference),
  versions: anything('Program, rulebook, bank holidays, Node, PostgreSQL.'),
  seconds: { type: 'number' },
});

export const AUDIT = json(
  object({
    ...head,
    result: orNull(result),
    evidence: listOf(object({ manifestSha256: text(), madeBy: text(), madeAt: text() })),
  }),
);

const recorded = object({ result: text(), note: text(), recordedBy: text(), recordedAt: text() });
const entry = object(
  {
    number: whole(),
    child: orNull(text('Null where the child is sealed.')),
    sealed: yes(),
    measure: text(),
    stream: text(),
    day: text(),
    groups: anything('The breakdown values of the cell.'),
    numerator: whole(),
    denominator: whole(),
    sources: listOf(text('The id of an event that it is made of.')),
    result: orNull(text('The last result.')),
    results: listOf(recorded),
  },
  ['sealed'],
);

export const SAMPLE = json(object({ sample: listOf(entry) }));
export const ANNEX = json(
  object({
    audit: text(),
    authority: text(),
    knownAt: text(),
    differences: listOf(difference),
    sample: listOf(entry),
  }),
);

export const RECORDING = body(
  object({ result: { type: 'string', enum: [...SAMPLE_RESULTS] }, note: text('A line without names.') }, ['note']),
  { result: 'agrees', note: 'form of 3 November' },
);
export const RECORDED = json(object({ number: whole(), result: text(), note: text(), recordedBy: text() }), {
  number: 1,
  result: 'agrees',
  note: 'form of 3 November',
  recordedBy: 'auditor@example.org',
});

const problem = (status: number, description: string): ApiResponseOptions => ({
  status,
  description,
  content: { 'application/problem+json': { schema: anything('A problem (RFC 9457).') } },
});

export const REFUSED = {
  400: problem(400, 'A field is missing or wrong: the problem names it and the rule.'),
  404: problem(404, 'There is no such audit or entry, or the token is not for its authority.'),
  409: problem(409, 'The audit is not done.'),
  429: problem(429, 'Too many audits wait.'),
};
