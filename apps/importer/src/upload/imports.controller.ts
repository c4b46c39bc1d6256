import { Needs, Open } from '@careledger/access';
import { Readable } from 'node:stream';
import { Problem } from '@careledger/http-problems';
import { Controller, Get, Header, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiConsumes, ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { isListType, LIST_TYPES, templateOf } from '../lists/columns';
import { FILE_KINDS } from '../ssda903/rows';
import { formOf, UploadedFile, type ImportForm } from './import-bodies';
import { allowOnly, choiceIn, switchIn, textIn, type Query as QueryValues } from './upload-query';
import { Uploads, type Upload, type UploadAnswer } from './uploads';

const AUTHORITY = { name: 'authority', required: true, description: 'The three digits of the local authority.' };
const DRY_RUN = {
  name: 'dryRun',
  required: false,
  enum: ['true'],
  description: 'Reads and counts; keeps and sends nothing.',
};
const DONE = { status: 200, description: 'What became of every row: counts, what was left out or refused, by line.' };
const NOT_DONE = { status: 422, description: 'It could not be done, and why. Nothing was sent.' };

/** Uploads: each the same import as from the command line, its body a file as it streams in. */
@ApiTags('imports')
@Controller('v1/imports')
export class ImportsController {
  constructor(private readonly uploads: Uploads) {}

  @Post('ssda903')
  @Needs({ roles: ['importer'], authority: 'query' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Imports the looked-after-children return of a year: one table as CSV, or all of it as XML.',
  })
  @ApiConsumes('text/csv', 'application/xml')
  @ApiQuery(AUTHORITY)
  @ApiQuery({ name: 'year', required: true, description: 'The year in which the financial year of the return starts.' })
  @ApiQuery({ name: 'table', required: false, enum: FILE_KINDS, description: 'The table that a CSV body holds.' })
  @ApiQuery(DRY_RUN)
  @ApiResponse(DONE)
  @ApiResponse(NOT_DONE)
  ssda903(@Req() request: FastifyRequest, @Query() query: QueryValues): Promise<UploadAnswer> {
    return this.taken(request, query, ['csv', 'xml'], ['year', 'table'], (upload, form) => {
      const year = Number(
        textIn(query, 'year', /^(19|20)\d{2}$/, 'must be a year, such as 2023 for April 2023 to March 2024'),
      );
      if (form === 'csv') return this.uploads.ssda903(upload, year, choiceIn(query, 'table', FILE_KINDS));
      if (query['table'] === undefined) return this.uploads.ssda903(upload, year, 'xml');
      throw new Problem({
        status: 400,
        detail: 'An XML file holds all tables: leave out the parameter table.',
        field: 'table',
      });
    });
  }

  @Post('cin')
  @Needs({ roles: ['importer'], authority: 'query' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Imports the children-in-need census of a year.' })
  @ApiConsumes('application/xml')
  @ApiQuery(AUTHORITY)
  @ApiQuery(DRY_RUN)
  @ApiResponse(DONE)
  @ApiResponse(NOT_DONE)
  census(@Req() request: FastifyRequest, @Query() query: QueryValues): Promise<UploadAnswer> {
    return this.taken(request, query, ['xml'], [], (upload) => this.uploads.census(upload));
  }

  @Post('events')
  @Needs({ roles: ['importer'], authority: 'query' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Imports a list of events of one type, in the columns of its template.' })
  @ApiConsumes('text/csv')
  @ApiQuery(AUTHORITY)
  @ApiQuery({ name: 'type', required: true, enum: LIST_TYPES })
  @ApiQuery({
    name: 'list',
    required: true,
    description: 'What the list is called: the next one of that name takes its place.',
  })
  @ApiQuery(DRY_RUN)
  @ApiResponse(DONE)
  @ApiResponse(NOT_DONE)
  list(@Req() request: FastifyRequest, @Query() query: QueryValues): Promise<UploadAnswer> {
    return this.taken(request, query, ['csv'], ['type', 'list'], (upload) => {
      const type = choiceIn(query, 'type', LIST_TYPES);
      const list = textIn(
        query,
        'list',
        /^[\w. -]{1,100}$/,
        'must be a name of 1 to 100 letters, digits, spaces or the characters . _ -',
      );
      return this.uploads.list(upload, type, list);
    });
  }

  @Get('templates/:type')
  @Open('a template has the names of columns alone')
  @Header('content-type', 'text/csv; charset=utf-8')
  @ApiOperation({ summary: 'The header line of a list of events of one type.' })
  @ApiParam({ name: 'type', enum: LIST_TYPES })
  @ApiProduces('text/csv')
  @ApiResponse({ status: 200, description: 'The columns.' })
  @ApiResponse({ status: 404, description: 'There is no such type.' })
  template(@Param('type') type: string): string {
    if (isListType(type)) return `${templateOf(type)}\r\n`;
    throw new Problem({ status: 404, detail: `There is no such event type. The types are ${LIST_TYPES.join(', ')}.` });
  }

  private async taken(
    request: FastifyRequest,
    query: QueryValues,
    forms: readonly ImportForm[],
    parameters: readonly string[],
    take: (upload: Upload, form: ImportForm) => Promise<UploadAnswer>,
  ): Promise<UploadAnswer> {
    const file = new UploadedFile(request.body instanceof Readable ? request.body : request.raw);
    try {
      allowOnly(query, 'authority', 'dryRun', ...parameters);
      const authority = textIn(query, 'authority', /^[0-9]{3}$/, 'must be the three digits of a local authority');
      const dryRun = switchIn(query, 'dryRun');
      const form = formOf(request.headers);
      if (!forms.includes(form)) {
        throw new Problem({ status: 415, detail: `This is taken as ${forms.join(' or ').toUpperCase()} alone.` });
      }
      return await take({ authority, dryRun, body: file.stream }, form);
    } finally {
      file.leave();
    }
  }
}
