import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { Acts, type Decision } from '@careledger/repairs';
import { Body, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as read from '../../query';
import { formFields, Frame, LoggedPage, mustBeOwnForm, pages, Pages, seeOther } from '../frame';
import { problemOf, reasonAndWho, type Fields } from './decision-forms';
import { eventTyped } from './event-text';
import { now } from './now';
import { actsTable, waitingTable } from './parked-child-view';
import { ParkedPages } from './parked-pages';
import { ParkedReader } from './parked-reader';
import { parkedBody, parkedTable } from './parked-view';

const PAGE = 100;

type What = Decision['what'];

/** What was done just now, by the word in the address that it leads to. */
const DONE: Readonly<Record<string, string>> = {
  released: 'The decision is on the log: the events are tried again.',
  corrected:
    'The decision is on the log: the event that you sent stands in the place of the other, and all are tried again.',
  discarded: 'The decision is on the log: the event is left out, and the others are tried again.',
};
const DONE_BY: Readonly<Record<What, string>> = { release: 'released', correct: 'corrected', discard: 'discarded' };

/** Children whose events wait: why, and what is decided about them. The same acts as by `/v1/parked`. */
@Pages('authorities/:authority/data-quality/parked')
export class ParkedPagesController {
  constructor(
    private readonly frame: Frame,
    private readonly parked: ParkedReader,
    private readonly shown: ParkedPages,
    private readonly acts: Acts,
  ) {}

  @Get()
  @Needs({ roles: READERS, authority: 'path', logged: LoggedPage.rowsOf })
  async list(
    @Param('authority') authority: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    read.allowOnly(query, 'after', 'format');
    const code = read.authorityIn({ authority });
    if (query['format'] === 'csv') {
      const parked = await this.parked.all(caller, code);
      const table = parkedTable({ authority: code, parked, now: now() });
      return LoggedPage.of(reply, this.frame.csv(reply, `parked-${code}`, table), parked.length);
    }
    const [partition, since] = read.placeIn(query, 2) ?? [];
    const after = partition === undefined || since === undefined ? undefined : { partition, since };
    const { parked, next } = await this.parked.list(caller, code, PAGE, after);
    const body = parkedBody({
      authority: code,
      parked,
      now: now(),
      first: after && pages.parked(code),
      next: next && pages.parked(code, { after: `${next.partition}.${next.since}` }),
    });
    const title = 'Children whose events wait';
    return LoggedPage.of(reply, this.shown.framed(reply, { authority: code, title, caller, body }), parked.length);
  }

  @Get(':child')
  @Needs({ roles: READERS, authority: 'path', logged: LoggedPage.rowsOf })
  async show(
    @Param('authority') authority: string,
    @Param('child') subject: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    read.allowOnly(query, 'event', 'after', 'done', 'table', 'format');
    const file = await this.parked.fileOf(caller, authority, subject);
    if (query['format'] === 'csv') {
      const isActs = query['table'] === 'acts';
      const state = { file, shown: file.waiting, now: now() };
      const name = `parked-${file.child.subject}${isActs ? '-decisions' : ''}`;
      const text = this.frame.csv(reply, name, isActs ? actsTable(state) : waitingTable(state));
      return LoggedPage.of(reply, text, isActs ? file.acts.length : file.waiting.length);
    }
    const done = DONE[read.textIn(query, 'done') ?? ''];
    return this.shown.file(reply, file, caller, {
      done,
      event: read.textIn(query, 'event'),
      after: read.placeIn(query, 1)?.[0],
    });
  }

  @Post(':child/release')
  @HttpCode(200)
  @Needs({ roles: ['operations'], authority: 'path', logged: LoggedPage.rowsOf })
  release(
    @Param('authority') authority: string,
    @Param('child') subject: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    return this.decide('release', authority, subject, body, caller, request, reply);
  }

  @Post(':child/correct')
  @HttpCode(200)
  @Needs({ roles: ['operations'], authority: 'path', logged: LoggedPage.rowsOf })
  correct(
    @Param('authority') authority: string,
    @Param('child') subject: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    return this.decide('correct', authority, subject, body, caller, request, reply);
  }

  @Post(':child/discard')
  @HttpCode(200)
  @Needs({ roles: ['operations'], authority: 'path', logged: LoggedPage.rowsOf })
  discard(
    @Param('authority') authority: string,
    @Param('child') subject: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    return this.decide('discard', authority, subject, body, caller, request, reply);
  }

  private async decide(
    what: What,
    authority: string,
    subject: string,
    body: unknown,
    caller: Caller,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<LoggedPage> {
    mustBeOwnForm(request);
    const sent = formFields(body);
    const file = await this.parked.fileOf(caller, authority, subject);
    const chosen = { event: sent['offset'] };
    if (sent['change'] === 'yes')
      return this.shown.file(reply, file, caller, { ...chosen, sentForm: { form: what, sent } });
    try {
      const decision = decisionIn(what, sent, caller);
      if (decision.what !== 'release' && sent['confirmed'] !== 'yes') {
        await this.acts.check(file.child, decision);
        return this.shown.confirm(reply, file, caller, decision, sent);
      }
      await this.acts.decide(file.child, decision);
      const href = pages.parkedChild(file.child.authority, file.child.subject, { done: DONE_BY[what] });
      return LoggedPage.of(reply, seeOther(reply, href), 0);
    } catch (error) {
      const problem = problemOf(error);
      // What the page shows is what holds now: somebody may have decided meanwhile.
      const asItIs = await this.parked.fileOf(caller, authority, subject);
      return this.shown.file(reply, asItIs, caller, { ...chosen, sentForm: { form: what, sent, problem } });
    }
  }
}

/** @throws Problem 400, 422 where something that was typed will not do */
function decisionIn(what: What, sent: Fields, caller: Caller): Decision {
  if (what === 'release') return { what, ...reasonAndWho(sent, caller) };
  const offset = /^\d{1,15}$/.test(sent['offset'] ?? '') ? Number(sent['offset']) : -1;
  if (what === 'discard') return { what, offset, ...reasonAndWho(sent, caller) };
  return { what, offset, event: eventTyped(sent['event']), ...reasonAndWho(sent, caller) };
}
