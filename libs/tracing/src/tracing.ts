/** What a span says of itself. Never anything of an event's content, and nothing that names a child. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Where a piece of work comes from: `traceparent` as W3C Trace Context and the CloudEvents extension of that name have it. */
export interface Origin {
  /** The span that this one is part of. */
  readonly parent?: string | undefined;
  /** Spans that led to this one, where there are many: the events of a batch. */
  readonly links?: Iterable<string>;
}

/** A piece of work that is being done. */
export interface Doing {
  /** To be handed on, so that what follows elsewhere is seen to follow from this. */
  readonly traceparent: string | undefined;
  set(attributes: Attributes): void;
  /** @param error where it went wrong; only the kind of error is kept, not its text */
  end(error?: unknown): void;
}

export type SpanKind = 'server' | 'producer' | 'consumer' | 'internal';

/** Follows work from process to process, where somebody collects that. */
export interface Tracing {
  readonly isOn: boolean;
  begin(name: string, kind: SpanKind, origin?: Origin): Doing;
  /** Does something as part of a span, so that `activeTraceparent` is its own. */
  during<T>(doing: Doing, work: () => Promise<T>): Promise<T>;
  activeTraceparent(): string | undefined;
  /** Sends what has been collected. */
  stop(): Promise<void>;
}

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
