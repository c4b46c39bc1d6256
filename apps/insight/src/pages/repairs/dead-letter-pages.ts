import type { Caller } from '@careledger/access';
import { validateEvent } from '@careledger/contract';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Frame, LoggedPage, pages, type Crumb, type Markup } from '../frame';
import { confirmDiscard, confirmSending } from './confirm-view';
import type { OpenedRecord } from './dead-letter-reader';
import { deadLetterBody } from './dead-letter-view';
import { nameOf } from './dead-letters-view';
import type { Fields, SentForm } from './decision-forms';
import { wrongInWords } from './event-text';
import { now } from './now';

export const RECORDS_TITLE = 'Records that are no event';

/** A decision that is about to be taken. */
interface Asked {
  readonly sent: Fields;
  readonly reason: string;
  readonly by: string;
}

/** What is shown of records that are no event, in the frame. */
@Injectable()
export class DeadLetterPages {
  constructor(private readonly frame: Frame) {}

  /** Asks whether this is the event that should have been sent. */
  confirmSending(
    reply: FastifyReply,
    authority: string,
    opened: OpenedRecord,
    caller: Caller,
    asked: Asked & { readonly event: unknown },
  ): LoggedPage {
    const title = 'Is this what should have been sent?';
    const before = jsonIn(opened.text);
    const confirm = { ...this.about(authority, opened, 'resubmit'), ...asked, title, before, words: 'Send it' };
    return this.confirm(reply, authority, opened, caller, title, confirmSending(confirm));
  }

  /** Asks whether a record is to be put aside for good. */
  confirmDiscard(
    reply: FastifyReply,
    authority: string,
    opened: OpenedRecord,
    caller: Caller,
    asked: Asked,
  ): LoggedPage {
    const title = 'Put this record aside?';
    const confirm = { ...this.about(authority, opened, 'discard'), ...asked, title, text: opened.text };
    return this.confirm(reply, authority, opened, caller, title, confirmDiscard(confirm));
  }

  /** A record, and what can be decided about it. */
  record(
    reply: FastifyReply,
    authority: string,
    opened: OpenedRecord,
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

  /** A page in the frame. */
  framed(
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

  private confirm(
    reply: FastifyReply,
    authority: string,
    { letter }: OpenedRecord,
    caller: Caller,
    title: string,
    body: Markup,
  ): LoggedPage {
    const name = nameOf(letter);
    const crumbs = [listCrumb(authority), { words: `Record ${name}`, href: pages.deadLetter(authority, name) }];
    return LoggedPage.of(reply, this.framed(reply, authority, title, caller, body, crumbs), 1);
  }

  private about(authority: string, { letter }: OpenedRecord, act: 'resubmit' | 'discard') {
    const path = pages.deadLetter(authority, nameOf(letter));
    return {
      action: `${path}/${act}`,
      back: path,
      about: `Record ${nameOf(letter)}: ${wrongInWords(letter, 'the record')}`,
    };
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

const listCrumb = (authority: string): Crumb => ({ words: RECORDS_TITLE, href: pages.deadLetters(authority) });
