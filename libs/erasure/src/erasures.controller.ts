import { AskedBy, Caller, Needs, Seals } from '@careledger/access';
import { formatInstant } from '@careledger/calendar';
import type { EventLog } from '@careledger/event-log';
import { Problem } from '@careledger/http-problems';
import { fieldsOf, limitIn, reasonIn, Unavailability } from '@careledger/repairs';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { afterIn, authorityIfNamed, authorityIn, childAfterIn, groundIn, pseudonymIn, stateIn } from './bodies';
import { ASKING, DUE, ERASURE, ERASURES, REFUSED } from './descriptions';
import { DueChildren } from './due';
import { Erasures, nothingKept, type ErasureFile } from './erasures';
import { erasureJson, fileJson, named } from './told';
import { hiddenFrom, mustBeFor } from './who';

type QueryValues = Readonly<Record<string, unknown>>;

/** The token of the log among the providers. */
export const LOG = Symbol('log');

const ID = {
  name: 'id',
  example: 'erasure-6f1c2d34-0a1b-4c5d-8e9f-001122334455',
  description: 'The id of an erasure.',
};
const AUTHORITY = { name: 'authority', example: '841', description: 'Three digits.' };
const LIMIT = {
  name: 'limit',
  required: false,
  description: 'The most to answer: 1 to 1000; 100 where it is left out.',
};
const AFTER = {
  name: 'after',
  required: false,
  description: 'Where to go on: as it stands in the path that `next` gives.',
};

/** Erasing what is kept of a child: one person asks for it, another has it carried out. */
@ApiTags('data protection')
@UseInterceptors(Unavailability)
@Controller('v1/erasures')
export class ErasuresController {
  constructor(
    private readonly erasures: Erasures,
    private readonly due: DueChildren,
    private readonly seals: Seals,
    @Inject(LOG) private readonly log: Pick<EventLog, 'now'>,
  ) {}

  @Get()
  @Needs({
    roles: ['data-protection', 'auditor'],
    authority: 'query',
    logged: ({ erasures }: { erasures: unknown[] }) => erasures.length,
  })
  @ApiOperation({
    summary: 'The register of erasures, the latest first: who asked, on what ground, what became of it.',
  })
  @ApiQuery({ ...AUTHORITY, required: false })
  @ApiQuery({ name: 'state', required: false, enum: ['asked', 'under-way', 'done', 'withdrawn'] })
  @ApiQuery(LIMIT)
  @ApiQuery(AFTER)
  @ApiResponse({ status: 200, description: 'A page.', ...ERASURES })
  @ApiResponse(REFUSED[400])
  @ApiResponse(REFUSED[503])
  async list(@Query() query: QueryValues, @AskedBy() caller: Caller) {
    const fields = fieldsOf(query, 'authority', 'state', 'limit', 'after');
    const authority = authorityIfNamed(fields);
    const page = { authority, state: stateIn(fields), limit: limitIn(fields), after: afterIn(fields) };
    const { erasures, more } = await this.erasures.list(page);
    const children = erasures.flatMap(({ authority: of, subject }) =>
      subject === null ? [] : [{ authority: of, subject }],
    );
    const hidden = await hiddenFrom(caller, this.seals, children);
    return {
      erasures: erasures.map((erasure) => erasureJson(erasure, hidden)),
      next: more ? nextPath('/v1/erasures', query, erasures.at(-1)?.id ?? '') : null,
    };
  }

  @Get('due')
  @Needs({
    roles: ['data-protection', 'auditor'],
    authority: 'query',
    logged: ({ due }: { due: unknown[] }) => due.length,
  })
  @ApiOperation({ summary: 'The children whose time of retention is over, and whom no hold protects.' })
  @ApiQuery(AUTHORITY)
  @ApiQuery(LIMIT)
  @ApiQuery(AFTER)
  @ApiResponse({ status: 200, description: 'A page. Nothing is erased by being listed.', ...DUE })
  @ApiResponse(REFUSED[400])
  @ApiResponse(REFUSED[503])
  async listDue(@Query() query: QueryValues, @AskedBy() caller: Caller) {
    const fields = fieldsOf(query, 'authority', 'limit', 'after');
    const authority = authorityIn(fields);
    const { due, next } = await this.due.list(authority, await this.log.now(), limitIn(fields), childAfterIn(fields));
    const hidden = await hiddenFrom(
      caller,
      this.seals,
      due.map(({ subject }) => ({ authority, subject })),
    );
    return {
      authority,
      configured: this.due.isConfigured,
      due: due.map(({ subject, lastRecordedAt, inCare }) => {
        return { ...named(authority, subject, hidden), lastRecordedAt: formatInstant(lastRecordedAt), inCare };
      }),
      next: next === undefined ? null : nextPath('/v1/erasures/due', query, `${next.partition}-${next.child}`),
    };
  }

