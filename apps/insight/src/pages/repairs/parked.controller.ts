import { AskedBy, Caller, Needs, READERS, Seals, type ChildName } from '@careledger/access';
import type { Instant } from '@careledger/calendar';
import { validateEvent } from '@careledger/contract';
import { Problem } from '@careledger/http-problems';
import { Acts, ParkedFiles, type Decision, type ParkedFile } from '@careledger/repairs';
import { Body, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StatusReader, type ParkedChild, type ParkedPlace } from '../../operations/status-reader';
import * as read from '../../query';
import {
  FOLLOW_SCRIPT_PATH,
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
import { problemOf, reasonAndWho, type Fields, type SentForm } from './decision-forms';
import { eventTyped, pretty } from './event-text';
import { actsTable, parkedChildBody, waitingTable, type ParkedChildState } from './parked-child-view';
import { parkedBody, parkedTable } from './parked-view';
import { isAmong, sealedTo } from './sealing';

const PAGE = 100;
const EVENTS = 50;
const CSV_STEP = 1_000;
const MOST_CSV = 10_000;
const REFRESH_SECONDS = 2;
const MICROSECONDS_A_MILLISECOND = 1_000;

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
    private readonly statuses: StatusReader,
    private readonly files: ParkedFiles,
    private readonly acts: Acts,
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
    read.allowOnly(query, 'after', 'format');
    const code = read.authorityIn({ authority });
    if (query['format'] === 'csv') {
      const parked = await this.withSeals(caller, await this.allParked(code));
      const table = parkedTable({ authority: code, parked, now: now() });
      return LoggedPage.of(reply, this.frame.csv(reply, `parked-${code}`, table), parked.length);
    }
    const [partition, since] = read.placeIn(query, 2) ?? [];
    const after = partition === undefined || since === undefined ? undefined : { partition, since };
    const { parked, next } = await this.statuses.parked(PAGE, after, code);
    const body = parkedBody({
      authority: code,
      parked: await this.withSeals(caller, parked),
      now: now(),
      first: after && pages.parked(code),
      next: next && pages.parked(code, { after: `${next.partition}.${next.since}` }),
    });
    const title = 'Children whose events wait';
    return LoggedPage.of(reply, this.framed(reply, { authority: code, title, caller, body }), parked.length);
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
    const file = await this.fileOf(caller, authority, subject);
    if (query['format'] === 'csv') {
      const isActs = query['table'] === 'acts';
      const state = { file, shown: file.waiting, now: now() };
      const name = `parked-${file.child.subject}${isActs ? '-decisions' : ''}`;
      const text = this.frame.csv(reply, name, isActs ? actsTable(state) : waitingTable(state));
      return LoggedPage.of(reply, text, isActs ? file.acts.length : file.waiting.length);
    }
    const done = DONE[read.textIn(query, 'done') ?? ''];
    return this.page(reply, file, caller, {
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
    const file = await this.fileOf(caller, authority, subject);
    const shown = { event: sent['offset'] };
    if (sent['change'] === 'yes') return this.page(reply, file, caller, { ...shown, sentForm: { form: what, sent } });
    try {
      const decision = decisionIn(what, sent, caller);
      if (decision.what !== 'release' && sent['confirmed'] !== 'yes') {
        await this.acts.check(file.child, decision);
        return this.confirmPage(reply, file, caller, decision, sent);
      }
      await this.acts.decide(file.child, decision);
      const href = pages.parkedChild(file.child.authority, file.child.subject, { done: DONE_BY[what] });
      return LoggedPage.of(reply, seeOther(reply, href), 0);
    } catch (error) {
      const problem = problemOf(error);
      // What the page shows is what holds now: somebody may have decided meanwhile.
      const now = await this.fileOf(caller, authority, subject);
      return this.page(reply, now, caller, { ...shown, sentForm: { form: what, sent, problem } });
    }
  }

  private confirmPage(
    reply: FastifyReply,
    file: ParkedFile,
    caller: Caller,
    decision: Exclude<Decision, { what: 'release' }>,
    sent: Fields,
  ): LoggedPage {
    const { authority, subject } = file.child;
    const path = pages.parkedChild(authority, subject);
    const { what, offset, reason, by } = decision;
    const faulty = file.waiting.find((one) => one.offset === offset)?.event;
    const common = {
      action: `${path}/${what}`,
      back: pages.parkedChild(authority, subject, { event: offset }),
      sent,
      reason,
      by,
      about: `Event ${faulty?.id ?? ''} of ${subject}, at offset ${offset}`,
    };
    const title = what === 'correct' ? 'Is this what should have been sent?' : 'Leave this event out?';
    const body =
      decision.what === 'correct'
        ? confirmSending({ ...common, title, before: faulty, event: decision.event, words: 'Send it in its place' })
        : confirmDiscard({ ...common, title, text: faulty && pretty(faulty) });
    const crumbs = [listCrumb(authority), { words: subject, href: path }];
    return LoggedPage.of(reply, this.framed(reply, { authority, title, caller, body, crumbs }), 1);
  }

  private page(
    reply: FastifyReply,
    file: ParkedFile,
    caller: Caller,
    asked: {
      readonly event?: string | undefined;
      readonly after?: number | undefined;
      readonly done?: string | undefined;
      readonly sentForm?: SentForm | undefined;
    },
  ): LoggedPage {
    const { child, parking, waiting, isUnderWay } = file;
    const { authority, subject } = child;
    const from = asked.after === undefined ? 0 : waiting.findIndex(({ offset }) => offset > (asked.after as number));
    const shown = from < 0 ? [] : waiting.slice(from, from + EVENTS);
    const last = shown.at(-1)?.offset;
    const isMore = last !== undefined && last !== waiting.at(-1)?.offset;
    const chosen = waiting.find(({ offset }) => String(offset) === asked.event) ?? waiting[0];
    const verdict = chosen === undefined ? undefined : validateEvent(chosen.event, { now: now() });
    const state: ParkedChildState = {
      file,
      caller,
      now: now(),
      shown,
      first: from > 0 ? pages.parkedChild(authority, subject) : undefined,
      next: isMore ? pages.parkedChild(authority, subject, { after: last }) : undefined,
      chosen,
      refusal: verdict !== undefined && 'refusal' in verdict ? verdict.refusal : undefined,
      done: asked.done,
      sentForm: asked.sentForm,
      seconds: REFRESH_SECONDS,
    };
    const problem = asked.sentForm?.problem;
    const title = `${problem === undefined ? '' : 'Error: '}${parking === undefined ? 'No event waits' : 'Events that wait'}: ${subject}`;
    const body = parkedChildBody(state);
    const status = problem?.body.status;
    const crumbs = [listCrumb(authority)];
    const framed = { authority, title, caller, body, crumbs, isUnderWay, status };
    return LoggedPage.of(reply, this.framed(reply, framed), shown.length);
  }

  private framed(
    reply: FastifyReply,
    {
      authority,
      title,
      caller,
      body,
      crumbs = [],
      isUnderWay = false,
      status,
    }: {
      readonly authority: string;
      readonly title: string;
      readonly caller: Caller;
      readonly body: Markup;
      readonly crumbs?: readonly Crumb[];
      readonly isUnderWay?: boolean;
      readonly status?: number | undefined;
    },
  ): string {
    const page = {
      title,
      authority,
      place: 'data-quality' as const,
      caller,
      crumbs: [{ words: 'Data quality', href: pages.dataQuality(authority) }, ...crumbs],
      scripts: isUnderWay ? [FOLLOW_SCRIPT_PATH] : [],
      refreshSeconds: isUnderWay ? REFRESH_SECONDS : undefined,
      body,
    };
    return this.frame.page(reply, page, status);
  }

  /** @throws Problem 404 where nothing of the child waits or was decided; a sealed child is to others as one that is not there */
  private async fileOf(caller: Caller, authority: string, subject: string): Promise<ParkedFile> {
    const child = { authority: read.authorityIn({ authority }), subject };
    if (!/^[A-Za-z0-9_-]{8,64}$/.test(subject)) throw nothingWaits();
    if (isAmong(await sealedTo(caller, this.seals, [child]), child)) throw nothingWaits();
    const file = await this.files.fileOf(child);
    if (file.parking === undefined && file.acts.length === 0) throw nothingWaits();
    return file;
  }

  private async withSeals(caller: Caller, parked: readonly ParkedChild[]) {
    const nameOf = ({ authority, child }: ParkedChild): ChildName => ({ authority, subject: child });
    const sealed = await sealedTo(caller, this.seals, parked.map(nameOf));
    return parked.map((one) => ({ ...one, isSealed: isAmong(sealed, nameOf(one)) }));
  }

  private async allParked(authority: string): Promise<ParkedChild[]> {
    const all: ParkedChild[] = [];
    let after: ParkedPlace | undefined;
    do {
      const { parked, next } = await this.statuses.parked(CSV_STEP, after, authority);
      all.push(...parked);
      after = next;
    } while (after !== undefined && all.length < MOST_CSV);
    return all;
  }
}

/** @throws Problem 400, 422 where something that was typed will not do */
function decisionIn(what: What, sent: Fields, caller: Caller): Decision {
  if (what === 'release') return { what, ...reasonAndWho(sent, caller) };
  const offset = /^\d{1,15}$/.test(sent['offset'] ?? '') ? Number(sent['offset']) : -1;
  if (what === 'discard') return { what, offset, ...reasonAndWho(sent, caller) };
  return { what, offset, event: eventTyped(sent['event']), ...reasonAndWho(sent, caller) };
}

const listCrumb = (authority: string): Crumb => ({
  words: 'Children whose events wait',
  href: pages.parked(authority),
});

function nothingWaits(): Problem {
  return new Problem({
    status: 404,
    title: 'The child is not parked',
    detail:
      'No event of a child of that pseudonym waits here, and none has waited. The list under Data quality has those that do.',
    field: 'child',
    rule: 'must be the pseudonym of a child whose events wait',
  });
}

const now = (): Instant => Date.now() * MICROSECONDS_A_MILLISECOND;
