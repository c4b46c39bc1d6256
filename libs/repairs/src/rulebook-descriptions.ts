import type { ApiBodyOptions } from '@nestjs/swagger';
import type { SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';

/** What the calls about rulebooks take and answer, for the OpenAPI document. */

const text: SchemaObject = { type: 'string' };
const whole: SchemaObject = { type: 'integer' };
const listOf = (items: SchemaObject): SchemaObject => ({ type: 'array', items });
const object = (properties: Record<string, SchemaObject>): SchemaObject => {
  return { type: 'object', properties, required: Object.keys(properties) };
};
const json = (schema: SchemaObject, example: unknown) => ({ content: { 'application/json': { schema, example } } });

export const ACTIVATION: ApiBodyOptions = {
  schema: object({ reason: { ...text, description: 'Why, in a line without names. It is kept for ever.' } }),
  required: true,
  examples: { one: { value: { reason: 'the guidance of April 2021 counts 40 working days' } } },
};

export const ACTIVATED = json(
  object({
    version: whole,
    positions: listOf(object({ partition: whole, offset: whole })),
    duplicate: { type: 'boolean', description: 'Whether the log had all of them already.' },
  }),
  { version: 4, positions: [{ partition: 0, offset: 9120 }], duplicate: false },
);

export const RULEBOOKS_KNOWN = json(
  object({
    rulebooks: listOf(
      object({
        version: whole,
        measures: { ...whole, description: 'How many it has.' },
        inForce: { ...listOf(whole), description: 'The partitions whose log ends under it.' },
        beginning: { type: 'boolean', description: 'Whether the ledger begins with it.' },
        changes: { ...listOf(text), description: 'The measures that it does not define as the one before it does.' },
        activated: listOf(object({ partition: whole, offset: whole, at: text, reason: text, by: text })),
      }),
    ),
  }),
  {
    rulebooks: [
      { version: 3, measures: 84, inForce: [0, 1], beginning: true, changes: [], activated: [] },
      { version: 4, measures: 84, inForce: [], beginning: false, changes: ['assessments-45wd'], activated: [] },
    ],
  },
);
