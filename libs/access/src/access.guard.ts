import { discardRest, Problem } from '@careledger/http-problems';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccessLog } from './access-log';
import { noteCaller, type Caller } from './caller';
import { Doorkeeper } from './doorkeeper';
import { needOf, type Need } from './needs';
import { ROLES } from './roles';
import { writeDown } from './written-down';

/** Lets in who may, and nobody else. A route that does not say who may is closed to everybody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly doorkeeper: Doorkeeper,
    private readonly log: AccessLog,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true; // a batch of the log came by no door
    const need = needOf(context.getHandler());
    if (need === 'open') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    try {
      await this.letIn(request, need);
    } catch (error) {
      // What is still coming of a refused body is not waited for without end.
      discardRest(request.raw);
      throw error;
    }
    return true;
  }

  private async letIn(request: FastifyRequest, need: Need | undefined): Promise<void> {
    const caller = await this.doorkeeper.identify(request).catch((error: unknown) => {
      throw isPageVisit(request) && isNoEntry(error) ? TO_SIGN_IN : error;
    });
    if (need === undefined) {
      throw new Problem({
        status: 403,
        detail: 'This call does not say who may make it, so nobody may. Please tell whoever builds the program.',
      });
    }
    const refusal = refusalOf(caller, need, request);
    if (refusal === undefined) return noteCaller(request, caller);
    if (need.logged !== undefined) await writeDown(this.log, request, caller, need, { error: refusal });
    throw refusal;
  }
}

const TO_SIGN_IN = new Problem(
  { status: 303, title: 'Sign in', detail: 'Show who you are first: /sign-in.' },
  { location: '/sign-in' },
);

/** Whether somebody opens an address in a browser, who can do nothing with a problem document. */
function isPageVisit({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && headers.authorization === undefined && (headers.accept ?? '').includes('text/html');
}

const isNoEntry = (error: unknown): boolean => error instanceof Problem && error.body.status === 401;

/** Why a caller is not let in; undefined where it is. */
function refusalOf(caller: Caller, { roles, authority }: Need, request: FastifyRequest): Problem | undefined {
  if (caller.rolesAmong(roles).length === 0) {
    const wanted = roles.map((role) => `${role} (${ROLES[role]})`).join(', or ');
    return new Problem({ status: 403, detail: `The token has not the role for this. It takes ${wanted}.` });
  }
  if (authority === 'nowhere' || authority === 'handler') return undefined;
  const named = (authority === 'query' ? request.query : request.params) as Record<string, unknown>;
  if (caller.isFor(named['authority'])) return undefined;
  return new Problem({
    status: 403,
    detail: `The token is for the authority ${caller.authorityWords}, and the request must name ${caller.onlyAuthority === undefined ? 'one of those' : 'that'}.`,
    field: 'authority',
    rule: 'must be one that the token is for',
  });
}
