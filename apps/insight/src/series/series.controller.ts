import { Needs, READERS } from '@careledger/access';
import { formatInstant, londonDay, type Day, type Instant } from '@careledger/calendar';
import { Today } from '@careledger/config';
import { GRAINS, type Grain } from '@careledger/measures';
import type { Positions } from '@careledger/store';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Answers, AUTHORITY_QUERY, KNOWN_AT_QUERY, MEASURE_PARAM, POSITION_QUERY, Refuses } from '../api/describing';
import { SERIES } from '../api/schemas';
import { LogEnds, mustBeProjected } from '../log-ends';
import { nameOf } from '../publications/content';
import { publishedJson } from '../publications/publication-json';
import { PublicationStore } from '../publications/publication-store';
import * as read from '../query';
import { FigureReader, type PointJson, pointJson, PopulationBook, RulesInForce } from '@careledger/figures';

interface SeriesJson {
  readonly measure: string;
  readonly authority: string;
  readonly grain: Grain;
  readonly knownAt: string | null;
  readonly position: Positions;
  readonly final: boolean;
  readonly points: readonly (PointJson | PublishedPoint)[];
}

/** A point, and beside it the figure that was published last. */
interface PublishedPoint extends PointJson {
  readonly published: ReturnType<typeof publishedJson> | null;
}

@ApiTags('figures')
@Controller('v1/measures')
export class SeriesController {
  constructor(
    private readonly figures: FigureReader,
    private readonly ends: LogEnds,
    private readonly populations: PopulationBook,
    private readonly today: Today,
    private readonly published: PublicationStore,
    private readonly rules: RulesInForce,
  ) {}

  @Get(':id/series')
  @Needs({ roles: READERS, authority: 'query' })
  @ApiOperation({ summary: 'The figures of a measure, one a period.' })
  @ApiParam(MEASURE_PARAM)
  @ApiQuery(AUTHORITY_QUERY)
  @ApiQuery({ name: 'grain', enum: GRAINS, description: 'The kind of period. A year is a financial one.' })
  @ApiQuery({ name: 'from', example: '2020-04', description: 'The month of the first period: its last month.' })
  @ApiQuery({ name: 'to', example: '2020-12', description: 'The month of the last period, included.' })
  @ApiQuery(KNOWN_AT_QUERY)
  @ApiQuery(POSITION_QUERY)
  @ApiQuery({
    name: 'asShown',
    required: false,
    enum: ['true', 'false'],
    description: 'With knownAt: nothing dated after that instant’s London date counts, as a screen showed it that day.',
  })
  @ApiQuery({ name: 'by', required: false, example: 'gender', description: 'A breakdown of the measure.' })
  @ApiQuery({
    name: 'published',
    required: false,
    enum: ['true', 'false'],
    description: 'Beside each point the figure of it that was published last.',
  })
  @Answers('The points, in order. Periods that have not begun are left out.', SERIES)
  @Refuses(400, 404, 503)
  async series(@Param('id') id: string, @Query() query: read.Query): Promise<SeriesJson> {
    const knownAt = read.instantIn(query, 'knownAt');
    const measure = read.measureIn(id, await this.rules.rulebook(knownAt));
    read.allowOnly(query, 'authority', 'grain', 'from', 'to', 'knownAt', 'position', 'asShown', 'by', 'published');
    const authority = read.authorityIn(query);
    const grain = read.grainIn(query);
    const months = read.monthsIn(query);
    const before = read.positionIn(query, 'position', knownAt);
    const by = read.breakdownIn(query, measure);
    const today = dayOfQuestion(this.today.today(), knownAt, read.asShownIn(query, knownAt));
    const withPublished = read.switchIn(query, 'published');
    const isFinal = await this.ends.finality(knownAt);
    const { position, projected, points } = await this.figures.series({
      measure,
      authority,
      grain,
      ...months,
      today,
      by,
      knownAt,
      before,
    });
    mustBeProjected(before, projected);
    const figures = points.map((point) => pointJson(measure, authority, point, this.populations));
    return {
      measure: measure.id,
      authority,
      grain,
      knownAt: knownAt === undefined ? null : formatInstant(knownAt),
      position,
      final: await isFinal(projected),
      points: withPublished ? await this.besidePublished({ measure: measure.id, authority, grain }, figures) : figures,
    };
  }

  private async besidePublished(
    { measure, authority, grain }: { measure: string; authority: string; grain: Grain },
    points: readonly PointJson[],
  ): Promise<PublishedPoint[]> {
    const names = points.map(({ period }) => ({ measure, grain, period }));
    const latest = await this.published.latest(authority, names);
    return points.map((point) => {
      const found = latest.get(nameOf({ measure, grain, period: point.period }));
      return { ...point, published: found === undefined ? null : publishedJson(found, point) };
    });
  }
}

/** The day beyond which nothing counts: today, or what the date was in London when a screen showed it. */
export function dayOfQuestion(today: Day, knownAt: Instant | undefined, asShown: boolean): Day {
  return asShown && knownAt !== undefined ? Math.min(today, londonDay(knownAt)) : today;
}
