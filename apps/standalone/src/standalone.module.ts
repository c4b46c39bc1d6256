import { InsightModule, type InsightOptions } from '@careledger-app/insight';
import { IntakeModule } from '@careledger-app/intake';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';

/** What answers over HTTP: intake and read side. The projector runs in a thread of its own. */
@Module({})
export class StandaloneModule {
  /** @param intake connections for the intake, so that a long read never holds up an acknowledgement */
  static forRoot(insight: InsightOptions, intake: Pool): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [IntakeModule.forRoot({ log: insight.log, pool: intake }), InsightModule.forRoot(insight)],
    };
  }
}
