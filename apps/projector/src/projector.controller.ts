import { Controller, Logger, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { LogBatch } from '@careledger/event-log';
import { FailAsIs } from './failure';
import { CASE_EVENTS } from './log-strategy';
import { Projector } from './projector';

/** Takes the batches of the log. */
@UseFilters(FailAsIs)
@Controller()
export class ProjectorController {
  private readonly logger = new Logger('Projector');

  constructor(private readonly projector: Projector) {}

  @MessagePattern(CASE_EVENTS)
  async apply(@Payload() batch: LogBatch): Promise<void> {
    const { parked } = await this.projector.apply(batch);
    for (const { since, reason } of parked) {
      this.logger.error(
        `A child is parked at partition ${batch.partition}, offset ${since}: ${reason}. Its events wait; all others go on.`,
      );
    }
  }
}
