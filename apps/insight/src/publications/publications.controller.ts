import { AskedBy, Caller, Needs } from '@careledger/access';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AFTER_QUERY, Answers, AUTHORITY_QUERY, LIMIT_QUERY, Refuses } from '../api/describing';
import * as read from '../query';
import { fieldsOf, proposalIn, truthIn, whoIn } from './bodies';
import { publicationJson, publicationWithToday, revisionJson, warnedJson } from './publication-json';
import { PublicationStore, type Publication } from './publication-store';
import { LOOKERS, mustBeFor, PUBLICATION_ID as ID, publicationAsked } from './publication-asked';
import { Publications, type RevisedFigure } from './publications';
import {
  BY,
  CONFLICT,
  PROPOSAL,
  PUBLICATION,
  PUBLICATION_WITH_FIGURES,
  PUBLICATIONS,
  PUBLISHING,
  REVISION,
} from './schemas';

/** Of the list. */
const LIMIT = { most: 1_000, default: 100 };

/** What was published: proposed by one person, published by another, and kept as it was. */
@ApiTags('publications')
@Controller('v1/publications')
export class PublicationsController {
  constructor(
    private readonly publications: Publications,
    private readonly store: PublicationStore,
  ) {}

  @Post()
  @Needs({ roles: ['publisher'], authority: 'handler' })
  @HttpCode(201)
  @ApiOperation({ summary: 'Proposes the figures of periods for publication, as they were known at an instant.' })
  @ApiBody(PROPOSAL)
  @ApiResponse({ status: 201, description: 'The proposal: somebody else can publish it.', ...PUBLICATION })
  @ApiResponse(CONFLICT)
  @Refuses(400, 503)
  async propose(@Body() body: unknown, @AskedBy() caller: Caller) {
    const asked = proposalIn(body, caller);
    mustBeFor(caller, asked.authority);
    return warnedJson(await this.publications.propose(asked));
  }

  @Get()
  @Needs({ roles: LOOKERS, authority: 'query' })
  @ApiOperation({ summary: 'The publications of an authority and what is proposed, the latest first.' })
  @ApiQuery(AUTHORITY_QUERY)
  @ApiQuery(LIMIT_QUERY)
  @ApiQuery(AFTER_QUERY)
  @Answers('Without figures.', PUBLICATIONS)
  @Refuses(400, 503)
  async list(@Query() query: read.Query) {
    read.allowOnly(query, 'authority', 'limit', 'after');
    const authority = read.authorityIn(query);
    const limit = read.limitIn(query, LIMIT);
    const [after] = read.placeIn(query, 1) ?? [];
    const { publications, next } = await this.store.list(authority, limit, after);
    return {
      publications: publications.map(publicationJson),
      next: next === undefined ? null : `/v1/publications?authority=${authority}&limit=${limit}&after=${next}`,
    };
  }

  @Get(':id')
  @Needs({ roles: LOOKERS, authority: 'handler' })
  @ApiOperation({ summary: 'A publication with its figures as they were published, and beside each that of today.' })
  @ApiParam(ID)
  @Answers('The publication. What was published is never overwritten.', PUBLICATION_WITH_FIGURES)
  @Refuses(404, 503)
  async show(@Param('id') id: string, @AskedBy() caller: Caller) {
    const publication = await this.publicationFor(caller, id);
    const [today, revisedBy, revises] = await Promise.all([
      this.publications.today(publication),
      this.store.revisionsOf(publication.id),
      this.publications.revises(publication),
    ]);
    return publicationWithToday(publication, today, { revises, revisedBy });
  }

  @Get(':id/canonical')
  @Needs({ roles: LOOKERS, authority: 'handler' })
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'What is published as canonical text (RFC 8785): its SHA-256 is the digest.' })
  @ApiParam(ID)
  @ApiResponse({
    status: 200,
    description: 'The bytes over which the digest is taken: nothing before or after them.',
    content: {
      'application/json': {
        schema: { type: 'object' },
        example: { authority: '841', format: 'careledger-publication/1' },
      },
    },
  })
  @Refuses(404, 503)
  async canonical(@Param('id') id: string, @AskedBy() caller: Caller): Promise<string> {
    return (await this.publicationFor(caller, id)).content;
  }

  @Get(':id/revision')
  @Needs({ roles: LOOKERS, authority: 'handler' })
  @ApiOperation({ summary: 'Why a publication differs from what had been published before, as it was kept with it.' })
  @ApiParam(ID)
  @Answers('Figure by figure, by kind of cause. Figures that had not been published before are not in it.', REVISION)
  @Refuses(404, 503)
  async revision(@Param('id') id: string, @AskedBy() caller: Caller) {
    const publication = await this.publicationFor(caller, id);
    const kept = await this.store.revision(publication.id);
    return revisionJson(publication, kept === undefined ? [] : (JSON.parse(kept) as RevisedFigure[]));
  }

  @Post(':id/publish')
  @Needs({ roles: ['publisher'], authority: 'handler' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Publishes a proposal: another than who proposed it, and only if it still is what was proposed.',
  })
  @ApiParam(ID)
  @ApiBody(PUBLISHING)
  @Answers('It is published.', PUBLICATION)
  @ApiResponse(CONFLICT)
  @Refuses(400, 404, 503)
  async publish(@Param('id') id: string, @Body() body: unknown, @AskedBy() caller: Caller) {
    const fields = fieldsOf(body, 'by', 'commentaryChecked');
    const by = whoIn(fields, caller);
    const isChecked = truthIn(fields, 'commentaryChecked');
    return warnedJson(await this.publications.publish(await this.publicationFor(caller, id), by, isChecked));
  }

  @Post(':id/withdraw')
  @Needs({ roles: ['publisher'], authority: 'handler' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Withdraws a proposal. What was published cannot be withdrawn: it is revised.' })
  @ApiParam(ID)
  @ApiBody(BY)
  @Answers('It is withdrawn, and kept.', PUBLICATION)
  @ApiResponse(CONFLICT)
  @Refuses(400, 404, 503)
  async withdraw(@Param('id') id: string, @Body() body: unknown, @AskedBy() caller: Caller) {
    const by = whoIn(fieldsOf(body, 'by'), caller);
    return warnedJson(await this.publications.withdraw(await this.publicationFor(caller, id), by));
  }

  private publicationFor(caller: Caller, text: string): Promise<Publication> {
    return publicationAsked(this.publications, caller, text);
  }
}
