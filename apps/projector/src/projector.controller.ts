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
      // The kind of fault alone: its text can quote what the event says. It is kept, for those who may read it.
      const fault = reason.split(':', 1)[0] ?? '';
      const message = 'A child is parked: its events wait, all others go on. GET /v1/parked says why.';
      this.logger.error({ message, partition: batch.partition, offset: since, fault });
    }
  }
}
