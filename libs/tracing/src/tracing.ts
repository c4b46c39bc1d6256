import type { Doing, Tracing } from './span';

const NOTHING: Doing = { traceparent: undefined, set: () => undefined, end: () => undefined };

const OFF: Tracing = {
  isOn: false,
  begin: () => NOTHING,
  during: (_, work) => work(),
  activeTraceparent: () => undefined,
  stop: () => Promise.resolve(),
};

let current = OFF;

/** The tracing of this process: does nothing until `startTracing` has found a collector configured. */
export function tracing(): Tracing {
  return current;
}

/** The `traceparent` of the span that is under way here; undefined where none is, or nothing is traced. */
export function activeTraceparent(): string | undefined {
  return current.activeTraceparent();
}

/** Sends the last spans, but waits for no collector that is away. */
export async function stopTracing(): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  await Promise.race([current.stop(), new Promise((resolve) => (late = setTimeout(resolve, LAST_SPANS_MS)))]);
  clearTimeout(late);
}

const LAST_SPANS_MS = 3_000;

/** The standard variables that name a collector. */
const ENDPOINTS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

/**
 * Begins to trace where OpenTelemetry's own variables name a collector (OTLP over HTTP, JSON) and do not switch it off.
 * Without them nothing is loaded.
 * @param service the name under which the spans appear, unless `OTEL_SERVICE_NAME` gives one
 */
export async function startTracing(
  service: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Tracing> {
  const isWanted = ENDPOINTS.some((name) => (env[name] ?? '') !== '');
  if (!isWanted || env['OTEL_SDK_DISABLED'] === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none') return current;
  const { openTelemetry } = await import('./open-telemetry');
  current = openTelemetry(env['OTEL_SERVICE_NAME'] ?? `careledger-${service}`);
  return current;
}
