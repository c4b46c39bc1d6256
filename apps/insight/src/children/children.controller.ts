import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { formatDay, formatInstant, formatMonth, monthOf } from '@careledger/calendar';
import { Today } from '@careledger/config';
import { Problem } from '@careledger/http-problems';
import type { Contribution, Measure } from '@careledger/measures';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Answers, Refuses } from '../api/describing';
import { CHILD } from '../api/schemas';
import { figureOf, NOTHING, type Sums } from '@careledger/figures';
import * as read from '../query';
import { ChildReader, type CountsIn } from './child-reader';

/** Records of children. */
@ApiTags('children')
@Controller('v1/children')
export class ChildrenController {
  constructor(
    private readonly children: ChildReader,
    private readonly today: Today,
  ) {}

  @Get(':authority/:child')
  @Needs({ roles: READERS, authority: 'path', logged: () => 1 })
  @ApiOperation({
    summary: 'A child’s record as the figures have it, and what it counts for in the figures of this month.',
  })
  @ApiParam({ name: 'authority', example: '841', description: 'Three digits.' })
  @ApiParam({ name: 'child', example: 'c0ffee00c0ffee00', description: 'The child’s pseudonym.' })
  @Answers('The record.', CHILD)
  @Refuses(404, 503)
  async child(
    @Param('authority') authority: string,
    @Param('child') subject: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
  ) {
    read.allowNone(query);
    const today = this.today.today();
    const isName = /^\d{3}$/.test(authority) && /^[A-Za-z0-9_-]{8,64}$/.test(subject);
    const record = isName ? await this.children.record(authority, subject, today) : undefined;
    // A sealed record is to others as one that is not there: that it is sealed tells who was adopted.
    if (record === undefined || (record.seal !== null && !caller.has('sealed-records'))) {
      throw new Problem({
        status: 404,
        title: 'There is no such child',
        detail: 'No event of a child of that authority and pseudonym is in the figures.',
        field: 'child',
        rule: 'must be the pseudonym of a child that events have told of',
      });
    }
    const { position, knownAt, parked, seal, entities, faults, contributions } = record;
    return {
      authority,
      child: subject,
      knownAt: knownAt === null ? null : formatInstant(knownAt),
      position,
      parked: parked === null ? null : { ...parked, parkedAt: formatInstant(parked.parkedAt) },
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
