import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ALL_ROLES, type Role } from './roles';

/** What a token says of whom it was made for. */
export interface Claims {
  /** The token's subject, as it goes into the access log. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** The authorities that it is for: three digits each, or `*` for all. */
  readonly authorities: readonly string[];
  /** The sources whose events an emitter may send; `*` for any. */
  readonly sources: readonly string[];
  /** Milliseconds since 1970; undefined where it never ends. */
  readonly expiresAt: number | undefined;
}

/** Who asks, and what they may. */
export class Caller {
  constructor(private readonly claims: Claims) {}

  /** Everybody on this machine, where nobody has to show who they are (AUTH=none). */
  static readonly ANYBODY = new Caller({
    name: 'anybody on this machine (AUTH=none)',
    roles: ALL_ROLES,
    authorities: ['*'],
    sources: ['*'],
    expiresAt: undefined,
  });

  get name(): string {
    return this.claims.name;
  }

  get expiresAt(): number | undefined {
    return this.claims.expiresAt;
  }

  has(role: Role): boolean {
    return this.claims.roles.includes(role);
  }

  /** Which of these roles it has. */
  rolesAmong(roles: readonly Role[]): readonly Role[] {
    return roles.filter((role) => this.has(role));
  }

  /** Whether the token is for this authority; whatever is none (undefined, several, a slip) is so for those of all alone. */
  isFor(authority: unknown): boolean {
    return this.isForAll || (typeof authority === 'string' && this.claims.authorities.includes(authority));
  }

  get isForAll(): boolean {
    return this.claims.authorities.includes('*');
  }

  /** The authority of a token that is for one alone. */
  get onlyAuthority(): string | undefined {
    return this.isForAll || this.claims.authorities.length !== 1 ? undefined : this.claims.authorities[0];
  }

  /** What it is for, as people read it. */
  get authorityWords(): string {
    return this.isForAll ? 'any' : this.claims.authorities.join(', ') || 'none';
  }

  get sources(): readonly string[] {
    return this.claims.sources;
  }

  /** Whether an emitter's token is for events of this source. */
  sendsFor(source: string): boolean {
    return this.claims.sources.includes('*') || this.claims.sources.includes(source);
  }
}

const callers = new WeakMap<IncomingMessage, Caller>();

/** Notes who asks. For the guard alone. */
export function noteCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request.raw, caller);
}

/** Who asks. @throws Error where no guard has let the request in: then nothing may be answered */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request.raw);
  if (caller === undefined)
    throw new Error('No guard has let this request in: the application lacks the AccessModule.');
  return caller;
}

/** Gives a handler who asks: `list(@AskedBy() caller: Caller)`. */
export const AskedBy = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
