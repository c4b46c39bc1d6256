import type { Caller } from '@careledger/access';
import { validateEvent } from '@careledger/contract';
import type { Decision, ParkedFile } from '@careledger/repairs';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { FOLLOW_SCRIPT_PATH, Frame, LoggedPage, pages, type Crumb, type Markup } from '../frame';
import { confirmDiscard, confirmSending } from './confirm-view';
import type { Fields, SentForm } from './decision-forms';
import { pretty } from './event-text';
import { now } from './now';
import { parkedChildBody, type ParkedChildState } from './parked-child-view';

const EVENTS = 50;
const REFRESH_SECONDS = 2;

/** What is shown of children whose events wait, in the frame. */
@Injectable()
export class ParkedPages {
  constructor(private readonly frame: Frame) {}

  /** Asks whether a decision is meant that cannot be taken back. */
  confirm(
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

  /** A child's events that wait, and what can be decided. */
  file(
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

  /** A page in the frame. */
  framed(
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
}

const listCrumb = (authority: string): Crumb => ({
  words: 'Children whose events wait',
  href: pages.parked(authority),
});
