import { AccessModule } from '@careledger/access';
import { KEEP_ALL, type Access, type Retention } from '@careledger/config';
import { AuditorModule, type AuditorOptions } from '@careledger-app/auditor';
import { ErasureModule } from '@careledger/erasure';
import { ImporterModule } from '@careledger-app/importer';
import { InsightModule, type InsightOptions } from '@careledger-app/insight';
import { HistoricalSink, IntakeModule } from '@careledger-app/intake';
import { RepairsModule } from '@careledger/repairs';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';

const MADE_UP =
  'This system shows made-up children, and real ones never mix with them. Start one without (FIXTURE=none), and upload there.';

type AuditsOwn = Pick<AuditorOptions, 'pool' | 'databaseUrl' | 'kafka' | 'logger'>;

/** What answers over HTTP: intake, repairs, imports and read side. The projector runs in a thread of its own. */
@Module({})
export class StandaloneModule {
  /**
   * @param intake connections for the intake, so that a long read never holds up an acknowledgement
   * @param keep the folder of the authorities' keys and the importer's journals
   * @param access how readers and writers show who they are
   * @param audits what audits have of their own
   * @param retention how long what is kept is kept
   */
  static forRoot(
    insight: InsightOptions,
    intake: Pool,
    keep: string,
    access: Access,
    audits: AuditsOwn,
    retention: Retention = KEEP_ALL,
  ): DynamicModule {
    const from = { log: insight.log, pool: intake };
    const closed = insight.fixture === null ? undefined : MADE_UP;
    const uploads = { keep, closed, sink: new HistoricalSink(from), now: () => Date.now() * 1000 };
    return {
      module: StandaloneModule,
      imports: [
        AccessModule.forRoot({ access, pool: insight.pool, withRoutes: true }),
        IntakeModule.forRoot(from),
        RepairsModule.forRoot(from),
        ErasureModule.forRoot({ ...from, retention }),
        ImporterModule.forRoot(uploads),
        AuditorModule.forRoot({ ...insight, ...audits }),
        InsightModule.forRoot(insight),
      ],
    };
  }
}
