import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { formatDay, formatInstant, type Instant } from '@careledger/calendar';
import { Today } from '@careledger/config';
import { RulesInForce } from '@careledger/figures';
import { GRAINS } from '@careledger/measures';
import type { Positions } from '@careledger/store';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  AFTER_QUERY,
  Answers,
  AUTHORITY_QUERY,
  KNOWN_AT_QUERY,
  LIMIT_QUERY,
  MEASURE_PARAM,
  POSITION_QUERY,
  Refuses,
} from '../api/describing';
import { ENTRIES } from '../api/schemas';
import { dayOfQuestion } from '../series/series.controller';
import { LogEnds, mustBeProjected } from '../log-ends';
import { nameOf, type KeptFigure } from '../publications/content';
import { contentOf } from '../publications/publication-store';
import { Publications } from '../publications/publications';
import { ReferenceBook } from '../publications/reference-book';
import * as read from '../query';
import { EntryReader } from './entry-reader';
import { explainedJson } from './explained-json';
import { askedJson, nextPath, periodQuestion, type PeriodQuestion } from './period-question';
import { RestatementReader } from './restatement-reader';
import { RESTATEMENTS } from './schemas';

const CHILDREN = { most: 1_000, default: 100 };
const POSTINGS = { most: 1_000, default: 100 };

const RESTATEMENT_QUERY = [
  'authority',
  'grain',
  'period',
  'since',
  'sincePosition',
  'publication',
  'knownAt',
  'position',
  'limit',
  'after',
];

