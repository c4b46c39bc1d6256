import type { SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';

/** Words to write the schemas of answers with. */
export const text = (description?: string): SchemaObject => ({ type: 'string', ...(description && { description }) });
export const date = (description?: string): SchemaObject => ({ ...text(description), format: 'date' });
export const instant = (description?: string): SchemaObject => ({ ...text(description), format: 'date-time' });
export const whole = (description?: string): SchemaObject => ({ type: 'integer', ...(description && { description }) });
export const number = (description?: string): SchemaObject => ({ type: 'number', ...(description && { description }) });
export const truth = (description?: string): SchemaObject => ({ type: 'boolean', ...(description && { description }) });
export const listOf = (items: SchemaObject, description?: string): SchemaObject => ({
  type: 'array',
  items,
  ...(description && { description }),
});
export const oneOf = (values: readonly string[], description?: string): SchemaObject => ({
  ...text(description),
  enum: [...values],
});
export const mapOf = (values: SchemaObject, description?: string): SchemaObject => ({
  type: 'object',
  additionalProperties: values,
  ...(description && { description }),
});

export function orNull(schema: SchemaObject, when?: string): SchemaObject {
  return { anyOf: [schema, { type: 'null' }], ...(when && { description: when }) };
}

/** An object whose fields are all there, but for those named as optional. */
export function object(fields: Record<string, SchemaObject>, optional: readonly string[] = []): SchemaObject {
  return {
    type: 'object',
    properties: fields,
    required: Object.keys(fields).filter((name) => !optional.includes(name)),
  };
}
