import { Needs, READERS } from '@careledger/access';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { logProblem } from './log-problem';
import { allowOnly, numberIn, type Query as QueryValues } from './query';
import { type KeptRefusal, Refusals } from './refusals';

const LIMIT = { from: 1, to: 1_000, default: 100 };
const AFTER = { from: 0, to: Number.MAX_SAFE_INTEGER, default: 0 };

@ApiTags('events')
@Controller('v1/refusals')
export class RefusalsController {
  constructor(private readonly refusals: Refusals) {}

  @Get()
  @Needs({ roles: READERS, authority: 'query', logged: ({ refusals }: { refusals: unknown[] }) => refusals.length })
  @ApiOperation({ summary: 'The events that were refused, oldest first, with the reason and what was sent.' })
  @ApiQuery({ name: 'after', required: false, description: 'The number after which to begin; 0 where it is left out.' })
  @ApiQuery({ name: 'limit', required: false, description: 'The most to answer: 1 to 1000; 100 where it is left out.' })
  async list(@Query() query: QueryValues): Promise<{ refusals: KeptRefusal[]; next: string | null }> {
    allowOnly(query, 'after', 'limit');
    const limit = numberIn(query, 'limit', LIMIT);
    try {
      const { refusals, more } = await this.refusals.list(numberIn(query, 'after', AFTER), limit);
      const last = refusals[refusals.length - 1];
      return { refusals, next: more && last ? `/v1/refusals?after=${last.number}&limit=${limit}` : null };
    } catch (error) {
      throw logProblem(error);
    }
  }
}
