import { AskedBy, Caller, Needs } from '@careledger/access';
import { formatInstant } from '@careledger/calendar';
import { Problem } from '@careledger/http-problems';
import { Body, Controller, Get, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { fieldsOf, reasonIn } from './bodies';
import { REFUSED } from './descriptions';
import { ACTIVATED, ACTIVATION, RULEBOOKS_KNOWN } from './rulebook-descriptions';
import { Rulebooks, type Activated } from './rulebooks';
import { Unavailability } from './unavailability';

/** Rulebooks: which there are, which is in force, and bringing a new one into force. */
@ApiTags('operations')
@UseInterceptors(Unavailability)
@Controller('v1/rulebooks')
export class RulebooksController {
  constructor(private readonly rulebooks: Rulebooks) {}

  @Get()
  @Needs({ roles: ['operations', 'auditor', 'publisher'], authority: 'nowhere' })
  @ApiOperation({ summary: 'The rulebooks that the program knows, the newest last, and where each came into force.' })
  @ApiResponse({ status: 200, description: 'All of them.', ...RULEBOOKS_KNOWN })
  @ApiResponse(REFUSED[503])
  async list() {
    const rulebooks = await this.rulebooks.list();
    return {
      rulebooks: rulebooks.map(({ activated, ...rulebook }) => ({
        ...rulebook,
        activated: activated.map(({ at, ...one }) => ({ ...one, at: formatInstant(at) })),
      })),
    };
  }

  @Post(':version/activate')
  @Needs({ roles: ['publisher', 'auditor'], authority: 'handler' })
  @HttpCode(202)
  @ApiOperation({
    summary: 'Brings a rulebook into force: what it makes otherwise of each child is posted, and known from now on.',
  })
  @ApiParam({ name: 'version', example: 4, description: 'The version of the rulebook.' })
  @ApiBody(ACTIVATION)
  @ApiResponse({
    status: 202,
    description: 'The log has it; the figures follow when the projector comes to it, partition by partition.',
    ...ACTIVATED,
  })
  @ApiResponse(REFUSED[400])
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[409])
  @ApiResponse(REFUSED[503])
  activate(@Param('version') version: string, @Body() body: unknown, @AskedBy() caller: Caller): Promise<Activated> {
    if (!caller.isForAll) {
      const detail = `A rulebook is that of all authorities. Your token is for ${caller.authorityWords}; it takes one for all (*).`;
      throw new Problem({ status: 403, detail });
    }
    const reason = reasonIn(fieldsOf(body, 'reason'));
    return this.rulebooks.activate(/^\d{1,5}$/.test(version) ? Number(version) : NaN, { reason, by: caller.name });
  }
}
