import { Caller, isFromOwnPage } from '@careledger/access';
import { Problem } from '@careledger/http-problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { textField } from './components';
import { NOTHING, type Markup } from './markup';

const SEE_OTHER = 303;

/**
 * A form changes something only where a page of ours sent it. A token in the header is proof enough: no foreign page can send
 * one along.
 * @throws Problem 403
 */
export function mustBeOwnForm({ headers }: Pick<FastifyRequest, 'headers'>): void {
  if (headers.authorization !== undefined || isFromOwnPage(headers)) return;
  throw new Problem({
    status: 403,
    detail: 'The form did not come from a page of this program. Open the page here, and send it again.',
  });
}

/** The fields of a form that was sent; one that was left empty is not there, and none is there twice. */
export function formFields(body: unknown): Readonly<Record<string, string>> {
  const fields = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(
    fields.filter((field): field is [string, string] => typeof field[1] === 'string' && field[1] !== ''),
  );
}

/** Leads to another page after a form was sent, so that sending it is not repeated. What is returned is for the handler to return. */
export function seeOther(reply: FastifyReply, href: string): string {
  reply.code(SEE_OTHER).header('location', href);
  return '';
}

/**
 * Asks for a name where nobody signs in (AUTH=none); else the token says who it is.
 * @param form tells the field from that of another form of the page
 */
export function whoField(caller: Caller, form?: string): Markup {
  if (caller !== Caller.ANYBODY) return NOTHING;
  return textField('by', 'Your name', { hint: 'Nobody signs in here, so say who you are.', form });
}
