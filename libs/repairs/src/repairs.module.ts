import type { EventLog } from '@careledger/event-log';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { Acts } from './acts';
import { DeadLetters } from './dead-letters';
import { DeadLettersController } from './dead-letters.controller';
import { ParkedController } from './parked.controller';
import { ParkedFiles } from './parked-file';

/** What operators do about events that could not be applied: they look, decide, and each decision is an event of the log. */
@Module({})
export class RepairsModule {
  /** @param from the log, and the pool of the database that keeps the event store; both stay open. */
  static forRoot({ log, pool }: { readonly log: EventLog; readonly pool: Pool }): DynamicModule {
    const files = new ParkedFiles(pool);
    return {
      module: RepairsModule,
      controllers: [ParkedController, DeadLettersController],
      providers: [
        { provide: ParkedFiles, useValue: files },
        { provide: DeadLetters, useValue: new DeadLetters(pool, log) },
        { provide: Acts, useValue: new Acts(log, files) },
      ],
    };
  }
}
