import type { EventLog } from '@careledger/event-log';
import type { Rulebook } from '@careledger/measures';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { Acts } from './acts';
import { DeadLetters } from './dead-letters';
import { DeadLettersController } from './dead-letters.controller';
import { ParkedController } from './parked.controller';
import { ParkedFiles } from './parked-file';
import { Rulebooks } from './rulebooks';
import { RulebooksController } from './rulebooks.controller';

/**
 * What those who run the system decide about events that could not be applied, and about rulebooks: each decision is an event
 * of the log.
 */
@Module({})
export class RepairsModule {
  /**
   * @param from the log, and the pool of the database that keeps the event store; both stay open; the rulebooks that the
   *   program knows, where these are not all that there are
   */
  static forRoot({
    log,
    pool,
    rulebooks,
  }: {
    readonly log: EventLog;
    readonly pool: Pool;
    readonly rulebooks?: readonly Rulebook[] | undefined;
  }): DynamicModule {
    const files = new ParkedFiles(pool);
    return {
      module: RepairsModule,
      controllers: [ParkedController, DeadLettersController, RulebooksController],
      providers: [
        { provide: ParkedFiles, useValue: files },
        { provide: DeadLetters, useValue: new DeadLetters(pool, log) },
        { provide: Acts, useValue: new Acts(log, files) },
        { provide: Rulebooks, useValue: new Rulebooks(pool, log, rulebooks) },
      ],
    };
  }
}
