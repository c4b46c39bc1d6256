import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { formatDay, formatInstant, formatMonth, monthOf } from '@careledger/calendar';
import { Today } from '@careledger/config';
import type { Contribution, Measure } from '@careledger/measures';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Answers, KNOWN_AT_QUERY, POSITION_QUERY, Refuses } from '../api/describing';
import { CHILD } from '../api/schemas';
import { figureOf, NOTHING, type Sums } from '@careledger/figures';
import type { Parked } from '../entries/events-of-record';
import { LogEnds, mustBeProjected } from '../log-ends';
import * as read from '../query';
import { dayOfQuestion } from '../series/series.controller';
import { ChildReader, type CountsIn } from './child-reader';
import { isChildName, noSuchChild } from './no-such-child';

/** Records of children. */
@ApiTags('children')
@Controller('v1/children')
export class ChildrenController {
  constructor(
    private readonly children: ChildReader,
    private readonly ends: LogEnds,
    private readonly today: Today,
  ) {}

  @Get(':authority/:child')
  @Needs({ roles: READERS, authority: 'path', logged: () => 1 })
  @ApiOperation({
    summary: 'A child’s record as the figures have it, and what it counts for in the figures of this month.',
  })
  @ApiParam({ name: 'authority', example: '841', description: 'Three digits.' })
  @ApiParam({ name: 'child', example: 'c0ffee00c0ffee00', description: 'The child’s pseudonym.' })
  @ApiQuery(KNOWN_AT_QUERY)
  @ApiQuery(POSITION_QUERY)
  @ApiQuery({ name: 'asShown', required: false, enum: ['true', 'false'], description: 'As in the series.' })
  @Answers('The record.', CHILD)
  @Refuses(400, 404, 503)
  async child(
    @Param('authority') authority: string,
    @Param('child') subject: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
  ) {
    read.allowOnly(query, 'knownAt', 'position', 'asShown');
    const asKnownAt = read.instantIn(query, 'knownAt');
    const before = read.positionIn(query, 'position', asKnownAt);
    const today = dayOfQuestion(this.today.today(), asKnownAt, read.asShownIn(query, asKnownAt));
    const isFinal = await this.ends.finality(asKnownAt);
    const record = isChildName(authority, subject)
      ? await this.children.record(authority, subject, today, { knownBy: asKnownAt, before })
      : undefined;
    // A sealed record is to others as one that is not there: that it is sealed tells who was adopted.
    if (record === undefined || (record.seal !== null && !caller.has('sealed-records'))) throw noSuchChild();
    const { position, projected, knownAt, parked, seal, entities, faults, contributions } = record;
    mustBeProjected(before, projected);
    return {
      authority,
      child: subject,
      asKnownAt: asKnownAt === undefined ? null : formatInstant(asKnownAt),
      knownAt: knownAt === null ? null : formatInstant(knownAt),
      position,
      final: await isFinal(projected),
      parked: parked === null ? null : parkedJson(parked),
      seal,
      entities: entities.map(({ events, ...entity }) => ({
        ...entity,
        events: events.map((event) => ({ ...event, recordedAt: formatInstant(event.recordedAt) })),
      })),
      faults,
      contributions: contributions.map((one) => countsInJson(one, formatMonth(monthOf(today)))),
    };
  }
}

function parkedJson({ parkedAt, ...parked }: Parked) {
  return { ...parked, parkedAt: parkedAt === null ? null : formatInstant(parkedAt) };
}

function countsInJson({ area, measure, contributions }: CountsIn, period: string) {
  const sum = contributions.reduce(
    (total: Sums, { numerator, denominator }) => ({
      numerator: total.numerator + numerator,
      denominator: total.denominator + denominator,
    }),
    NOTHING,
  );
  return {
    measure: measure.id,
    title: measure.title,
    area,
    grain: 'month' as const,
    period,
    ...partsOf(measure, sum),
    entries: contributions.map((one: Contribution) => ({
      date: formatDay(one.date),
      ...partsOf(measure, one),
      groups: one.groups,
      sources: one.sources.map(({ id }) => id),
    })),
  };
}

/** One child's part of a mean over workers has no denominator of its own. */
function partsOf({ shape, meanOver }: Measure, sums: Sums): { numerator: number; denominator: number | null } {
  const { numerator, denominator } = figureOf(meanOver === undefined ? shape : 'count', sums);
  return { numerator, denominator };
}
