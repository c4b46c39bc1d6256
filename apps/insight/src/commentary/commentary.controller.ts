import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { formatInstant, formatMonth } from '@careledger/calendar';
import { ruleBrokenBy } from '@careledger/figures';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Answers, AUTHORITY_QUERY, MEASURE_PARAM, Refuses } from '../api/describing';
import { fieldsOf, whoIn, type Fields } from '../publications/bodies';
import { wrongField } from '../publications/wrong-field';
import * as read from '../query';
import { CommentaryStore, type Subject, type Version } from './commentary-store';
import { COMMENTARY, WRITING } from './schemas';

const PERIOD_QUERY = { name: 'period', example: '2020-12', description: 'The last month of the quarter.' };
const MOST_CHARACTERS = 4_000;

/** What is said of a measure in a quarter: rewritten as often as need be, with every version kept. */
@ApiTags('publications')
@Controller('v1/measures')
export class CommentaryController {
  constructor(private readonly store: CommentaryStore) {}

  @Get(':id/commentary')
  @Needs({ roles: [...READERS, 'publisher'], authority: 'query' })
  @ApiOperation({ summary: 'What was written about a measure in a quarter, all versions.' })
  @ApiParam(MEASURE_PARAM)
  @ApiQuery(AUTHORITY_QUERY)
  @ApiQuery(PERIOD_QUERY)
  @Answers('The versions, the latest first.', COMMENTARY)
  @Refuses(400, 404, 503)
  async show(@Param('id') id: string, @Query() query: read.Query) {
    const subject = subjectIn(id, query);
    return commentaryJson(subject, await this.store.versions(subject));
  }

  @Put(':id/commentary')
  @Needs({ roles: ['operations', 'publisher'], authority: 'query' })
  @ApiOperation({
    summary: 'Writes about a measure in a quarter. Earlier versions stay, and what was published keeps its own.',
  })
  @ApiParam(MEASURE_PARAM)
  @ApiQuery(AUTHORITY_QUERY)
  @ApiQuery(PERIOD_QUERY)
  @ApiBody(WRITING)
  @Answers('The versions, the latest first.', COMMENTARY)
  @Refuses(400, 404, 503)
  async write(@Param('id') id: string, @Query() query: read.Query, @Body() body: unknown, @AskedBy() caller: Caller) {
    const subject = subjectIn(id, query);
    const fields = fieldsOf(body, 'text', 'by');
    await this.store.write(subject, textIn(fields), whoIn(fields, caller));
    return commentaryJson(subject, await this.store.versions(subject));
  }
}

function subjectIn(id: string, query: read.Query): Subject {
  const measure = read.measureIn(id);
  read.allowOnly(query, 'authority', 'period');
  const authority = read.authorityIn(query);
  const month = read.monthIn(query, 'period');
  const rule = ruleBrokenBy(month, 'quarter');
  if (rule !== undefined) throw read.wrong('period', `must end a quarter: ${rule}`);
  return { authority, measure: measure.id, period: formatMonth(month) };
}

function textIn({ text }: Fields): string {
  const isText = typeof text === 'string' && /\S/.test(text) && !/[^\n\P{Cc}]/u.test(text);
  if (isText && text.length <= MOST_CHARACTERS) return text;
  throw wrongField(
    'text',
    `must be a text of 1 to ${MOST_CHARACTERS} characters, with no control characters but new lines`,
  );
}

function commentaryJson(subject: Subject, versions: readonly Version[]) {
  return {
    ...subject,
    versions: versions.map((version) => ({ ...version, writtenAt: formatInstant(version.writtenAt) })),
  };
}
