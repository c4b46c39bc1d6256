import { Open } from '@careledger/access';
import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { StatusReader } from './status-reader';

/** Probes: `live` says that the process answers, `ready` that it can answer from the database and the log. */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly statuses: StatusReader,
  ) {}

  @Get('live')
  @Open('a probe has no token, and it says no more than whether all is well')
  @HealthCheck()
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** A lag is no reason to send readers elsewhere: it would be the same there. It must be readable, that is all. */
  @Get('ready')
  @Open('a probe has no token, and it says no more than whether all is well')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      async () => {
        const indicator = this.indicators.check('figures');
        try {
          const { lag, parked } = await this.statuses.progress();
          return indicator.up({ lag, parked });
        } catch {
          return indicator.down('The database or the event log cannot be read');
        }
      },
    ]);
  }
}
