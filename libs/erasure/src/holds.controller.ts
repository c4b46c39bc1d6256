import { AskedBy, Caller, Needs, Seals } from '@careledger/access';
import { fieldsOf, reasonIn, Unavailability } from '@careledger/repairs';
import { Body, Controller, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { authorityIfNamed, authorityIn, holdIn, pseudonymIn } from './bodies';
import { HOLD, HOLDING, HOLDS, REFUSED } from './descriptions';
import { Holds } from './holds';
import { holdJson } from './told';
import { hiddenFrom, mustBeFor } from './who';

type QueryValues = Readonly<Record<string, unknown>>;

/** What must not be erased, whoever asks and however old it is. */
@ApiTags('data protection')
@UseInterceptors(Unavailability)
@Controller('v1/holds')
export class HoldsController {
  constructor(
    private readonly holds: Holds,
    private readonly seals: Seals,
  ) {}

  @Get()
  @Needs({
    roles: ['data-protection', 'auditor', 'operations'],
    authority: 'query',
    logged: ({ holds }: { holds: unknown[] }) => holds.length,
  })
  @ApiOperation({ summary: 'The holds, who set them and why.' })
  @ApiQuery({ name: 'authority', required: false, example: '841', description: 'Three digits.' })
  @ApiQuery({ name: 'all', required: false, enum: ['true', 'false'], description: 'Those that were lifted too.' })
  @ApiResponse({ status: 200, description: 'The holds.', ...HOLDS })
  @ApiResponse(REFUSED[400])
  @ApiResponse(REFUSED[503])
  async list(@Query() query: QueryValues, @AskedBy() caller: Caller) {
    const fields = fieldsOf(query, 'authority', 'all');
    const holds = await this.holds.list(authorityIfNamed(fields), fields['all'] === 'true');
    const children = holds.flatMap(({ authority, subject }) => (subject === null ? [] : [{ authority, subject }]));
    const hidden = await hiddenFrom(caller, this.seals, children);
    return { holds: holds.map((hold) => holdJson(hold, hidden)) };
  }

  @Post()
  @Needs({ roles: ['data-protection', 'operations'], authority: 'handler' })
  @HttpCode(201)
  @ApiOperation({ summary: 'Forbids to erase a child, or anything of an authority. What is under way is not stopped.' })
  @ApiBody(HOLDING)
  @ApiResponse({ status: 201, description: 'It holds. Who set it, when and why is kept.', ...HOLD })
  @ApiResponse(REFUSED[400])
  @ApiResponse(REFUSED[403])
  @ApiResponse(REFUSED[503])
  async set(@Body() body: unknown, @AskedBy() caller: Caller) {
    const fields = fieldsOf(body, 'authority', 'child', 'reason');
    const authority = authorityIn(fields);
    mustBeFor(caller, authority);
    const subject = fields['child'] === undefined ? null : pseudonymIn(fields);
    return holdJson(await this.holds.set(authority, subject, reasonIn(fields), caller.name), new Set());
  }

  @Post(':id/lift')
  @Needs({ roles: ['data-protection'], authority: 'handler' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Lifts a hold: what it protected can be erased from now on.' })
  @ApiParam({ name: 'id', example: '3', description: 'The number of a hold.' })
  @ApiResponse({ status: 200, description: 'It is lifted. Who did so and when is kept.', ...HOLD })
  @ApiResponse(REFUSED[403])
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[503])
  async lift(@Param('id') id: string, @AskedBy() caller: Caller) {
    const { authority, subject } = await this.holds.find(holdIn(id));
    mustBeFor(caller, authority);
    const hidden = await hiddenFrom(caller, this.seals, subject === null ? [] : [{ authority, subject }]);
    return holdJson(await this.holds.lift(holdIn(id), caller.name), hidden);
  }
}
