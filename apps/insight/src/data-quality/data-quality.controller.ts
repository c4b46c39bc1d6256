import { AskedBy, Caller, Needs, NOBODY_SEALED, READERS, Seals } from '@careledger/access';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AFTER_QUERY, Answers, AUTHORITY_QUERY, LIMIT_QUERY, Refuses } from '../api/describing';
import { address, Frame } from '../pages/frame';
import * as read from '../query';
import { stillReading } from './still-reading';
import { DataQuality, type ChildWithFindings } from './data-quality';
import { kindIn } from './kind-in';
import { KIND_IDS } from './kinds';
import { childJson, overviewJson } from './quality-json';
import { DATA_QUALITY, FINDINGS } from './schemas';
import { csvTable, findingsTable, TABLE_NAMES, tableIn } from './tables';

const CHILDREN = { most: 1_000, default: 100 };
const FORMAT_QUERY = { name: 'format', required: false, enum: ['json', 'csv'] };

/** What is doubtful about the data that figures rest on. */
@ApiTags('data quality')
@Controller('v1/data-quality')
export class DataQualityController {
  constructor(
    private readonly quality: DataQuality,
    private readonly seals: Seals,
    private readonly frame: Frame,
  ) {}

  @Get()
  @Needs({ roles: READERS, authority: 'query' })
  @ApiOperation({
    summary:
      'How far the data can be relied on: findings by kind, freshness by source, recording delay, what was refused.',
  })
  @ApiQuery(AUTHORITY_QUERY)
  @ApiQuery({ ...FORMAT_QUERY, description: 'A table as CSV; JSON where it is left out.' })
  @ApiQuery({
    name: 'table',
    required: false,
    enum: TABLE_NAMES,
    description: 'With csv: which; kinds where left out.',
  })
  @Answers('Counts alone.', DATA_QUALITY)
  @Refuses(400, 503)
  async overview(
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    read.allowOnly(query, 'authority', 'format', 'table');
    const authority = read.authorityIn(query);
    const table = tableIn(query);
    const overview = await this.quality.overview(authority);
    if ('done' in overview) throw stillReading(overview);
    if (isCsv(query)) return this.frame.csv(reply, `data-quality-${table}-${authority}`, csvTable(table, overview));
    const beside = (await this.quality.beside(authority)) ?? { whole: [], measures: new Map() };
    return overviewJson(authority, overview, beside, caller.isForAll);
  }

  @Get(':kind')
  @Needs({ roles: READERS, authority: 'query', logged: rowsIn })
  @ApiOperation({ summary: 'The children with a kind of finding today, each with what was found.' })
  @ApiParam({ name: 'kind', enum: KIND_IDS })
  @ApiQuery(AUTHORITY_QUERY)
  @ApiQuery({ name: 'measure', required: false, description: 'Only findings that touch this measure.' })
  @ApiQuery({ ...FORMAT_QUERY, description: 'The page as CSV, a row a finding; JSON where it is left out.' })
  @ApiQuery({ ...LIMIT_QUERY, description: 'The most children of a page: 1 to 1000; 100 where it is left out.' })
  @ApiQuery(AFTER_QUERY)
  @Answers('A page of children.', FINDINGS)
  @Refuses(400, 404, 503)
  async findings(
    @Param('kind') id: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const kind = kindIn(id);
    read.allowOnly(query, 'authority', 'measure', 'format', 'limit', 'after');
    const authority = read.authorityIn(query);
    const named = read.textIn(query, 'measure');
    const measure = named === undefined ? undefined : read.measureIn(named).id;
    const limit = read.limitIn(query, CHILDREN);
    const [skip = 0] = read.placeIn(query, 1) ?? [];
    const found = await this.quality.children(authority, kind.id, { measure, skip, limit });
    if ('done' in found) throw stillReading(found);
    const { children, total } = found;
    const names = children.map(({ subject }) => ({ authority, subject }));
    const sealed = caller.has('sealed-records') ? NOBODY_SEALED : await this.seals.among(names);
    const isSealed = ({ subject }: ChildWithFindings): boolean => sealed.has(`${authority}:${subject}`);
    if (isCsv(query)) {
      return this.frame.csv(reply, `data-quality-${kind.id}-${authority}`, findingsTable(kind, children, isSealed));
    }
    const next = skip + children.length;
    return {
      authority,
      kind: kind.id,
      total,
      children: children.map((child) => childJson(child, isSealed(child))),
      next: next >= total ? null : address(`/v1/data-quality/${kind.id}`, { authority, measure, limit, after: next }),
    };
  }
}

/** How many children's rows an answer has, as JSON or as CSV. */
export function rowsIn(answer: string | { readonly children: readonly unknown[] }): number {
  return typeof answer === 'string' ? answer.trimEnd().split('\n').length - 1 : answer.children.length;
}

function isCsv(query: read.Query): boolean {
  const { format } = query;
  if (format === undefined || format === 'json' || format === 'csv') return format === 'csv';
  throw read.wrong('format', 'must be json or csv');
}
