import { Module, type DynamicModule } from '@nestjs/common';
import { Projector } from './projector';
import { ProjectorController } from './projector.controller';

/** The projector: consumes the log in batches, keeps one record a child, posts to the ledger. */
@Module({})
export class ProjectorModule {
  /** The module of this projector, which the bootstrap also asks where to begin. */
  static around(projector: Projector): DynamicModule {
    return {
      module: ProjectorModule,
      controllers: [ProjectorController],
      providers: [{ provide: Projector, useValue: projector }],
    };
  }
}
