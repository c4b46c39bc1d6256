import { KEEP_ALL, type Retention } from '@careledger/config';
import type { EventLog } from '@careledger/event-log';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { DueChildren } from './due';
import { Erasures } from './erasures';
import { ErasuresController, LOG } from './erasures.controller';
import { Holds } from './holds';
import { HoldsController } from './holds.controller';
import { Sweep } from './sweep';

/** Erasing what is kept of a child, the times of retention, and the holds that override both. */
@Module({})
export class ErasureModule {
  /** @param from the log, the pool of the database that keeps the event store (both stay open), and how long is kept what is kept */
  static forRoot({
    log,
    pool,
    retention = KEEP_ALL,
  }: {
    readonly log: EventLog;
    readonly pool: Pool;
    readonly retention?: Retention;
  }): DynamicModule {
    return {
      module: ErasureModule,
      controllers: [ErasuresController, HoldsController],
      providers: [
        { provide: LOG, useValue: log },
        { provide: Erasures, useValue: new Erasures(log, pool) },
        { provide: Holds, useValue: new Holds(pool) },
        { provide: DueChildren, useValue: new DueChildren(pool, retention) },
        { provide: Sweep, useValue: new Sweep(pool, log, retention) },
      ],
    };
  }
}
