import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { Role } from './roles';

/** The name of the way to show who one is, in the OpenAPI document. */
export const TOKEN_SCHEME = 'token';

/** What a route asks of whoever calls it. */
export interface Need {
  /** One of these roles is enough. */
  readonly roles: readonly Role[];
  /**
   * Where the request names the authority that the token must be for: the query parameter or the path parameter
   * `authority` (who leaves it out must have a token for all of them), nowhere because the route is about none, or in
   * what the handler reads, which then asks `caller.isFor` itself.
   */
  readonly authority: 'query' | 'path' | 'nowhere' | 'handler';
  /**
   * For a route that reads out children's data: how many rows an answer has. Each such reading is written to the access
   * log before it is answered, and refused where that cannot be done.
   */
  readonly logged?: (answer: never) => number;
}

const NEED = 'careledger:need';
const OPEN = 'careledger:open';

/**
 * Says who may call a route. A route that says neither this nor `Open` is closed to everybody, so that none is open by
 * mistake.
 *
 * @example @Needs({ roles: ['operations', 'auditor'], authority: 'query', logged: ({ entries }: Answer) => entries.length })
 */
export function Needs<A = never>(
  need: Omit<Need, 'logged'> & { readonly logged?: (answer: A) => number },
): MethodDecorator {
  const { roles, authority } = need;
  return applyDecorators(
    SetMetadata(NEED, need),
    ApiSecurity(TOKEN_SCHEME),
    ApiExtension('x-needs', { anyOf: roles, authority, logged: need.logged !== undefined }),
    ApiResponse({ status: 401, description: 'No token came along, or none that holds.' }),
    ApiResponse({ status: 403, description: 'The token lacks the role, or is not for that authority.' }),
  );
}

/** Opens a route to everybody. @param why it may be: because no case data are in it */
export function Open(why: string): MethodDecorator {
  return applyDecorators(SetMetadata(OPEN, why), ApiSecurity({}));
}

/** What a handler says of itself; undefined where it says nothing. */
export function needOf(handler: object): Need | 'open' | undefined {
  if (Reflect.hasMetadata(OPEN, handler)) return 'open';
  return Reflect.getMetadata(NEED, handler) as Need | undefined;
}
