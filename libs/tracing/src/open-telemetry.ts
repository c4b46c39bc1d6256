import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind as Kind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Doing, SpanKind, Tracing } from './span';

const KINDS: Readonly<Record<SpanKind, Kind>> = {
  server: Kind.SERVER,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
  internal: Kind.INTERNAL,
};
/** What a collector takes; a batch can have thousands of events, most of them from few requests. */
const MOST_LINKS = 128;

/** Spans by OpenTelemetry, sent to the collector that its own environment variables name. Loaded only where there is one. */
export function openTelemetry(service: string): Tracing {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
    spanLimits: { linkCountLimit: MOST_LINKS },
  });
  provider.register();
  const tracer = trace.getTracer('careledger');
  const contexts = new WeakMap<Doing, Context>();

  return {
    isOn: true,
    begin: (name, kind, { parent, links = [] } = {}) => {
      const from = parent === undefined ? ROOT_CONTEXT : contextOf(parent);
      const linked = [...new Set(links)].slice(0, MOST_LINKS).flatMap((each) => spanContextOf(each) ?? []);
      const span = tracer.startSpan(name, { kind: KINDS[kind], links: linked.map((to) => ({ context: to })) }, from);
      const own = trace.setSpan(from, span);
      const doing = doingOf(span, traceparentOf(own));
      contexts.set(doing, own);
      return doing;
    },
    during: (doing, work) => context.with(contexts.get(doing) ?? ROOT_CONTEXT, work),
    activeTraceparent: () => (trace.getActiveSpan() === undefined ? undefined : traceparentOf(context.active())),
    stop: () => provider.shutdown(),
  };
}

function doingOf(span: Span, traceparent: string | undefined): Doing {
  return {
    traceparent,
    set: (attributes) => void span.setAttributes(attributes),
    end: (error) => {
      if (error !== undefined) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
      }
      span.end();
    },
  };
}

function contextOf(traceparent: string): Context {
  return propagation.extract(ROOT_CONTEXT, { traceparent });
}

/** Undefined where it is none: emitters can write anything there. */
function spanContextOf(traceparent: string): SpanContext | undefined {
  return trace.getSpanContext(contextOf(traceparent));
}

function traceparentOf(of: Context): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(of, carrier);
  return carrier['traceparent'];
}