  @Get(':id')
  @Needs({ roles: ['data-protection', 'auditor'], authority: 'handler', logged: () => 1 })
  @ApiOperation({ summary: 'An erasure: what would go and which holds forbid it, or what went.' })
  @ApiParam(ID)
  @ApiResponse({ status: 200, description: 'The erasure.', ...ERASURE })
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[503])
  async show(@Param('id') id: string, @AskedBy() caller: Caller) {
    return fileJson(await this.fileFor(caller, id));
  }

  @Post()
  @Needs({ roles: ['data-protection'], authority: 'handler' })
  @HttpCode(201)
  @ApiOperation({
    summary: 'Asks for the erasure of a child. Nothing is erased until another person has it carried out.',
  })
  @ApiBody(ASKING)
  @ApiResponse({ status: 201, description: 'It is asked for; `found` says what would go.', ...ERASURE })
  @ApiResponse(REFUSED[400])
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[409])
  @ApiResponse(REFUSED[503])
  async ask(@Body() body: unknown, @AskedBy() caller: Caller) {
    const fields = fieldsOf(body, 'authority', 'child', 'ground', 'reason');
    const child = { authority: authorityIn(fields), subject: pseudonymIn(fields) };
    mustBeFor(caller, child.authority);
    const [ground, reason] = [groundIn(fields), reasonIn(fields)];
    // A sealed child is to others as one of whom nothing is kept: that it is sealed tells who was adopted.
    if ((await hiddenFrom(caller, this.seals, [child])).size > 0) throw nothingKept();
    return fileJson(await this.erasures.ask(child, ground, reason, caller.name));
  }

  @Post(':id/carry-out')
  @Needs({ roles: ['data-protection'], authority: 'handler' })
  @HttpCode(202)
  @ApiOperation({ summary: 'Has an erasure carried out. There is no way back. Another person must have asked for it.' })
  @ApiParam(ID)
  @ApiResponse({ status: 202, description: 'The log has it; it is done when the projector comes to it.', ...ERASURE })
  @ApiResponse(REFUSED[403])
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[409])
  @ApiResponse(REFUSED[503])
  async carryOut(@Param('id') id: string, @AskedBy() caller: Caller) {
    await this.fileFor(caller, id);
    const anybody = caller === Caller.ANYBODY;
    return fileJson(await this.erasures.carryOut(id, caller.name, { anybody }));
  }

  @Post(':id/withdraw')
  @Needs({ roles: ['data-protection'], authority: 'handler' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes a request back that was not carried out yet.' })
  @ApiParam(ID)
  @ApiResponse({ status: 200, description: 'It is withdrawn, and no longer names the child.', ...ERASURE })
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[409])
  @ApiResponse(REFUSED[503])
  async withdraw(@Param('id') id: string, @AskedBy() caller: Caller) {
    await this.fileFor(caller, id);
    return fileJson(await this.erasures.withdraw(id, caller.name));
  }

  @Post(':id/let-in')
  @Needs({ roles: ['data-protection'], authority: 'handler' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Lets the pseudonym of an erased child be sent again: what comes from now on begins a new record.',
  })
  @ApiParam(ID)
  @ApiResponse({ status: 200, description: 'Its events are taken again.', ...ERASURE })
  @ApiResponse(REFUSED[404])
  @ApiResponse(REFUSED[409])
  @ApiResponse(REFUSED[503])
  async letIn(@Param('id') id: string, @AskedBy() caller: Caller) {
    await this.fileFor(caller, id);
    return fileJson(await this.erasures.letIn(id, caller.name));
  }

  /** The erasure, for those whose token is for its authority, and who may know the child. */
  private async fileFor(caller: Caller, id: string): Promise<ErasureFile> {
    const file = await this.erasures.file(id);
    const { authority, subject } = file.erasure;
    mustBeFor(caller, authority);
    const isHidden = subject !== null && (await hiddenFrom(caller, this.seals, [{ authority, subject }])).size > 0;
    if (!isHidden) return file;
    throw new Problem({
      status: 403,
      detail: 'This erasure is about a sealed child: it takes the role sealed-records beside data-protection.',
    });
  }
}

function nextPath(path: string, query: QueryValues, after: string): string {
  return `${path}?${new URLSearchParams({ ...(query as Record<string, string>), after }).toString()}`;
}
