import { Module, type DynamicModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller';
import { Metrics, type Meter } from './metrics';
import { MetricsController } from './metrics.controller';
import { Readiness, type ReadyParts } from './readiness';

/** What a process shows to those who run it. */
export interface Operations {
  /** What must be there for the process to be ready. */
  readonly parts: ReadyParts;
  /** What is measured beside requests and the process itself. */
  readonly meters: readonly Meter[];
}

/** Probes and metrics: `/health/live`, `/health/ready`, `/metrics`. Once in a process. */
@Module({})
export class OperationsModule {
  static forRoot({ parts, meters }: Operations): DynamicModule {
    return {
      module: OperationsModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: Readiness, useValue: new Readiness(parts) },
        {
          provide: Metrics,
          useFactory: (host: HttpAdapterHost) => new Metrics(meters, host),
          inject: [HttpAdapterHost],
        },
      ],
    };
  }
}
