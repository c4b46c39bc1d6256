import { Problem } from '@careledger/http-problems';
import { Body, Controller, Delete, HttpCode, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AskedBy, Caller } from './caller';
import { Needs } from './needs';
import { Seals, type ChildName } from './sealed-children';

const MOST_CHARACTERS = 200;

/** Seals that are set by hand: children of staff, or whoever else is not for everybody's eyes. */
@ApiTags('children')
@Controller('v1/children/:authority/:child/seal')
export class SealsController {
  constructor(private readonly seals: Seals) {}

  @Put()
  @Needs({ roles: ['sealed-records'], authority: 'path' })
  @HttpCode(204)
  @ApiOperation({ summary: 'Seals a child’s record: from then on only the role sealed-records sees whose it is.' })
  @ApiBody({
    schema: {
      type: 'object',
      properties: { reason: { type: 'string', minLength: 1, maxLength: MOST_CHARACTERS } },
      required: ['reason'],
      additionalProperties: false,
    },
  })
  @ApiResponse({ status: 204, description: 'It is sealed. Who did so, when and why is kept.' })
  @ApiResponse({ status: 400, description: 'There is no reason, or the pseudonym cannot be one.' })
  async set(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
  ): Promise<void> {
    await this.seals.set(nameIn(authority, child), reasonIn(body), caller.name);
  }

  @Delete()
  @Needs({ roles: ['sealed-records'], authority: 'path' })
  @HttpCode(204)
  @ApiOperation({ summary: 'Lifts a seal that was set by hand. That of an adopted child goes with its events.' })
  @ApiResponse({ status: 204, description: 'It is lifted. Who did so and when is kept.' })
  @ApiResponse({ status: 404, description: 'No seal was set by hand.' })
  async lift(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @AskedBy() caller: Caller,
  ): Promise<void> {
    if (await this.seals.lift(nameIn(authority, child), caller.name)) return;
    throw new Problem({
      status: 404,
      detail: 'This child has no seal that was set by hand, so there is none to lift.',
    });
  }
}

function nameIn(authority: string, subject: string): ChildName {
  if (/^\d{3}$/.test(authority) && /^[A-Za-z0-9_-]{8,64}$/.test(subject)) return { authority, subject };
  const rule = 'must be an authority of three digits and a pseudonym of 8 to 64 letters, digits, - or _';
  throw new Problem({ status: 400, detail: `The path ${rule}.`, field: 'child', rule });
}

function reasonIn(body: unknown): string {
  const fields = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  const [[name, value] = ['', undefined], ...others] = fields;
  const text = typeof value === 'string' ? value.trim() : '';
  // No control characters: the reason goes into lists and logs.
  if (
    name === 'reason' &&
    others.length === 0 &&
    text !== '' &&
    text.length <= MOST_CHARACTERS &&
    !/\p{Cc}/u.test(text)
  ) {
    return text;
  }
  const rule = `must be there, alone, with 1 to ${MOST_CHARACTERS} characters: why the record is sealed, without a name`;
  throw new Problem({ status: 400, detail: `The field reason ${rule}.`, field: 'reason', rule });
}
