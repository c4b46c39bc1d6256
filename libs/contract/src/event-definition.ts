import { Type, type TObject, type TProperties, type TString } from '@sinclair/typebox';
import { token } from './fields';

/** What of an entity an event begins. Only an independent visitor has both: the wait for one, and the spell with one. */
export type Part = 'spell' | 'wait';

/** The one definition of an event type; types, validation and documents are made from it. */
export interface EventDefinition<E extends string = string, F extends TProperties = TProperties> {
  /** The kind of entity that the event tells of: `child` for the child itself, `any` where its data name the entity. */
  readonly entity: E;
  /** What the event says, in a sentence. */
  readonly doc: string;
  /** Present on an entity's first event: until it arrives, that part of the entity counts for nothing. */
  readonly opens?: Part;
  /** Present on the end of a spell: one that lies before its start counts as missing. */
  readonly closes?: 'spell';
  /** The fields of `data`. */
  readonly data: TObject<F>;
}

/** The fields of an entity's event: its id, and what the event says. */
export type WithId<F extends TProperties> = { id: TString } & F;

/** An event of an entity that neither begins nor ends it. */
export function event<E extends string, F extends TProperties>(
  entity: E,
  doc: string,
  fields: F,
): EventDefinition<E, WithId<F>> {
  const id = token(`The id of the ${entity}, unique within its child and kind.`, `${entity}-1`);
  return { entity, doc, data: strictObject({ id, ...fields }) };
}

/** The first event of an entity. */
export function opening<E extends string, F extends TProperties>(
  entity: E,
  doc: string,
  fields: F,
  opens: Part = 'spell',
): EventDefinition<E, WithId<F>> {
  return { ...event(entity, doc, fields), opens };
}

/** The end of an entity that has a beginning. */
export function closing<E extends string, F extends TProperties>(
  entity: E,
  doc: string,
  fields: F,
): EventDefinition<E, WithId<F>> {
  return { ...event(entity, doc, fields), closes: 'spell' };
}

/** An object that takes no field but these. */
export function strictObject<F extends TProperties>(fields: F): TObject<F> {
  return Type.Object(fields, { additionalProperties: false });
}
