import { bearer } from '@careledger/config';

/** The media types in which `POST /v1/events` takes events. */
export const ONE = 'application/cloudevents+json';
export const ARRAY = 'application/cloudevents-batch+json';
export const LINES = 'application/x-ndjson';

/** What the intake answers. */
export interface IntakeAnswer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejectedCount: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly id: string | null;
    readonly field: string;
    readonly rule: string;
  }[];
}

/** What `GET /v1/status` answers. */
export interface Status {
  readonly log: { readonly end: Readonly<Record<string, number>> };
  readonly projected: { readonly position: Readonly<Record<string, number>> };
  readonly lag: number;
  readonly parked: number;
}

/** A figure of `GET /v1/measures/{id}/series`. */
export interface Figure {
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
}

export interface Series {
  readonly measure: string;
  readonly final: boolean;
  readonly points: readonly (Figure & {
    readonly period: string;
    readonly from: string;
    readonly to: string;
    readonly rate: number | null;
    readonly groups?: readonly (Figure & { readonly key: string })[];
  })[];
}

export interface Reply<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Sends events as lines, and gives the answer whatever its status. */
export async function postEvents(
  address: string,
  events: readonly object[],
  { historical = false, timeoutMs = 30_000 } = {},
): Promise<Reply<IntakeAnswer>> {
  const body = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  return post(address, body, LINES, { historical, timeoutMs });
}

/** Sends a body to the intake as it is. */
export async function post<Body = IntakeAnswer>(
  address: string,
  body: string,
  type: string,
  { historical = false, timeoutMs = 30_000 } = {},
): Promise<Reply<Body>> {
  const response = await fetch(`${address}/v1/events${historical ? '?historical=true' : ''}`, {
    method: 'POST',
    headers: { 'content-type': type, ...bearer() },
    body,
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

/** Sends JSON to a path, and gives the answer whatever its status. */
export async function postJson<Body = unknown>(address: string, path: string, body: object): Promise<Reply<Body>> {
  const response = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

/** Sends a form as a page of the program does. */
export async function postForm(
  address: string,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly location: string | null; readonly page: string }> {
  const response = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin', ...bearer() },
    body: new URLSearchParams(fields),
    redirect: 'manual',
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, location: response.headers.get('location'), page: await response.text() };
}

/** Reads something, whatever the status: JSON where it is that, else text. */
export async function get<Body>(address: string, path: string): Promise<Reply<Body>> {
  const response = await fetch(`${address}${path}`, { headers: bearer(), signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
}

/** Reads something that must be there. @throws Error where it is not */
export async function read<Body>(address: string, path: string): Promise<Body> {
  const { status, body } = await get<Body>(address, path);
  if (status === 200) return body;
  throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
}

/** Waits until all acknowledged events are in the figures. @throws Error where that takes too long */
export async function caughtUp(address: string, withinMs = 30_000): Promise<Status> {
  for (const late = Date.now() + withinMs; ;) {
    const status = await read<Status>(address, '/v1/status');
    if (status.lag === 0) return status;
    if (Date.now() > late) throw new Error(`The figures lag behind after ${withinMs} ms: ${JSON.stringify(status)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
