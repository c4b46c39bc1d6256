import { AskedBy, Caller, Needs, NOBODY_SEALED, Seals, type Sealed } from '@careledger/access';
import { Audits, type KeptAudit } from '@careledger/audit';
import { formatInstant } from '@careledger/calendar';
import { Problem } from '@careledger/http-problems';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { auditInFull, auditJson, differenceJson, sampleJson } from './audit-json';
import { auditAskedIn, sampleResultIn } from './bodies';
import * as described from './descriptions';

const ID = { name: 'id', description: 'The id of an audit.', example: described.AN_ID };
const DIFFERENCES_TOLD = 100;
const ALL_DIFFERENCES = 1_000;
const AUDITS_LISTED = 100;

/** Audits: what the figures of a past period are by the events alone, and whether the ledger says the same. */
@ApiTags('audits')
@Controller('v1/audits')
export class AuditsController {
  constructor(
    private readonly audits: Audits,
    private readonly seals: Seals,
  ) {}

  @Post()
  @Needs({ roles: ['auditor'], authority: 'handler' })
  @HttpCode(202)
  @ApiOperation({
    summary: 'Replays a past period as known at an instant from the raw events, and reconciles it with the ledger.',
  })
  @ApiBody(described.ASKING)
  @ApiResponse({
    status: 202,
    description: 'It is made as soon as those before it are done. GET it to see how far it is.',
    ...described.ASKED,
  })
  @ApiResponse(described.REFUSED[400])
  @ApiResponse(described.REFUSED[429])
  async ask(@Body() body: unknown, @AskedBy() caller: Caller) {
    const asked = auditAskedIn(body);
    if (!caller.isFor(asked.authority)) throw notFor(caller);
    const id = await this.audits.ask(asked, caller.name);
    return { id, state: 'queued', at: `/v1/audits/${id}` };
  }

  @Get()
  @Needs({ roles: ['auditor'], authority: 'query' })
  @ApiOperation({ summary: 'The audits of an authority, the last one first.' })
  @ApiQuery({ name: 'authority', example: '841', description: 'Three digits.' })
  @ApiResponse({ status: 200, description: 'Without what they found.', ...described.AUDITS })
  @ApiResponse(described.REFUSED[400])
  async list(@Query() query: Readonly<Record<string, unknown>>) {
    const { authority } = query;
    if (typeof authority !== 'string' || !/^\d{3}$/.test(authority)) {
      const rule = 'must be the three digits of a local-authority code, for instance 841';
      throw new Problem({ status: 400, detail: `The query parameter authority ${rule}.`, field: 'authority', rule });
    }
    return { audits: (await this.audits.tables.list(authority, AUDITS_LISTED)).map(auditJson) };
  }

  @Get(':id')
  @Needs({ roles: ['auditor'], authority: 'handler', logged: differencesIn })
  @ApiOperation({ summary: 'How far an audit is, and once it is done what it found: figures, digest, differences.' })
  @ApiParam(ID)
  @ApiResponse({
    status: 200,
    description: 'The audit. The first 100 differences; all that are kept are in the annex.',
    ...described.AUDIT,
  })
  @ApiResponse(described.REFUSED[404])
  async show(@Param('id') id: string, @AskedBy() caller: Caller) {
    const audit = await this.auditFor(caller, id);
    const differences = await this.audits.tables.differences(audit.id, DIFFERENCES_TOLD);
    const sealed = await this.sealedAmong(caller, audit, differences);
    return auditInFull(audit, differences, await this.audits.tables.evidence(audit.id), sealed);
  }

  @Get(':id/evidence')
  @Needs({ roles: ['auditor'], authority: 'handler' })
  @Header('content-type', 'application/zip')
  @ApiOperation({
    summary:
      'The folder of evidence as a zip: figures, definitions, digest, reconciliation, report, manifest. Sums alone.',
  })
  @ApiParam(ID)
  @ApiResponse({
    status: 200,
    description: 'The zip. The header manifest-sha256 has the digest of its manifest, which is kept with the audit.',
    content: { 'application/zip': {} },
  })
  @ApiResponse(described.REFUSED[404])
  @ApiResponse(described.REFUSED[409])
  async evidence(
    @Param('id') id: string,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const audit = await this.auditFor(caller, id);
    const { zip, manifestSha256 } = await this.audits.evidence(audit, caller.name);
    void reply.header('manifest-sha256', manifestSha256);
    void reply.header('content-disposition', `attachment; filename="evidence-${audit.id}.zip"`);
    return new StreamableFile(zip, { type: 'application/zip' });
  }

