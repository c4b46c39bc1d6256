import type { Access } from '@careledger/config';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { Pool } from 'pg';
import { AccessGuard } from './access.guard';
import { AccessLog } from './access-log';
import { AccessLogInterceptor } from './access-log.interceptor';
import { AccessLogController } from './access-log.controller';
import { Doorkeeper } from './doorkeeper';
import { Seals } from './sealed-children';
import { SealsController } from './seals.controller';

/**
 * The locks on the doors, for every application that answers over HTTP: each route says by `Needs` or `Open` who may call
 * it, and one that says nothing is closed. The bootstrap also calls `protect` on the fastify instance, before it listens.
 */
@Module({})
export class AccessModule {
  /**
   * @param pool connections for the access log; it stays open
   * @param withRoutes whether this application has the calls about seals and the access log: the read side does
   * @throws LocalKeyError where the local key cannot be used
   */
  static forRoot({
    access,
    pool,
    withRoutes = false,
  }: {
    readonly access: Access;
    readonly pool: Pool;
    readonly withRoutes?: boolean;
  }): DynamicModule {
    const doorkeeper = new Doorkeeper(access);
    const log = new AccessLog(pool);
    return {
      module: AccessModule,
      global: true,
      controllers: withRoutes ? [SealsController, AccessLogController] : [],
      providers: [
        { provide: Doorkeeper, useValue: doorkeeper },
        { provide: AccessLog, useValue: log },
        { provide: Seals, useValue: new Seals(pool) },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: AccessLogInterceptor },
      ],
      exports: [Doorkeeper, AccessLog, Seals],
    };
  }
}
