import { AskedBy, Caller, Needs, READERS, Seals } from '@careledger/access';
import type { Instant } from '@careledger/calendar';
import { validateEvent } from '@careledger/contract';
import { Problem } from '@careledger/http-problems';
import {
  authorityNamedIn,
  childNamedIn,
  DeadLetters,
  LettersOfAuthority,
  mustBeForAll,
  mustNotBeSealed,
  placeIn,
  stateIn,
  type LetterPlace,
  type LetterState,
  type NamedLetter,
} from '@careledger/repairs';
import { Body, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as read from '../../query';
import {
  formFields,
  Frame,
  LoggedPage,
  mustBeOwnForm,
  pages,
  Pages,
  seeOther,
  type Crumb,
  type Markup,
} from '../frame';
import { confirmDiscard, confirmSending } from './confirm-view';
import { deadLetterBody } from './dead-letter-view';
import { deadLettersBody, deadLettersTable, nameOf } from './dead-letters-view';
import { problemOf, reasonAndWho, type Fields, type SentForm } from './decision-forms';
import { eventTyped, wrongInWords } from './event-text';
import { isAmong, sealedTo } from './sealing';

const PAGE = 50;
const CSV_STEP = 1_000;
const MOST_CSV = 10_000;
const MICROSECONDS_A_MILLISECOND = 1_000;
const TITLE = 'Records that are no event';

type Opened = Awaited<ReturnType<DeadLetters['open']>> & {
  readonly text: string | undefined;
  readonly isSealed: boolean;
};

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
    private readonly letters: DeadLetters,
    private readonly lists: LettersOfAuthority,
    private readonly seals: Seals,
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
      const letters = await this.allOf(code, status);
      const page = { letters, ofOthers: new Map<string, number>(), next: undefined };
      const table = deadLettersTable({ authority: code, status, page, now: now() });
      return LoggedPage.of(reply, this.frame.csv(reply, `dead-letters-${code}`, table), letters.length);
    }
    const [partition, offset] = read.placeIn(query, 2) ?? [];
    const after = partition === undefined || offset === undefined ? undefined : { partition, offset };
    const page = await this.lists.list(code, status, PAGE, after);
    const body = deadLettersBody({
      authority: code,
      status,
      page,
      now: now(),
      first: after && pages.deadLetters(code, { status }),
      next: page.next && pages.deadLetters(code, { status, after: `${page.next.partition}.${page.next.offset}` }),
    });
    return LoggedPage.of(reply, this.framed(reply, code, TITLE, caller, body), page.letters.length);
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
    const opened = await this.opened(code, letter, caller);
    return this.page(reply, code, opened, caller, { done: DONE[read.textIn(query, 'done') ?? ''] });
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
        return this.confirmSendingPage(reply, code, opened, caller, { sent, reason, by, event });
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
        const title = 'Put this record aside?';
        const confirm = { ...this.about(code, opened, 'discard'), title, sent, reason, by, text: opened.text };
        return this.confirmPage(reply, code, opened, caller, title, confirmDiscard(confirm));
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
    act: (code: string, opened: Opened) => Promise<'resubmitted' | 'discarded' | LoggedPage>,
  ): Promise<LoggedPage> {
    mustBeForAll(caller);
    mustBeOwnForm(request);
    const code = read.authorityIn({ authority });
    const opened = await this.opened(code, letter, caller);
    mustNotBeSealed(opened.isSealed);
    if (sent['change'] === 'yes') return this.page(reply, code, opened, caller, { sentForm: { form, sent } });
    try {
      const done = await act(code, opened);
      if (done instanceof LoggedPage) return done;
      return LoggedPage.of(reply, seeOther(reply, pages.deadLetter(code, nameOf(opened.letter), { done })), 0);
    } catch (error) {
      const problem = problemOf(error);
      const now = await this.opened(code, letter, caller);
      return this.page(reply, code, now, caller, { sentForm: { form, sent, problem } });
    }
  }

  private about(authority: string, { letter }: Opened, act: 'resubmit' | 'discard') {
    const path = pages.deadLetter(authority, nameOf(letter));
    return {
      action: `${path}/${act}`,
      back: path,
      about: `Record ${nameOf(letter)}: ${wrongInWords(letter, 'the record')}`,
    };
  }

  private confirmSendingPage(
    reply: FastifyReply,
    authority: string,
    opened: Opened,
    caller: Caller,
    asked: { readonly sent: Fields; readonly reason: string; readonly by: string; readonly event: unknown },
  ): LoggedPage {
    const title = 'Is this what should have been sent?';
    const before = jsonIn(opened.text);
    const confirm = { ...this.about(authority, opened, 'resubmit'), ...asked, title, before, words: 'Send it' };
    return this.confirmPage(reply, authority, opened, caller, title, confirmSending(confirm));
  }

  private confirmPage(
    reply: FastifyReply,
    authority: string,
    { letter }: Opened,
    caller: Caller,
    title: string,
    body: Markup,
  ): LoggedPage {
    const name = nameOf(letter);
    const crumbs = [listCrumb(authority), { words: `Record ${name}`, href: pages.deadLetter(authority, name) }];
    return LoggedPage.of(reply, this.framed(reply, authority, title, caller, body, crumbs), 1);
  }

  private page(
    reply: FastifyReply,
    authority: string,
    opened: Opened,
    caller: Caller,
    { done, sentForm }: { readonly done?: string | undefined; readonly sentForm?: SentForm | undefined },
  ): LoggedPage {
    const { letter, isSealed } = opened;
    const problem = sentForm?.problem;
    const body = deadLetterBody({
      ...opened,
      authority,
      // Of a sealed record nothing is said that its rule does not say already.
      against: isSealed ? undefined : saidAgainst(opened.text),
      caller,
      now: now(),
      done,
      sentForm,
    });
    const title = `${problem === undefined ? '' : 'Error: '}Record ${nameOf(letter)}`;
    const status = problem?.body.status;
    return LoggedPage.of(reply, this.framed(reply, authority, title, caller, body, [listCrumb(authority)], status), 1);
  }

  private framed(
    reply: FastifyReply,
    authority: string,
    title: string,
    caller: Caller,
    body: Markup,
    crumbs: readonly Crumb[] = [],
    status?: number,
  ): string {
    const quality = { words: 'Data quality', href: pages.dataQuality(authority) };
    const page = { title, authority, place: 'data-quality' as const, caller, crumbs: [quality, ...crumbs], body };
    return this.frame.page(reply, page, status);
  }

  /** @throws Problem 404 where there is none, or it names another authority: then its page is under that one's address */
  private async opened(authority: string, name: string, caller: Caller): Promise<Opened> {
    let found: Awaited<ReturnType<DeadLetters['open']>>;
    try {
      found = await this.letters.open(placeIn(name));
    } catch (error) {
      if (error instanceof Problem && error.body.status === 404) throw noSuchRecord();
      throw error;
    }
    const text = found.letter.payload?.toString('utf8');
    const named = authorityNamedIn(text ?? '');
    if (named !== undefined && named !== authority) throw noSuchRecord();
    const child = childNamedIn(text ?? '');
    const names = child === undefined ? [] : [child];
    const sealed = await sealedTo(caller, this.seals, names);
    const isSealed = names.some((one) => isAmong(sealed, one));
    return { ...found, isSealed, text: isSealed ? undefined : text };
  }

  private async allOf(authority: string, status: LetterState): Promise<NamedLetter[]> {
    const all: NamedLetter[] = [];
    let after: LetterPlace | undefined;
    do {
      const { letters, next } = await this.lists.list(authority, status, CSV_STEP, after);
      all.push(...letters);
      after = next;
    } while (after !== undefined && all.length < MOST_CSV);
    return all;
  }
}

/** What the contract of this program says against a record; undefined where nothing. */
function saidAgainst(text: string | undefined): string | undefined {
  const value = jsonIn(text);
  if (value === undefined) return 'The record cannot be read as JSON';
  const verdict = validateEvent(value, { now: now() });
  return 'refusal' in verdict ? wrongInWords(verdict.refusal) : undefined;
}

function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function noSuchRecord(): Problem {
  return new Problem({
    status: 404,
    title: 'There is no such record',
    detail:
      'No record of that partition and offset was refused that names this authority, or none. The list under Data quality has those that wait.',
    field: 'letter',
    rule: 'must be partition-offset of a dead letter, such as 0-9120',
  });
}

const listCrumb = (authority: string): Crumb => ({ words: TITLE, href: pages.deadLetters(authority) });

const now = (): Instant => Date.now() * MICROSECONDS_A_MILLISECOND;
