import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Problem } from '@careledger/http-problems';
import type { FastifyInstance } from 'fastify';

/** The forms in which events are taken, by media type. */
export const EVENT_FORMS = {
  'application/cloudevents+json': 'one',
  'application/cloudevents-batch+json': 'array',
  'application/x-ndjson': 'lines',
} as const;

export type EventForm = (typeof EVENT_FORMS)[keyof typeof EVENT_FORMS];

/** Makes fastify hand over the bodies of events as they stream in, unread. To be called before the application listens. */
export function registerEventBodies(fastify: Pick<FastifyInstance, 'addContentTypeParser'>): void {
  fastify.addContentTypeParser(Object.keys(EVENT_FORMS), (_request, body, done) => done(null, body));
}

/** The form that the headers announce. @throws Problem 415 where it is none of the three, or is encoded in another way. */
export function formOf(headers: IncomingMessage['headers']): EventForm {
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const forms: Readonly<Record<string, EventForm | undefined>> = EVENT_FORMS;
  const form = Object.hasOwn(forms, type) ? forms[type] : undefined;
  if (form === undefined) {
    throw new Problem({
      status: 415,
      detail: `Events are taken as ${Object.keys(EVENT_FORMS).join(', ')}. Set the header Content-Type.`,
    });
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.replace(/^charset=|"/g, '');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw new Problem({ status: 415, detail: 'Events are taken in UTF-8 alone.' });
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new Problem({ status: 415, detail: 'Events are taken uncompressed: send them without Content-Encoding.' });
  }
  return form;
}

/** The chunks of a body as they come. Leaving the loop early leaves the body as it is: `discardRest` deals with it. */
export async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch {
    throw new Problem({ status: 400, detail: 'The body broke off before its end. Send it again.' });
  }
}
