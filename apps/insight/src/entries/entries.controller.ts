import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { formatDay, formatInstant } from '@careledger/calendar';
import { Today } from '@careledger/config';
import { GRAINS } from '@careledger/measures';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  AFTER_QUERY,
  Answers,
  AUTHORITY_QUERY,
  KNOWN_AT_QUERY,
  LIMIT_QUERY,
  MEASURE_PARAM,
  Refuses,
} from '../api/describing';
import { ENTRIES, RESTATEMENTS } from '../api/schemas';
import { dayOfQuestion } from '../series/series.controller';
import { LogEnds } from '../log-ends';
import * as read from '../query';
import { EntryReader } from './entry-reader';
import { askedJson, nextPath, periodQuestion } from './period-question';
import { RestatementReader } from './restatement-reader';

const CHILDREN = { most: 1_000, default: 100 };
const POSTINGS = { most: 1_000, default: 100 };

const GRAIN_QUERY = { name: 'grain', enum: GRAINS, description: 'The kind of period. A year is a financial one.' };
const PERIOD_QUERY = { name: 'period', example: '2020-12', description: 'The last month of the period.' };

/** What figures are made of, and why they moved. */
@ApiTags('figures')
@Controller('v1/measures')
export class EntriesController {
  constructor(
    private readonly entryReader: EntryReader,
    private readonly restatementReader: RestatementReader,
    private readonly ends: LogEnds,
    private readonly today: Today,
  ) {}

  @Get(':id/entries')
  @Needs({ roles: READERS, authority: 'query', logged: ({ entries }: { entries: unknown[] }) => entries.length })
  @ApiOperation({ summary: 'What a figure is made of: child by child, with the events that it rests on.' })
  @ApiParam(MEASURE_PARAM)
  @ApiQuery(AUTHORITY_QUERY)
  @ApiQuery(GRAIN_QUERY)
  @ApiQuery(PERIOD_QUERY)
  @ApiQuery(KNOWN_AT_QUERY)
  @ApiQuery({ name: 'asShown', required: false, enum: ['true', 'false'], description: 'As in the series.' })
  @ApiQuery({ ...LIMIT_QUERY, description: 'The most children of a page: 1 to 1000; 100 where it is left out.' })
  @ApiQuery(AFTER_QUERY)
  @Answers('A page of children; the entries of a child are never torn apart.', ENTRIES)
  @Refuses(400, 404, 503)
  async entries(@Param('id') id: string, @Query() query: read.Query, @AskedBy() caller: Caller) {
    const measure = read.measureIn(id);
    read.allowOnly(query, 'authority', 'grain', 'period', 'knownAt', 'asShown', 'limit', 'after');
    const knownAt = read.instantIn(query, 'knownAt');
    const today = dayOfQuestion(this.today.today(), knownAt, read.asShownIn(query, knownAt));
    const question = periodQuestion(measure, query, today);
    const limit = read.limitIn(query, CHILDREN);
    const [partition, child] = read.placeIn(query, 2) ?? [];
    const after = partition === undefined || child === undefined ? undefined : { partition, child };
    if (knownAt !== undefined) await this.ends.finality(knownAt);
    const { position, entries, differences, next } = await this.entryReader.entries({
      ...question,
      knownAt,
      limit,
      after,
      seesSealed: caller.has('sealed-records'),
    });
    return {
      ...askedJson(question),
      knownAt: knownAt === undefined ? null : formatInstant(knownAt),
      position,
      reconciled: differences.length === 0,
      differences,
      entries: entries.map((entry) => ({
        ...entry,
        date: formatDay(entry.date),
        knownAt: entry.knownAt === null ? null : formatInstant(entry.knownAt),
      })),
      next:
        next === undefined ? null : nextPath(`/v1/measures/${measure.id}/entries`, query, [next.partition, next.child]),
    };
  }

  @Get(':id/restatements')
  @Needs({
    roles: READERS,
    authority: 'query',
    logged: ({ restatements }: { restatements: unknown[] }) => restatements.length,
  })
  @ApiOperation({
    summary: 'Why a figure differs from what it was: the postings since that moved it, with their causes.',
  })
  @ApiParam(MEASURE_PARAM)
  @ApiQuery(AUTHORITY_QUERY)
  @ApiQuery(GRAIN_QUERY)
  @ApiQuery(PERIOD_QUERY)
  @ApiQuery({
    name: 'since',
    example: '2021-01-15T09:00:00Z',
    description: 'What became known after this instant is listed.',
  })
  @ApiQuery({ ...LIMIT_QUERY, description: 'The most postings of a page: 1 to 1000; 100 where it is left out.' })
  @ApiQuery(AFTER_QUERY)
  @Answers('A page of postings in the order of the ledger. All of them add up to the difference.', RESTATEMENTS)
  @Refuses(400, 404, 503)
  async restatements(@Param('id') id: string, @Query() query: read.Query, @AskedBy() caller: Caller) {
    const measure = read.measureIn(id);
    read.allowOnly(query, 'authority', 'grain', 'period', 'since', 'limit', 'after');
    const question = periodQuestion(measure, query, this.today.today());
    const since = read.instantIn(query, 'since');
    if (since === undefined)
      throw read.wrong('since', 'is missing: give the instant at which the figure was looked at');
    const limit = read.limitIn(query, POSTINGS);
    const [partition, number] = read.placeIn(query, 2) ?? [];
    const after = partition === undefined || number === undefined ? undefined : { partition, number };
    await this.ends.finality(since, 'since');
    const { position, restatements, next } = await this.restatementReader.restatements({
      ...question,
      since,
      limit,
      after,
      seesSealed: caller.has('sealed-records'),
    });
    return {
      ...askedJson(question),
      since: formatInstant(since),
      position,
      restatements: restatements.map(({ partition: _partition, number: _number, ...restatement }) => ({
        ...restatement,
        date: formatDay(restatement.date),
        knownAt: formatInstant(restatement.knownAt),
      })),
      next:
        next === undefined
          ? null
          : nextPath(`/v1/measures/${measure.id}/restatements`, query, [next.partition, next.number]),
    };
  }
}
