import { AskedBy, Caller, Needs } from '@careledger/access';
import { SUPPRESSED, type CellName } from '@careledger/disclosure';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Answers, Refuses } from '../api/describing';
import { asCsvFile, csvText } from '../pages/frame/csv';
import * as read from '../query';
import { PUBLIC_CELLS } from './cells-schemas';
import { LOOKERS, PUBLICATION_ID, publicationAsked } from './publication-asked';
import type { PublicCell } from './public-cells';
import { PublicView } from './public-view';
import { Publications } from './publications';
import { CONFLICT } from './schemas';
import { wrongField } from './wrong-field';

const NAMES = ['measure', 'grain', 'period', 'breakdown', 'key'] as const satisfies readonly (keyof CellName)[];
const NUMBERS = ['numerator', 'denominator', 'value', 'rate'] as const;

/** A publication as the public may see it: with small numbers, and what would give them away, suppressed. */
@ApiTags('publications')
@Controller('v1/publications')
export class PublicCellsController {
  constructor(
    private readonly publications: Publications,
    private readonly view: PublicView,
  ) {}

  @Get(':id/cells')
  @Needs({ roles: LOOKERS, authority: 'handler' })
  @ApiOperation({
    summary:
      'A publication as the public may see it; of a proposal, as the public would see it if it were published now.',
  })
  @ApiParam(PUBLICATION_ID)
  @ApiQuery({
    name: 'format',
    required: false,
    description: 'csv: the cells as a file for spreadsheets.',
    schema: { type: 'string', enum: ['json', 'csv'] },
    example: 'json',
  })
  @Answers('Each figure and each group, suppressed ones as c (docs/disclosure.md).', PUBLIC_CELLS)
  @ApiResponse(CONFLICT)
  @Refuses(400, 404, 503)
  async cells(
    @Param('id') id: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    read.allowOnly(query, 'format');
    const format = read.textIn(query, 'format') ?? 'json';
    if (format !== 'json' && format !== 'csv') throw wrongField('format', 'must be json or csv, or left out');
    const publication = await publicationAsked(this.publications, caller, id);
    const { cells, unprotected } = await this.view.of(publication);
    if (format === 'csv') {
      asCsvFile(reply, `publication-${publication.id}-${publication.authority}`);
      return csvOf(cells);
    }
    return {
      publication: publication.id,
      authority: publication.authority,
      status: publication.decided === undefined ? 'proposed' : 'published',
      cells: cells.map((cell) => ({ ...cell, ...numbersOf(cell) })),
      unprotected: unprotected.map(({ measure, grain, period, breakdown, key }) => {
        return { measure, grain, period, breakdown, key };
      }),
    };
  }
}

type Shown = Record<(typeof NUMBERS)[number], number | null | typeof SUPPRESSED>;

function numbersOf({ shown, numerator, denominator, value, rate }: PublicCell): Shown {
  if (shown !== 'suppressed') return { numerator, denominator, value, rate };
  return { numerator: SUPPRESSED, denominator: SUPPRESSED, value: SUPPRESSED, rate: SUPPRESSED };
}

function csvOf(cells: readonly PublicCell[]): string {
  const columns = [...NAMES, 'shown' as const, ...NUMBERS].map((name) => ({ head: name }));
  const rows = cells.map((cell) => {
    const numbers = numbersOf(cell);
    return [...NAMES.map((name) => cell[name]), cell.shown, ...NUMBERS.map((name) => numbers[name])];
  });
  return csvText({ columns, rows });
}
