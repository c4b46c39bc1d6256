import { Today } from '@careledger/config';
import type { EventLog } from '@careledger/event-log';
import { TargetBook, type OwnReference } from '@careledger/reference';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import type { Pool } from 'pg';
import { AnswerHeaders } from './api/answer-headers';
import { ApiDocument } from './api/api-document';
import { DocumentsController } from './api/documents.controller';
import { Unavailability } from './api/unavailability';
import { CatalogueController } from './catalogue/catalogue.controller';
import { CataloguePageController } from './catalogue/catalogue-page.controller';
import { installedTargets } from './catalogue/installed-targets';
import { ChildReader } from './children/child-reader';
import { ChildrenController } from './children/children.controller';
import { DashboardController } from './dashboard/dashboard.controller';
import { EntriesController } from './entries/entries.controller';
import { EntryReader } from './entries/entry-reader';
import { RestatementReader } from './entries/restatement-reader';
import { FigureReader } from './figures/figure-reader';
import { PopulationBook } from './figures/population-book';
import { SeriesController } from './figures/series.controller';
import { ShownFixture, type FixtureInfo } from './fixture';
import { LiveFigures } from './live/live-figures';
import { LiveController } from './live/live.controller';
import { SignInController } from './sign-in/sign-in.controller';
import { LogEnds } from './log-ends';
import { HealthController } from './operations/health.controller';
import { Metrics } from './operations/metrics';
import { MetricsController } from './operations/metrics.controller';
import { StatusController } from './operations/status.controller';
import { StatusReader } from './operations/status-reader';

export interface InsightOptions {
  /** From the store's `createPool`. The live stream keeps one connection of it while anybody listens. */
  readonly pool: Pool;
  readonly log: EventLog;
  readonly today: Today;
  /** The made-up history that is shown; null where the data are real. */
  readonly fixture: FixtureInfo | null;
  /** What the authority has put in the place of bundled reference data; without it all of that stands. */
  readonly reference?: OwnReference;
}

/** The read side: figures, what they are made of, records, the live stream, the dashboard. It writes nothing. */
@Module({})
export class InsightModule {
  static forRoot({ pool, log, today, fixture, reference = {} }: InsightOptions): DynamicModule {
    const ends = new LogEnds(log);
    const populations = PopulationBook.installed(reference, fixture);
    return {
      module: InsightModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [
        CatalogueController,
        CataloguePageController,
        SeriesController,
        StatusController,
        HealthController,
        MetricsController,
        DocumentsController,
        EntriesController,
        ChildrenController,
        LiveController,
        DashboardController,
        SignInController,
      ],
      providers: [
        { provide: Today, useValue: today },
        { provide: LogEnds, useValue: ends },
        { provide: ShownFixture, useValue: new ShownFixture(fixture) },
        { provide: PopulationBook, useValue: populations },
        { provide: TargetBook, useValue: installedTargets(reference, fixture) },
        { provide: FigureReader, useValue: new FigureReader(pool) },
        { provide: EntryReader, useValue: new EntryReader(pool) },
        { provide: RestatementReader, useValue: new RestatementReader(pool) },
        { provide: ChildReader, useValue: new ChildReader(pool) },
        { provide: LiveFigures, useValue: new LiveFigures(pool, populations, today) },
        { provide: StatusReader, useValue: new StatusReader(pool, ends) },
        {
          provide: Metrics,
          useFactory: (statuses: StatusReader, live: LiveFigures, host: HttpAdapterHost) =>
            new Metrics(statuses, live, host),
          inject: [StatusReader, LiveFigures, HttpAdapterHost],
        },
        {
          provide: AnswerHeaders,
          useFactory: (host: HttpAdapterHost) => new AnswerHeaders(host),
          inject: [HttpAdapterHost],
        },
        { provide: APP_INTERCEPTOR, useClass: Unavailability },
        ApiDocument,
      ],
    };
  }
}
