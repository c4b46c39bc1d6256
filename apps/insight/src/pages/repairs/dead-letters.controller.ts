import { AskedBy, Caller, Needs, READERS } from '@careledger/access';
import { DeadLetters, mustBeForAll, mustNotBeSealed, stateIn } from '@careledger/repairs';
import { Body, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as read from '../../query';
import { formFields, Frame, LoggedPage, mustBeOwnForm, pages, Pages, seeOther } from '../frame';
import { DeadLetterPages, RECORDS_TITLE } from './dead-letter-pages';
import { DeadLetterReader, type OpenedRecord } from './dead-letter-reader';
import { deadLettersBody, deadLettersTable, nameOf } from './dead-letters-view';
import { problemOf, reasonAndWho, type Fields } from './decision-forms';
import { eventTyped } from './event-text';
import { now } from './now';

const PAGE = 50;

/** What was done just now, by the word in the address that it leads to. */
const DONE: Readonly<Record<string, string>> = {
  resubmitted: 'It is sent again: an event of the log from now on, and in the figures within seconds.',
  discarded: 'It is put aside for good.',
};

/**
 * Records of the topic that are no event: what they hold, and what is decided about them. The same acts as by
 * `/v1/dead-letters`, for the same readers: those whose token is for all authorities.
 */
@Pages('authorities/:authority/data-quality/dead-letters')
export class DeadLetterPagesController {
  constructor(
    private readonly frame: Frame,
    private readonly reader: DeadLetterReader,
    private readonly shown: DeadLetterPages,
    private readonly letters: DeadLetters,
  ) {}

  @Get()
  @Needs({ roles: READERS, authority: 'path', logged: LoggedPage.rowsOf })
  async list(
    @Param('authority') authority: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    mustBeForAll(caller);
    read.allowOnly(query, 'status', 'after', 'format');
    const code = read.authorityIn({ authority });
    const status = stateIn(query);
    if (query['format'] === 'csv') {
      const letters = await this.reader.all(code, status);
      const page = { letters, ofOthers: new Map<string, number>(), next: undefined };
      const table = deadLettersTable({ authority: code, status, page, now: now() });
      return LoggedPage.of(reply, this.frame.csv(reply, `dead-letters-${code}`, table), letters.length);
    }
    const [partition, offset] = read.placeIn(query, 2) ?? [];
    const after = partition === undefined || offset === undefined ? undefined : { partition, offset };
    const page = await this.reader.list(code, status, PAGE, after);
    const body = deadLettersBody({
      authority: code,
      status,
      page,
      now: now(),
      first: after && pages.deadLetters(code, { status }),
      next: page.next && pages.deadLetters(code, { status, after: `${page.next.partition}.${page.next.offset}` }),
    });
    return LoggedPage.of(reply, this.shown.framed(reply, code, RECORDS_TITLE, caller, body), page.letters.length);
  }

  @Get(':letter')
  @Needs({ roles: READERS, authority: 'path', logged: LoggedPage.rowsOf })
  async show(
    @Param('authority') authority: string,
    @Param('letter') letter: string,
    @Query() query: read.Query,
    @AskedBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    mustBeForAll(caller);
    read.allowOnly(query, 'done');
    const code = read.authorityIn({ authority });
    const opened = await this.reader.opened(code, letter, caller);
    return this.shown.record(reply, code, opened, caller, { done: DONE[read.textIn(query, 'done') ?? ''] });
  }

  @Post(':letter/resubmit')
  @HttpCode(200)
  @Needs({ roles: ['operations'], authority: 'path', logged: LoggedPage.rowsOf })
  async resubmit(
    @Param('authority') authority: string,
    @Param('letter') letter: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    const sent = formFields(body);
    const form = sent['edited'] === 'yes' ? 'correct' : 'resubmit';
    return this.decide({ form, authority, letter, sent, caller, request, reply }, async (code, opened) => {
      const event = form === 'correct' ? eventTyped(sent['event']) : undefined;
      const { reason, by } = reasonAndWho(sent, caller);
      if (event !== undefined && sent['confirmed'] !== 'yes') {
        await this.letters.checkResubmission(opened.letter, event);
        return this.shown.confirmSending(reply, code, opened, caller, { sent, reason, by, event });
      }
      await this.letters.resubmit(opened.letter, event, reason, by);
      return 'resubmitted';
    });
  }

  @Post(':letter/discard')
  @HttpCode(200)
  @Needs({ roles: ['operations'], authority: 'path', logged: LoggedPage.rowsOf })
  async discard(
    @Param('authority') authority: string,
    @Param('letter') letter: string,
    @Body() body: unknown,
    @AskedBy() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoggedPage> {
    const sent = formFields(body);
    const form = 'discard';
    return this.decide({ form, authority, letter, sent, caller, request, reply }, async (code, opened) => {
      const { reason, by } = reasonAndWho(sent, caller);
      if (opened.letter.status === 'open' && sent['confirmed'] !== 'yes') {
        return this.shown.confirmDiscard(reply, code, opened, caller, { sent, reason, by });
      }
      await this.letters.discard(opened.letter, reason, by);
      return 'discarded';
    });
  }

  /** Carries out what a form asks, leads to what was done, or shows the page again with what was wrong. */
  private async decide(
    {
      form,
      authority,
      letter,
      sent,
      caller,
      request,
      reply,
    }: {
      readonly form: string;
      readonly authority: string;
      readonly letter: string;
      readonly sent: Fields;
      readonly caller: Caller;
      readonly request: FastifyRequest;
      readonly reply: FastifyReply;
    },
    act: (code: string, opened: OpenedRecord) => Promise<'resubmitted' | 'discarded' | LoggedPage>,
  ): Promise<LoggedPage> {
    mustBeForAll(caller);
    mustBeOwnForm(request);
    const code = read.authorityIn({ authority });
    const opened = await this.reader.opened(code, letter, caller);
    mustNotBeSealed(opened.isSealed);
    if (sent['change'] === 'yes') return this.shown.record(reply, code, opened, caller, { sentForm: { form, sent } });
    try {
      const done = await act(code, opened);
      if (done instanceof LoggedPage) return done;
      return LoggedPage.of(reply, seeOther(reply, pages.deadLetter(code, nameOf(opened.letter), { done })), 0);
    } catch (error) {
      const problem = problemOf(error);
      const asItIs = await this.reader.opened(code, letter, caller);
      return this.shown.record(reply, code, asItIs, caller, { sentForm: { form, sent, problem } });
    }
  }
}
