import { Needs } from '@careledger/access';
import { formatInstant } from '@careledger/calendar';
import { readHeads, type PartitionHeads } from '@careledger/chains';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { Answers, Refuses } from '../api/describing';
import * as read from '../query';
import { CHAINS } from './schemas';

/** Reads the heads of the chains. */
export class HeadReader {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  read = () => readHeads(this.pool);
}

interface ChainsJson {
  readonly at: string | null;
  readonly rules: string | null;
  readonly partitions: readonly PartitionHeads[];
}

/** The heads of the chains, for whoever wants to keep them himself. */
@ApiTags('audit')
@Controller('v1/chains')
export class ChainsController {
  constructor(private readonly heads: HeadReader) {}

  @Get()
  @Needs({ roles: ['auditor'], authority: 'nowhere' })
  @ApiOperation({
    summary:
      'How far the chains of events and postings go, and their values there. Kept elsewhere they show later whether anything before was changed.',
  })
  @Answers('Of each partition of the log. The last of it may not be on the disk yet.', CHAINS)
  @Refuses(503)
  async list(@Query() query: read.Query): Promise<ChainsJson> {
    read.allowNone(query);
    const heads = await this.heads.read();
    if (heads === undefined) return { at: null, rules: null, partitions: [] };
    return { at: formatInstant(heads.at), rules: heads.rules, partitions: heads.partitions };
  }
}
