import type { EventLog } from '@careledger/event-log';
import { ErasedChildren } from '@careledger/store';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { EventIntake } from './event-intake';
import { EventsController } from './events.controller';
import { Refusals } from './refusals';
import { RefusalsController } from './refusals.controller';

/**
 * HTTP in: `POST /v1/events` and `GET /v1/refusals`. The bootstrap calls `registerEventBodies` on the fastify instance
 * and sets the `ProblemFilter`.
 */
@Module({})
export class IntakeModule {
  /** @param from the log, which is also the clock, and the pool of the database that keeps the refusals; both stay open. */
  static forRoot(from: { readonly log: EventLog; readonly pool: Pool }): DynamicModule {
    const refusals = new Refusals(from.pool);
    return {
      module: IntakeModule,
      controllers: [EventsController, RefusalsController],
      providers: [
        { provide: Refusals, useValue: refusals },
        { provide: EventIntake, useValue: new EventIntake(from.log, refusals, new ErasedChildren(from.pool)) },
      ],
    };
  }
}
