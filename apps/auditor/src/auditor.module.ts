import { Auditor, Audits, AuditTables, type AuditorMeans } from '@careledger/audit';
import type { Today } from '@careledger/config';
import { compareTopic, type EventLog, type KafkaSettings } from '@careledger/event-log';
import { installedTargets, LogEnds, PopulationBook } from '@careledger/figures';
import { BUNDLED_POPULATIONS, type OwnReference } from '@careledger/reference';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { AuditsController } from './audits.controller';

/** A made-up history, as far as evidence must name it. */
export interface MadeUp {
  readonly authority: string;
  readonly title: string;
  readonly notice: string;
  readonly population: number;
}

export interface AuditorOptions {
  /** Connections for audits, four at least: one that runs keeps its snapshot and its lock open. */
  readonly pool: Pool;
  /** The same database, for the processes of an audit. */
  readonly databaseUrl: string;
  readonly log: EventLog;
  readonly today: Today;
  /** The made-up history that is shown; null where the data are real. */
  readonly fixture: MadeUp | null;
  readonly reference?: OwnReference;
  /** Where Kafka is the log: the event store is compared with what the topic still holds. */
  readonly kafka?: KafkaSettings | undefined;
  readonly logger: AuditorMeans['logger'];
  /** See `AuditMeans`. */
  readonly processes?: number;
}

/** Audits: asked for, made in processes of their own, looked at, and given out as evidence. */
@Module({})
export class AuditorModule {
  static forRoot(options: AuditorOptions): DynamicModule {
    const { pool, databaseUrl, log, today, fixture, reference = {}, kafka, logger, processes } = options;
    const ends = new LogEnds(log);
    const populations = reference.populations ?? BUNDLED_POPULATIONS;
    const made = reference.populations === undefined && fixture !== null ? fixture : undefined;
    const tables = new AuditTables(pool);
    const auditor = new Auditor(tables, {
      pool,
      databaseUrl,
      populations: {
        made: made && { authority: made.authority, population: made.population },
        populations: made === undefined ? populations : [],
      },
      isFinalAt: (knownAt) => ends.finality(knownAt),
      compareTopic: kafka && ((client) => compareTopic(kafka, client)),
      today,
      logger,
      ...(processes !== undefined && { processes }),
    });
    const sources = {
      populations: PopulationBook.installed(reference, fixture),
      populationSources: made === undefined ? populations : [],
      targets: installedTargets(reference, fixture),
      notice: fixture?.notice ?? null,
    };
    const audits = new Audits(tables, ends, sources, auditor);
    return {
      module: AuditorModule,
      controllers: [AuditsController],
      providers: [
        { provide: Audits, useValue: audits },
        { provide: Auditor, useFactory: () => auditor },
      ],
    };
  }
}