  @Get(':id/annex')
  @Needs({ roles: ['auditor'], authority: 'handler', logged: rowsInAnnex })
  @ApiOperation({
    summary: 'What of an audit is about single children: differences, drawn entries. To be kept encrypted.',
  })
  @ApiParam(ID)
  @ApiResponse({ status: 200, description: 'The annex.', ...described.ANNEX })
  @ApiResponse(described.REFUSED[404])
  async annex(@Param('id') id: string, @AskedBy() caller: Caller) {
    const audit = await this.auditFor(caller, id);
    const differences = await this.audits.tables.differences(audit.id, ALL_DIFFERENCES);
    const sample = await this.audits.tables.sample(audit.id);
    const sealed = await this.sealedAmong(caller, audit, [...differences, ...sample]);
    return {
      audit: audit.id,
      authority: audit.authority,
      knownAt: formatInstant(audit.knownAt),
      differences: differences.map((one) => differenceJson(one, audit.authority, sealed)),
      sample: sample.map((one) => sampleJson(one, audit.authority, sealed)),
    };
  }

  @Get(':id/sample')
  @Needs({ roles: ['auditor'], authority: 'handler', logged: ({ sample }: { sample: unknown[] }) => sample.length })
  @ApiOperation({ summary: 'The entries that were drawn for testing against case files, and what came of them.' })
  @ApiParam(ID)
  @ApiResponse({ status: 200, description: 'In the order in which they were drawn.', ...described.SAMPLE })
  @ApiResponse(described.REFUSED[404])
  async sample(@Param('id') id: string, @AskedBy() caller: Caller) {
    const audit = await this.auditFor(caller, id);
    const sample = await this.audits.tables.sample(audit.id);
    const sealed = await this.sealedAmong(caller, audit, sample);
    return { sample: sample.map((one) => sampleJson(one, audit.authority, sealed)) };
  }

  @Post(':id/sample/:number')
  @Needs({ roles: ['auditor'], authority: 'handler' })
  @HttpCode(201)
  @ApiOperation({
    summary: 'Records what came of looking an entry up in the child’s file. The last result stands, all are kept.',
  })
  @ApiParam(ID)
  @ApiParam({ name: 'number', example: 1, description: 'The number of the entry in the sample.' })
  @ApiBody(described.RECORDING)
  @ApiResponse({ status: 201, description: 'It is recorded.', ...described.RECORDED })
  @ApiResponse(described.REFUSED[400])
  @ApiResponse(described.REFUSED[404])
  async record(
    @Param('id') id: string,
    @Param('number') number: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
  ) {
    const audit = await this.auditFor(caller, id);
    const { result, note } = sampleResultIn(body);
    const isThere =
      /^\d{1,4}$/.test(number) &&
      (await this.audits.tables.record(audit.id, Number(number), result, note, caller.name));
    if (!isThere)
      throw notThere('There is no such entry', 'The sample of the audit has no entry of that number.', 'number');
    return { number: Number(number), result, note, recordedBy: caller.name };
  }

  /** The audit, for those who may see it: one of another authority is to others as one that is not there. */
  private async auditFor(caller: Caller, id: string): Promise<KeptAudit> {
    const audit = UUID.test(id) ? await this.audits.tables.find(id) : undefined;
    if (audit !== undefined && caller.isFor(audit.authority)) return audit;
    throw notThere('There is no such audit', 'GET /v1/audits?authority=… lists those of an authority.', 'id');
  }

  /** Children of whom this caller may not learn who they are. */
  private sealedAmong(
    caller: Caller,
    { authority }: KeptAudit,
    rows: readonly { readonly subject: string | null }[],
  ): Promise<Sealed> {
    if (caller.has('sealed-records')) return Promise.resolve(NOBODY_SEALED);
    const subjects = new Set(rows.flatMap(({ subject }) => (subject === null ? [] : [subject])));
    return this.seals.among([...subjects].map((subject) => ({ authority, subject })));
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function differencesIn({ result }: ReturnType<typeof auditInFull>): number {
  return result?.differences.length ?? 0;
}

function rowsInAnnex({ differences, sample }: { differences: unknown[]; sample: unknown[] }): number {
  return differences.length + sample.length;
}

function notFor(caller: Caller): Problem {
  return new Problem({
    status: 403,
    detail: `The token is for the authority ${caller.authorityWords}, and the request must name one that it is for.`,
    field: 'authority',
    rule: 'must be one that the token is for',
  });
}

function notThere(title: string, detail: string, field: string): Problem {
  return new Problem({ status: 404, title, detail, field, rule: 'must be one that there is' });
}
