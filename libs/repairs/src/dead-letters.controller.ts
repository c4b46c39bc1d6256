import { AskedBy, Caller, Needs, READERS, Seals } from '@careledger/access';
import { formatInstant } from '@careledger/calendar';
import type { LoggedControl } from '@careledger/store';
import { Body, Controller, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Decided } from './acts';
import { fieldsOf, limitIn, placeIn, reasonIn, stateIn } from './bodies';
import { DeadLetters, LETTER_STATES, type DeadLetter } from './dead-letters';
import { ACT, DEAD_LETTER, DEAD_LETTERS, DECIDED, PUTTING_ASIDE, REFUSED, RESUBMISSION } from './descriptions';
import { Unavailability } from './unavailability';
import { childNamedIn, mustBeForAll, mustNotBeSealed } from './who';

const ID = { name: 'id', example: '0-9120', description: 'Partition and offset of the record in the topic.' };

/** Records that emitters put on the topic and that could not be taken: inspected, sent again, or put aside. */
@ApiTags('operations')
@UseInterceptors(Unavailability)
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly letters: DeadLetters,
    private readonly seals: Seals,
  ) {}

  @Get()
  @Needs({
    roles: READERS,
    authority: 'handler',
    logged: ({ deadLetters }: { deadLetters: unknown[] }) => deadLetters.length,
  })
  @ApiOperation({ summary: 'The records that could not be taken as events, in the order of the topic, and why.' })
  @ApiQuery({
    name: 'status',
    required: false,
    enum: LETTER_STATES,
    description: 'Those that wait where it is left out.',
  })
  @ApiQuery({ name: 'limit', required: false, description: 'The most to answer: 1 to 1000; 100 where it is left out.' })
  @ApiQuery({ name: 'after', required: false, description: 'The id after which to go on.' })
  @ApiResponse({ status: 200, description: 'Without what they hold.', ...DEAD_LETTERS })
  @ApiResponse(REFUSED[400])
  @ApiResponse(REFUSED[503])
  async list(@Query() query: Readonly<Record<string, unknown>>, @AskedBy() caller: Caller) {
    mustBeForAll(caller);
    const [status, limit] = [stateIn(query), limitIn(query)];
    const after = query['after'] === undefined ? undefined : placeIn(query['after']);
    const { letters, more } = await this.letters.list(status, limit, after);
    const last = letters.at(-1);
    return {
      deadLetters: letters.map(letterJson),
      next: more && last ? `/v1/dead-letters?status=${status}&limit=${limit}&after=${nameOf(last)}` : null,
    };
  }

  @Get(':id')
  @Needs({ roles: READERS, authority: 'handler', logged: () => 1 })
  @ApiOperation({ summary: 'A record that could not be taken, with what it holds, and what was decided about it.' })
  @ApiParam(ID)
  @ApiResponse({ status: 200, description: 'The record.', ...DEAD_LETTER })
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[503])
  async show(@Param('id') id: string, @AskedBy() caller: Caller) {
    mustBeForAll(caller);
    const { letter, decision } = await this.letters.open(placeIn(id));
    const payload = letter.payload?.toString('utf8') ?? null;
    const sealed = payload !== null && (await this.isSealedTo(caller, payload));
    return {
      ...letterJson(letter),
      payload: sealed ? null : payload,
      ...(sealed && { sealed }),
      decision: decision === undefined ? null : decisionJson(decision),
    };
  }

  @Post(':id/resubmit')
  @Needs({ roles: ['operations'], authority: 'handler' })
  @HttpCode(202)
  @ApiOperation({ summary: 'Sends the event again to where it belongs: as it was, or put right.' })
  @ApiParam(ID)
  @ApiBody(RESUBMISSION)
  @ApiResponse({ status: 202, description: ACT, ...DECIDED })
  @ApiResponse(REFUSED[400])
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[409])
  @ApiResponse(REFUSED[422])
  @ApiResponse(REFUSED[503])
  async resubmit(@Param('id') id: string, @Body() body: unknown, @AskedBy() caller: Caller): Promise<Decided> {
    await this.mustSee(caller, id);
    const fields = fieldsOf(body, 'event', 'reason');
    return this.letters.resubmit(placeIn(id), fields['event'], reasonIn(fields), caller.name);
  }

  @Post(':id/discard')
  @Needs({ roles: ['operations'], authority: 'handler' })
  @HttpCode(202)
  @ApiOperation({ summary: 'Puts the record aside for good.' })
  @ApiParam(ID)
  @ApiBody(PUTTING_ASIDE)
  @ApiResponse({ status: 202, description: ACT, ...DECIDED })
  @ApiResponse(REFUSED[400])
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[409])
  @ApiResponse(REFUSED[503])
  async discard(@Param('id') id: string, @Body() body: unknown, @AskedBy() caller: Caller): Promise<Decided> {
    await this.mustSee(caller, id);
    return this.letters.discard(placeIn(id), reasonIn(fieldsOf(body, 'reason')), caller.name);
  }

  /** @throws Problem 403 where the caller may not see what they decide about */
  private async mustSee(caller: Caller, id: string): Promise<void> {
    mustBeForAll(caller);
    const { payload } = (await this.letters.open(placeIn(id))).letter;
    mustNotBeSealed(payload !== null && (await this.isSealedTo(caller, payload.toString('utf8'))));
  }

  /** Whether the record is of a sealed child, and the caller may not see those. What names no child is of none. */
  private async isSealedTo(caller: Caller, payload: string): Promise<boolean> {
    if (caller.has('sealed-records')) return false;
    const child = childNamedIn(payload);
    return child !== undefined && (await this.seals.among([child])).size > 0;
  }
}

const nameOf = ({ partition, offset }: DeadLetter): string => `${partition}-${offset}`;

function letterJson(letter: DeadLetter) {
  const { partition, offset, eventId, field, rule, receivedAt, bytes, status } = letter;
  const at = formatInstant(receivedAt);
  return { id: nameOf(letter), partition, offset, receivedAt: at, eventId, field, rule, bytes, status };
}

function decisionJson({ partition, offset, appendedAt, event: { id, type, data } }: LoggedControl) {
  return { partition, offset, decidedAt: formatInstant(appendedAt), id, type, reason: data.reason, by: data.by };
}
