import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, register, Registry } from 'prom-client';
import { StatusReader } from './status-reader';

/** Seconds: figures are meant to take 10 ms. */
const HTTP_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/**
 * What Prometheus reads: the state of log and figures, read when it asks; how long requests take; how many listen; and
 * whatever other parts of the process count (the projector its batches) in the common registry.
 */
export class Metrics implements OnModuleInit {
  private readonly registry = new Registry();
  private readonly appended = this.gauge('careledger_log_events', 'Events in the log', ['partition']);
  private readonly projected = this.gauge('careledger_ledger_events', 'Events in the figures', ['partition']);
  private readonly lag = this.gauge('careledger_lag_events', 'Events of the log that are not in the figures yet');
  private readonly parked = this.gauge('careledger_parked_children', 'Children whose events wait');
  private readonly readable = this.gauge('careledger_status_readable', '1 where log and ledger could be read just now');
  private readonly listeners = this.gauge('careledger_live_listeners', 'Open live streams');
  private readonly http = new Histogram({
    name: 'careledger_http_seconds',
    help: 'Time from a request to the end of its answer; of the live stream until it is closed',
    labelNames: ['method', 'route', 'status'],
    buckets: HTTP_BUCKETS,
    registers: [this.registry],
  });

  constructor(
    private readonly statuses: StatusReader,
    private readonly live: { readonly count: number },
    private readonly host: HttpAdapterHost,
  ) {
    collectDefaultMetrics({ register: this.registry });
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
    this.listeners.set(this.live.count);
    await this.readStatus();
    return Registry.merge([this.registry, register]).metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  private async readStatus(): Promise<void> {
    try {
      const { end, position, lag, parked } = await this.statuses.progress();
      for (const [partition, next] of Object.entries(end.positions)) {
        this.appended.set({ partition }, next);
        this.projected.set({ partition }, position[Number(partition)] ?? 0);
      }
      this.lag.set(lag);
      this.parked.set(parked);
      this.readable.set(1);
    } catch {
      // An old number would pass for a present one.
      for (const gauge of [this.appended, this.projected, this.lag, this.parked]) gauge.reset();
      this.readable.set(0);
    }
  }

  private gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }
}
