import { ROLES, TOKEN_SCHEME } from '@careledger/access';
import { asyncApi, eventJsonSchema, exampleOf, type JsonObject } from '@careledger/contract';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { OperationObject, SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { intakeAnswer } from './intake-schemas';

const ABOUT = `Live, explainable figures for children's social care. Every figure is a sum of postings and can be followed to
children and events; every answer names the position of the log that it is complete to. Errors are problem details
(RFC 9457) that name the field and the rule. What case systems send is described at /asyncapi.json.`;

const WAY_IN = `A token that says for which roles and authorities it is: from the identity provider (AUTH=oidc) or npm run token (AUTH=key).
What each call needs stands in its x-needs. Roles: ${Object.entries(ROLES)
  .map(([role, what]) => `${role} (${what})`)
  .join('; ')}.`;

/** The documents that describe the interfaces. The bootstrap calls `describe` once all routes are known. */
export class ApiDocument {
  private document: OpenAPIObject | undefined;
  readonly asyncApi: JsonObject = asyncApi();

  /** Makes the document from the routes of the whole application, those of other modules included. */
  describe(app: INestApplication): void {
    const about = new DocumentBuilder()
      .setTitle('CareLedger')
      .setDescription(ABOUT.replaceAll('\n', ' '))
      .setVersion('1.0.0')
      .setOpenAPIVersion('3.1.0')
      .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: WAY_IN }, TOKEN_SCHEME)
      .addTag('figures', 'What the figures are, and what they are made of')
      .addTag('publications', 'What was published, and what was said of it')
      .addTag('children', 'Records')
      .addTag('operations', 'How the system is doing')
      .addTag('events', 'What case systems send')
      .addTag('imports', 'Statutory returns and lists, as files')
      .build();
    const document = SwaggerModule.createDocument(app, about);
    describeEvents(document);
    this.document = document;
  }

  /** @throws Error where the application has not been described yet */
  get openApi(): OpenAPIObject {
    if (this.document === undefined) throw new Error('describeApi(app) has not been called');
    return this.document;
  }
}

/** Describes the application; to be called once, after all modules are there and before it listens. */
export function describeApi(app: INestApplication): void {
  app.get(ApiDocument).describe(app);
}

/** What `POST /v1/events` takes, from the one definition of the event contract. */
function describeEvents(document: OpenAPIObject): void {
  const post = document.paths['/v1/events']?.post;
  if (post === undefined) return;
  const { $defs, ...event } = pointedAt(eventJsonSchema(), '#/$defs/', '#/components/schemas/');
  document.components = {
    ...document.components,
    schemas: {
      ...document.components?.schemas,
      CaseEvent: event,
      ...($defs as unknown as Record<string, SchemaObject>),
    },
  };
  const one = { $ref: '#/components/schemas/CaseEvent' };
  const example = exampleOf('referral.received');
  post.requestBody = {
    required: true,
    description:
      'One event, an array of events or one event a line. An event is at most 64 KB, an array 10 MB; lines have no end.',
    content: {
      'application/cloudevents+json': { schema: one, example },
      'application/cloudevents-batch+json': { schema: { type: 'array', items: one, minItems: 1 }, example: [example] },
      'application/x-ndjson': { schema: { type: 'string' }, example: `${JSON.stringify(example)}\n` },
    },
  };
  describeAnswers(post);
}

function describeAnswers(post: OperationObject): void {
  for (const status of ['202', '422']) {
    const response = post.responses[status];
    if (response !== undefined && !('$ref' in response)) response.content ??= { 'application/json': intakeAnswer };
  }
}

/** The same document with its references pointing elsewhere. */
function pointedAt(document: JsonObject, from: string, to: string): JsonObject {
  return JSON.parse(JSON.stringify(document).replaceAll(`"$ref":"${from}`, `"$ref":"${to}`)) as JsonObject;
}
