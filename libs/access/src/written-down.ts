import { Problem } from '@careledger/http-problems';
import { HttpException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { AccessLog, Reading } from './access-log';
import type { Caller } from './caller';
import type { Need } from './needs';

const RETRY_AFTER_SECONDS = '5';

/** Writes down that somebody asked, and what came of it. @throws Problem 503 where that cannot be done: then nothing is given */
export async function writeDown(
  log: AccessLog,
  request: FastifyRequest,
  caller: Caller,
  need: Need,
  outcome: { readonly rows: number } | { readonly error: unknown },
): Promise<void> {
  const had = caller.rolesAmong(need.roles);
  try {
    await log.write({
      who: caller.name,
      role: (had.length > 0 ? had : need.roles.map((role) => `no ${role}`)).join(' '),
      route: `${request.method} ${request.routeOptions.url ?? ''}`,
      ...whatWasAsked(request),
      rows: 'rows' in outcome ? outcome.rows : null,
      result: 'rows' in outcome ? 'given' : wordsOf(outcome.error),
    });
  } catch {
    throw new Problem(
      {
        status: 503,
        title: 'Nothing is read out at the moment',
        detail: 'Who reads what is written down first, and that cannot be done now. Ask again in a few seconds.',
      },
      { 'retry-after': RETRY_AFTER_SECONDS },
    );
  }
}

/** What a request is about, as far as its path and query say; never what is in a body. */
function whatWasAsked(request: FastifyRequest): Pick<Reading, 'authority' | 'child' | 'measure' | 'period'> {
  const params = request.params as Record<string, unknown>;
  const query = request.query as Record<string, unknown>;
  const authority = textOf(params['authority'] ?? query['authority']);
  return {
    authority: authority !== null && /^\d{3}$/.test(authority) ? authority : null,
    child: textOf(params['child'] ?? query['child']),
    measure: textOf(params['id']),
    period: textOf(query['period']),
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function wordsOf(error: unknown): string {
  if (error instanceof Problem) return `${error.body.status} ${error.body.title}`;
  return error instanceof HttpException ? `${error.getStatus()} ${error.name}` : '500 failed';
}