/** The first of two states of a figure. */
interface First {
  readonly since: Instant;
  readonly sincePosition: Positions | undefined;
  /** As it was published, where a publication was named. */
  readonly published?: KeptFigure;
}

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
    private readonly publications: Publications,
    private readonly reference: ReferenceBook,
    private readonly rules: RulesInForce,
  ) {}

  @Get(':id/entries')
  @Needs({ roles: READERS, authority: 'query', logged: ({ entries }: { entries: unknown[] }) => entries.length })
  @ApiOperation({ summary: 'What a figure is made of: child by child, with the events that it rests on.' })
  @ApiParam(MEASURE_PARAM)
  @ApiQuery(AUTHORITY_QUERY)
  @ApiQuery(GRAIN_QUERY)
  @ApiQuery(PERIOD_QUERY)
  @ApiQuery(KNOWN_AT_QUERY)
  @ApiQuery(POSITION_QUERY)
  @ApiQuery({ name: 'asShown', required: false, enum: ['true', 'false'], description: 'As in the series.' })
  @ApiQuery({ ...LIMIT_QUERY, description: 'The most children of a page: 1 to 1000; 100 where it is left out.' })
  @ApiQuery(AFTER_QUERY)
  @Answers('A page of children; the entries of a child are never torn apart.', ENTRIES)
  @Refuses(400, 404, 503)
  async entries(@Param('id') id: string, @Query() query: read.Query, @AskedBy() caller: Caller) {
    const knownAt = read.instantIn(query, 'knownAt');
    const measure = read.measureIn(id, await this.rules.rulebook(knownAt));
    read.allowOnly(query, 'authority', 'grain', 'period', 'knownAt', 'position', 'asShown', 'limit', 'after');
    const today = dayOfQuestion(this.today.today(), knownAt, read.asShownIn(query, knownAt));
    const question = periodQuestion(measure, query, today);
    const limit = read.limitIn(query, CHILDREN);
    const [partition, child] = read.placeIn(query, 2) ?? [];
    const after = partition === undefined || child === undefined ? undefined : { partition, child };
    const before = read.positionIn(query, 'position', knownAt);
    const isFinal = await this.ends.finality(knownAt);
    const { position, projected, entries, differences, next } = await this.entryReader.entries({
      ...question,
      knownAt,
      before,
      limit,
      after,
      seesSealed: caller.has('sealed-records'),
    });
    mustBeProjected(before, projected);
    return {
      ...askedJson(question),
      knownAt: knownAt === undefined ? null : formatInstant(knownAt),
      position,
      final: await isFinal(projected),
      reconciled: differences.length === 0,
      differences,
      entries: entries.map(({ events, ...entry }) => ({
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
    required: false,
    example: '2021-01-15T09:00:00Z',
    description: 'The first instant: what became known after it is listed. Left out with a publication.',
  })
  @ApiQuery({
    name: 'sincePosition',
    required: false,
    example: '0:10412,1:9977',
    description:
      'The position that the figure of that instant was complete to. What a historical load has put behind it since is listed too.',
  })
  @ApiQuery({
    name: 'publication',
    required: false,
    example: '1',
    description:
      'In place of both: the publication in which the figure stands. It is compared with what was published.',
  })
  @ApiQuery({
    name: 'knownAt',
    required: false,
    example: '2021-06-30T09:00:00Z',
    description: 'The second instant, not before the first; now where it is left out.',
  })
  @ApiQuery({
    name: 'position',
    required: false,
    example: '0:12001,1:11208',
    description:
      'With knownAt: the position that the figure of the second instant was complete to; the present one where it is left out.',
  })
  @ApiQuery({ ...LIMIT_QUERY, description: 'The most postings of a page: 1 to 1000; 100 where it is left out.' })
  @ApiQuery(AFTER_QUERY)
  @Answers('A page of postings in the order of the ledger. All of them add up to the difference.', RESTATEMENTS)
  @Refuses(400, 404, 503)
  async restatements(@Param('id') id: string, @Query() query: read.Query, @AskedBy() caller: Caller) {
    const measure = read.measureIn(id, await this.rules.rulebook());
    read.allowOnly(query, ...RESTATEMENT_QUERY);
    const question = periodQuestion(measure, query, this.today.today());
    const first = await this.firstOf(question, query);
    const { since, sincePosition } = first;
    const knownAt = read.instantIn(query, 'knownAt');
    if (knownAt !== undefined && knownAt < since) {
      throw read.wrong('knownAt', 'must not be before the first instant: the difference is told forwards');
    }
    const limit = read.limitIn(query, POSTINGS);
    const [partition, number] = read.placeIn(query, 2) ?? [];
    const after = partition === undefined || number === undefined ? undefined : { partition, number };
    await this.ends.finality(since, 'since');
    const until = read.positionIn(query, 'position', knownAt);
    const isFinal = await this.ends.finality(knownAt);
    const {
      position: projected,
      explained,
      restatements,
      next,
    } = await this.restatementReader.restatements({
      ...question,
      since,
      sincePosition,
      then: first.published,
      knownAt,
      position: until,
      limit,
      after,
      seesSealed: caller.has('sealed-records'),
    });
    mustBeProjected(until, projected);
    return {
      ...askedJson(question),
      since: formatInstant(since),
      sincePosition: sincePosition ?? null,
      knownAt: knownAt === undefined ? null : formatInstant(knownAt),
      position: until ?? projected,
      final: await isFinal(projected),
      ...(explained !== undefined && explainedJson(measure, explained, this.references(question, first))),
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

  /** What the figure is compared with. @throws Problem 400 or 404 where that cannot be found out */
  private async firstOf(question: PeriodQuestion, query: read.Query): Promise<First> {
    const since = read.instantIn(query, 'since');
    const id = read.idIn(query, 'publication');
    if (id === undefined) {
      if (since === undefined) {
        throw read.wrong('since', 'is missing: give the instant at which the figure was looked at, or its publication');
      }
      return { since, sincePosition: read.positionIn(query, 'sincePosition', since) };
    }
    if (since !== undefined) throw read.wrong('since', 'must not be there: the publication says it');
    read.positionIn(query, 'sincePosition', undefined);
    const publication = await this.publications.publication(id);
    const name = nameOf({ ...askedJson(question), measure: question.measure.id });
    const published = contentOf(publication).figures.find((figure) => nameOf(figure) === name);
    if (publication.authority !== question.authority || published === undefined) {
      throw read.wrong('publication', 'must be one that has this figure: of the authority, the grain and the period');
    }
    return { since: publication.knownAt, sincePosition: publication.position, published };
  }

  /** What the figure is held against now, and was held against where it was published. */
  private references({ measure, authority, period }: PeriodQuestion, { published }: First) {
    const now = this.reference.heldAgainst(measure, authority, period.grain, period.last);
    const then = published === undefined ? now : { population: published.population, targets: published.targets };
    return { then, now };
  }
}
