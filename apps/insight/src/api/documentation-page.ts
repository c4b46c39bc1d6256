import type { OpenAPIObject } from '@nestjs/swagger';
import type {
  OperationObject,
  ParameterObject,
  PathItemObject,
  ReferenceObject,
  RequestBodyObject,
  ResponseObject,
} from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { escaped, type Prose } from '../html';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The OpenAPI document as one page to read: no script, nothing from elsewhere. */
export function documentationPage(document: OpenAPIObject): Prose {
  const tags = document.tags ?? [];
  const sections = tags
    .map(({ name, description }) => {
      const calls = callsOf(document, name);
      return calls === '' ? '' : `<h2>${escaped(description ?? name)}</h2>${calls}`;
    })
    .join('');
  const { title, description = '' } = document.info;
  const markup = `<h1>${escaped(title)}: how to call it</h1><p>${escaped(description)}</p>
<p>For programs: <a href="/openapi.json">OpenAPI</a>, <a href="/asyncapi.json">AsyncAPI</a>. The <a href="/">figures</a>, the <a href="/catalogue">catalogue</a>.</p>
${sections}`;
  return { title: `${title}: how to call it`, markup };
}

function callsOf(document: OpenAPIObject, tag: string): string {
  return Object.entries(document.paths)
    .flatMap(([path, item]: [string, PathItemObject]) =>
      METHODS.flatMap((method) => {
        const operation = item[method];
        return operation?.tags?.includes(tag) ? [callSection(method, path, operation)] : [];
      }),
    )
    .join('');
}

function callSection(method: string, path: string, operation: OperationObject): string {
  return `<h3>${method.toUpperCase()} ${escaped(path)}</h3><p>${escaped(operation.summary ?? '')}</p>${needsOf(operation)}
${parameterTable((operation.parameters ?? []).filter(isNoReference))}${bodySection(operation.requestBody)}${answersOf(operation)}`;
}

/** Who may call it, as `Needs` says. */
function needsOf(operation: OperationObject): string {
  const needs = (operation as { 'x-needs'?: { anyOf: readonly string[]; authority: string; logged: boolean } })[
    'x-needs'
  ];
  if (needs === undefined) return '<p>Open to everybody.</p>';
  const { anyOf, authority, logged } = needs;
  const roles = anyOf.map((role) => `<code>${escaped(role)}</code>`).join(' or ');
  const scope = authority === 'nowhere' ? '' : ', for the authority that it is about';
  return `<p>Needs a token with the role ${roles}${scope}.${logged ? ' Who reads it is written down.' : ''}</p>`;
}

function parameterTable(parameters: readonly ParameterObject[]): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    ({ name, required, description, example }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${required === true ? 'needed' : 'may be left out'}</td>` +
      `<td>${escaped(description ?? '')}${example === undefined ? '' : ` For instance <code>${escaped(String(example))}</code>.`}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">Parameter</th><th scope="col">Needed</th><th scope="col">What it is</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function bodySection(body: RequestBodyObject | ReferenceObject | undefined): string {
  if (body === undefined || !isNoReference(body)) return '';
  return `<p>${escaped(body.description ?? '')}</p>${examplesOf(body.content)}`;
}

function answersOf({ responses }: OperationObject): string {
  return Object.entries(responses as Record<string, ResponseObject | ReferenceObject>)
    .map(([status, response]) => {
      if (!isNoReference(response)) return '';
      const isGood = status.startsWith('2');
      return `<p><strong>${status}</strong> ${escaped(response.description)}</p>${isGood ? examplesOf(response.content) : ''}`;
    })
    .join('');
}

function examplesOf(content: ResponseObject['content']): string {
  return Object.entries(content ?? {})
    .map(([type, { example }]) => {
      if (example === undefined) return '';
      const shown = typeof example === 'string' ? example : JSON.stringify(example, null, 2);
      return `<p><code>${escaped(type)}</code></p><pre tabindex="0">${escaped(shown)}</pre>`;
    })
    .join('');
}

function isNoReference<T extends object>(thing: T | ReferenceObject): thing is T {
  return !('$ref' in thing);
}
