import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { Projector } from './projector';
import { ProjectorController } from './projector.controller';

/** The projector: consumes the log in batches, keeps one record a child, posts to the ledger. */
@Module({})
export class ProjectorModule {
  /** @param pool connections for the hot path: at least two a partition */
  static forRoot(pool: Pool): DynamicModule {
    return {
      module: ProjectorModule,
      controllers: [ProjectorController],
      providers: [{ provide: Projector, useFactory: () => new Projector(pool) }],
      exports: [Projector],
    };
  }
}
