import { callerOf, type Caller } from '@careledger/access';
import { Problem, ProblemFilter } from '@careledger/http-problems';
import { Catch, HttpException, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { heading, paragraph } from './components';
import { Frame } from './frame';
import { html } from './markup';

/** Says what was wrong on a page, to those who look at pages. */
@Injectable()
@Catch(HttpException)
export class PageProblems implements ExceptionFilter {
  constructor(private readonly frame: Frame) {}

  catch(error: HttpException, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const wantsPage = (request.headers.accept ?? '').includes('text/html');
    if (!wantsPage || !(error instanceof Problem)) return new ProblemFilter().catch(error, host);
    const { status, title, detail } = error.body;
    const caller = knownCaller(request);
    // Nothing that was asked for stands in the page but the authority's code, and that only where the caller may name it.
    const named = (request.params as { authority?: string }).authority;
    const authority = /^\d{3}$/.test(named ?? '') && caller?.isFor(named) === true ? named : undefined;
    const body = html`${heading(1, title)} ${paragraph(detail)}`;
    const page = this.frame.page(reply, { title, authority, body, ...(caller && { caller }) }, status);
    void reply.headers(error.headers).send(page);
  }
}

/** Who asks; undefined where the guard did not let the request in. */
function knownCaller(request: FastifyRequest): Caller | undefined {
  try {
    return callerOf(request);
  } catch {
    return undefined;
  }
}
