import { AskedBy, Caller, Needs, READERS, Seals } from '@careledger/access';
import { formatInstant } from '@careledger/calendar';
import { Body, Controller, Get, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Acts, notParked, type Decided, type Decision } from './acts';
import { childIn, fieldsOf, offsetIn, reasonIn } from './bodies';
import { ACT, CORRECTION, DECIDED, DISCARD, PARKED_CHILD, RELEASE, REFUSED } from './descriptions';
import { ParkedFiles, type ChildName, type ParkedFile } from './parked-file';
import { Unavailability } from './unavailability';

const AUTHORITY = { name: 'authority', example: '841', description: 'Three digits.' };
const CHILD = { name: 'child', example: 'c0ffee00c0ffee00', description: 'The child’s pseudonym.' };

/** Children whose events wait because one could not be applied: inspected, and set free again. */
@ApiTags('operations')
@UseInterceptors(Unavailability)
@Controller('v1/parked/:authority/:child')
export class ParkedController {
  constructor(
    private readonly files: ParkedFiles,
    private readonly acts: Acts,
    private readonly seals: Seals,
  ) {}

  @Get()
  @Needs({ roles: READERS, authority: 'path', logged: ({ waiting }: { waiting: unknown[] }) => waiting.length })
  @ApiOperation({ summary: 'Why a child is parked, which of its events wait, and what was decided about it before.' })
  @ApiParam(AUTHORITY)
  @ApiParam(CHILD)
  @ApiResponse({ status: 200, description: 'The child.', ...PARKED_CHILD })
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[503])
  async show(@Param('authority') authority: string, @Param('child') subject: string, @AskedBy() caller: Caller) {
    const file = await this.files.fileOf(await this.childFor(caller, authority, subject));
    if (file.parking === undefined && file.acts.length === 0) throw notParked();
    return fileJson(file);
  }

  @Post('release')
  @Needs({ roles: ['operations'], authority: 'path' })
  @HttpCode(202)
  @ApiOperation({ summary: 'Has the waiting events tried again: after the program was put right, say.' })
  @ApiParam(AUTHORITY)
  @ApiParam(CHILD)
  @ApiBody(RELEASE)
  @ApiResponse({ status: 202, description: ACT, ...DECIDED })
  @ApiResponse(REFUSED[400])
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[409])
  @ApiResponse(REFUSED[503])
  release(
    @Param('authority') authority: string,
    @Param('child') subject: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
  ): Promise<Decided> {
    const reason = reasonIn(fieldsOf(body, 'reason'));
    return this.decide(caller, authority, subject, { what: 'release', reason, by: caller.name });
  }

  @Post('discard')
  @Needs({ roles: ['operations'], authority: 'path' })
  @HttpCode(202)
  @ApiOperation({ summary: 'Leaves a waiting event out for good, and has the others tried again.' })
  @ApiParam(AUTHORITY)
  @ApiParam(CHILD)
  @ApiBody(DISCARD)
  @ApiResponse({ status: 202, description: ACT, ...DECIDED })
  @ApiResponse(REFUSED[400])
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[409])
  @ApiResponse(REFUSED[503])
  discard(
    @Param('authority') authority: string,
    @Param('child') subject: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
  ): Promise<Decided> {
    const fields = fieldsOf(body, 'offset', 'reason');
    const [offset, reason] = [offsetIn(fields), reasonIn(fields)];
    return this.decide(caller, authority, subject, { what: 'discard', offset, reason, by: caller.name });
  }

  @Post('correct')
  @Needs({ roles: ['operations'], authority: 'path' })
  @HttpCode(202)
  @ApiOperation({ summary: 'Puts another event in the place of a waiting one, and has all tried again.' })
  @ApiParam(AUTHORITY)
  @ApiParam(CHILD)
  @ApiBody(CORRECTION)
  @ApiResponse({ status: 202, description: ACT, ...DECIDED })
  @ApiResponse(REFUSED[400])
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[409])
  @ApiResponse(REFUSED[422])
  @ApiResponse(REFUSED[503])
  correct(
    @Param('authority') authority: string,
    @Param('child') subject: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
  ): Promise<Decided> {
    const fields = fieldsOf(body, 'offset', 'event', 'reason');
    const [offset, reason] = [offsetIn(fields), reasonIn(fields)];
    return this.decide(caller, authority, subject, {
      what: 'correct',
      offset,
      event: fields['event'],
      reason,
      by: caller.name,
    });
  }

  private async decide(caller: Caller, authority: string, subject: string, decision: Decision): Promise<Decided> {
    return this.acts.decide(await this.childFor(caller, authority, subject), decision);
  }

  /** The child, for those who may see it: a sealed one is to others as one that is not there. */
  private async childFor(caller: Caller, authority: string, subject: string): Promise<ChildName> {
    const child = childIn(authority, subject);
    if (!caller.has('sealed-records') && (await this.seals.among([child])).size > 0) throw notParked();
    return child;
  }
}

function fileJson({ child: { authority, subject }, parking, waiting, acts, isUnderWay }: ParkedFile) {
  return {
    authority,
    child: subject,
    parked:
      parking === undefined
        ? null
        : { since: parking.since, reason: parking.reason, parkedAt: formatInstant(parking.parkedAt) },
    waiting: waiting.map(({ partition, offset, appendedAt, event }) => ({
      partition,
      offset,
      appendedAt: formatInstant(appendedAt),
      event,
    })),
    acts: acts.map(({ partition, offset, appendedAt, event: { id, type, data } }) => {
      return { partition, offset, decidedAt: formatInstant(appendedAt), id, type, ...data };
    }),
    underWay: isUnderWay,
  };
}
