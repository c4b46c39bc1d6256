import { Open } from '@careledger/access';
import { Controller, Get, HttpException, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthIndicatorFunction,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { NotReady, Readiness } from './readiness';

const WHY_OPEN = 'a probe has no token, and it says no more than whether all is well';

/** Probes: `live` says that the process answers; `ready` that it can do its work, and where not, which part is missing. */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly readiness: Readiness,
  ) {}

  @Get('live')
  @Open(WHY_OPEN)
  live(@Res() reply: FastifyReply): Promise<void> {
    return this.answer(reply, []);
  }

  @Get('ready')
  @Open(WHY_OPEN)
  ready(@Res() reply: FastifyReply): Promise<void> {
    return this.answer(
      reply,
      this.readiness.names.map((name) => () => this.look(name)),
    );
  }

  private async look(name: string): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(name);
    try {
      return indicator.up({ ...(await this.readiness.look(name)) });
    } catch (error) {
      if (error instanceof NotReady) return indicator.down(error.message);
      throw error;
    }
  }

  /** Terminus throws its findings where a part is down; they are the answer, and no problem of the question. */
  private async answer(reply: FastifyReply, indicators: HealthIndicatorFunction[]): Promise<void> {
    reply.header('cache-control', 'no-store');
    try {
      await reply.code(200).send(await this.health.check(indicators));
    } catch (error) {
      if (!(error instanceof HttpException)) throw error;
      await reply.code(error.getStatus()).send(error.getResponse());
    }
  }
}
