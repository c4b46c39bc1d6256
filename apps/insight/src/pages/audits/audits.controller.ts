import { AskedBy, Caller, Needs, NOBODY_SEALED, Seals } from '@careledger/access';
import { Audits, knownAtIn, type KeptAudit } from '@careledger/audit';
import type { Instant } from '@careledger/calendar';
import { ruleBrokenBy } from '@careledger/figures';
import { Problem } from '@careledger/http-problems';
import { Body, Get, Header, HttpCode, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LogEnds } from '../../log-ends';
import * as read from '../../query';
import { FOLLOW_SCRIPT_PATH, formFields, Frame, LoggedPage, mustBeOwnForm, pages, Pages, seeOther } from '../frame';
import { auditBody, differencesTable, isUnderWay } from './audit-view';
import { auditPeriod, auditsBody, auditsTable } from './audits-view';

const LISTED = 100;
const DIFFERENCES = 100;
const ALL_DIFFERENCES = 1_000;
const REFRESH_SECONDS = 2;
const MICROSECONDS_A_MILLISECOND = 1_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Fields = Readonly<Record<string, string>>;

/** Audits: started, followed, and their evidence taken. They are made by the auditor, wherever that runs. */
@Pages('authorities/:authority/audits')
export class AuditPagesController {
  constructor(
    private readonly frame: Frame,
    private readonly audits: Audits,
    private readonly ends: LogEnds,
    private readonly seals: Seals,
  ) {}

  @Get()
  @Needs({ roles: ['auditor'], authority: 'path' })
  async list(
    @Param('authority') authority: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    read.allowOnly(query, 'format');
    const code = read.authorityIn({ authority });
    if (query['format'] !== 'csv') return this.listPage(reply, code, caller);
    const audits = await this.audits.tables.list(code, LISTED);
    return this.frame.csv(reply, `audits-${code}`, auditsTable({ authority: code, audits, now: now() }));
  }

  @Post()
  @HttpCode(200)
  @Needs({ roles: ['auditor'], authority: 'path' })
  async start(
    @Param('authority') authority: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    mustBeOwnForm(request);
    const code = read.authorityIn({ authority });
    const sent = formFields(body);
    try {
      const to = read.monthIn(sent, 'quarter');
      const rule = ruleBrokenBy(to, 'quarter');
      if (rule !== undefined) throw read.wrong('quarter', `must end a quarter: ${rule}`);
      const knownAt = await this.knownAtOf(sent['knownAt']);
      const asked = { authority: code, from: to - 2, to, knownAt, sample: undefined };
      return seeOther(reply, pages.audit(code, await this.audits.ask(asked, caller.name)));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return this.listPage(reply, code, caller, { sent, problem: error });
    }
  }

  @Get(':id')
  @Needs({ roles: ['auditor'], authority: 'path', logged: LoggedPage.rowsOf })
  async show(
    @Param('authority') authority: string,
    @Param('id') id: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    read.allowOnly(query, 'format');
    const audit = await this.auditOf(read.authorityIn({ authority }), id);
    const isCsv = query['format'] === 'csv';
    const differences = await this.differencesOf(audit, caller, isCsv ? ALL_DIFFERENCES : DIFFERENCES);
    if (isCsv) {
      const file = this.frame.csv(reply, `audit-${audit.id}-differences`, differencesTable({ audit, differences }));
      return LoggedPage.of(reply, file, differences.length);
    }
    const evidence = await this.audits.tables.evidence(audit.id);
    const isWaiting = isUnderWay(audit);
    const page = this.frame.page(reply, {
      title: `Audit of ${auditPeriod(audit)}`,
      authority: audit.authority,
      place: 'audits',
      crumbs: [{ words: 'Audits', href: pages.audits(audit.authority) }],
      caller,
      scripts: isWaiting ? [FOLLOW_SCRIPT_PATH] : [],
      refreshSeconds: isWaiting ? REFRESH_SECONDS : undefined,
      body: auditBody({ audit, differences, evidence, now: now(), seconds: REFRESH_SECONDS }),
    });
    return LoggedPage.of(reply, page, differences.length);
  }

  @Get(':id/evidence')
  @Needs({ roles: ['auditor'], authority: 'path' })
  @Header('content-type', 'application/zip')
  async evidence(
    @Param('authority') authority: string,
    @Param('id') id: string,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const audit = await this.auditOf(read.authorityIn({ authority }), id);
    const { zip, manifestSha256 } = await this.audits.evidence(audit, caller.name);
    void reply.header('manifest-sha256', manifestSha256);
    void reply.header('content-disposition', `attachment; filename="evidence-${audit.id}.zip"`);
    return new StreamableFile(zip, { type: 'application/zip' });
  }

  private async listPage(
    reply: FastifyReply,
    authority: string,
    caller: Caller,
    { sent, problem }: { sent?: Fields; problem?: Problem } = {},
  ): Promise<string> {
    const audits = await this.audits.tables.list(authority, LISTED);
    const state = { authority, audits, caller, today: this.frame.today(), now: now(), sent };
    return this.frame.page(
      reply,
      {
        title: 'Audits',
        authority,
        place: 'audits',
        caller,
        body: auditsBody({ ...state, problem: problem?.body.detail }),
      },
      problem?.body.status,
    );
  }

  /** The differences, each with whether the reader may not know the child. */
  private async differencesOf({ id, authority }: KeptAudit, caller: Caller, limit: number) {
    const differences = await this.audits.tables.differences(id, limit);
    const subjects = new Set(differences.flatMap(({ subject }) => (subject === null ? [] : [subject])));
    const names = [...subjects].map((subject) => ({ authority, subject }));
    const sealed = caller.has('sealed-records') ? NOBODY_SEALED : await this.seals.among(names);
    return differences.map((one) => ({ ...one, isSealed: sealed.has(`${authority}:${one.subject}`) }));
  }

  /** The end of a day, or the log's present. @throws Problem 400 */
  private async knownAtOf(day: string | undefined): Promise<Instant> {
    if (day === undefined) return (await this.ends.fresh()).at;
    try {
      return knownAtIn(day);
    } catch {
      throw read.wrong('knownAt', 'must be a day, such as 2021-01-15');
    }
  }

  /** The audit; one of another authority is not under this one's address. @throws Problem 404 */
  private async auditOf(authority: string, id: string): Promise<KeptAudit> {
    const audit = UUID.test(id) ? await this.audits.tables.find(id) : undefined;
    if (audit?.authority === authority) return audit;
    throw new Problem({
      status: 404,
      title: 'There is no such audit',
      detail: 'No audit of this authority has that id.',
      field: 'id',
      rule: 'must be the id of an audit',
    });
  }
}

const now = (): Instant => Date.now() * MICROSECONDS_A_MILLISECOND;
