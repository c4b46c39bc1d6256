import { InsightModule, type InsightOptions } from '@careledger-app/insight';
import { IntakeModule } from '@careledger-app/intake';
import { ProjectorModule } from '@careledger-app/projector';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';

/** Intake, projector and read side in one process. */
@Module({})
export class StandaloneModule {
  /** @param pools connections for each part, so that a long read never holds up a batch */
  static forRoot(insight: InsightOptions, pools: { readonly intake: Pool; readonly projector: Pool }): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [
        IntakeModule.forRoot({ log: insight.log, pool: pools.intake }),
        ProjectorModule.forRoot(pools.projector),
        InsightModule.forRoot(insight),
      ],
    };
  }
}
