import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, register, Registry } from 'prom-client';

/**
 * Something that is read when Prometheus asks: makes its gauges in the registry, and gives what sets them. It must not
 * reject: what cannot be read is not shown.
 */
export type Meter = (registry: Registry) => () => Promise<void>;

/** Seconds: figures are meant to take 10 ms. */
const HTTP_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/**
 * What Prometheus reads: the meters of this process, read when it asks; how long requests take; the process itself; and
 * whatever other parts of the process count (the projector its batches, the intake its events) in the common registry.
 */
export class Metrics implements OnModuleInit {
  private readonly registry = new Registry();
  private readonly readings: readonly (() => Promise<void>)[];
  private readonly http = new Histogram({
    name: 'careledger_http_seconds',
    help: 'Time from a request to the end of its answer; of the live stream until it is closed',
    labelNames: ['method', 'route', 'status'],
    buckets: HTTP_BUCKETS,
    registers: [this.registry],
  });

  constructor(
    meters: readonly Meter[],
    private readonly host: HttpAdapterHost,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.readings = meters.map((meter) => meter(this.registry));
  }

  onModuleInit(): void {
    const fastify = this.host.httpAdapter?.getInstance<FastifyInstance>();
    fastify?.addHook('onResponse', (request, reply, done) => {
      // The route, never the path: paths name children.
      const route = request.routeOptions.url ?? 'none';
      this.http.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
      done();
    });
  }

  /** In the text format of Prometheus. */
  async text(): Promise<string> {
    await Promise.all(this.readings.map((read) => read()));
    return Registry.merge([this.registry, register]).metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}

/** A gauge of a registry. */
export function gauge(registry: Registry, name: string, help: string, labelNames: readonly string[] = []): Gauge {
  return new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
}

/** A metric of the common registry: one per process, however often the program is set up in it. */
export function common<M>(name: string, make: (name: string) => M): M {
  return (register.getSingleMetric(name) as M | undefined) ?? make(name);
}
