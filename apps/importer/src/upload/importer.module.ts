import { type DynamicModule, Module } from '@nestjs/common';
import { ImportsController } from './imports.controller';
import { Uploads, type UploadSettings } from './uploads';

/**
 * Imports by upload: `POST /v1/imports/…`. The bootstrap calls `registerImportBodies` on the fastify instance and sets the
 * `ProblemFilter`.
 */
@Module({})
export class ImporterModule {
  static forRoot(settings: UploadSettings): DynamicModule {
    return {
      module: ImporterModule,
      controllers: [ImportsController],
      providers: [{ provide: Uploads, useValue: new Uploads(settings) }],
    };
  }
}
