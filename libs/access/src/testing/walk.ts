import type { Claims } from '../caller';
import { ALL_ROLES, type Role } from '../roles';
import type { MadeTokens } from './made-tokens';
import type { Route } from './route-table';

/** What a door said. */
export interface Knock {
  readonly route: string;
  readonly status: number;
  readonly type: string;
}

/** An authority that no token of a walk is for but one. */
export const OTHER_AUTHORITY = '100';

/** Goes from door to door of a running application. */
export class Walk {
  constructor(
    private readonly address: string,
    private readonly tokens: MadeTokens,
  ) {}

  /** Knocks without a token. */
  withNothing(route: Route): Promise<Knock> {
    return this.knock(route, {});
  }

  /** Knocks with a token of these claims. */
  async as(route: Route, claims: Partial<Claims>): Promise<Knock> {
    return this.knock(route, await this.tokens.bearer(claims));
  }

  /** Knocks with the token in the cookie of the sign-in page alone. */
  async withCookie(route: Route, claims: Partial<Claims>): Promise<Knock> {
    return this.knock(route, { cookie: `careledger-token=${await this.tokens.token(claims)}` });
  }

  /** The roles that are let in, each alone and, where nothing else is said, for the authority of the request. */
  async rolesLetIn(route: Route, claims: Partial<Claims> = {}): Promise<Role[]> {
    const letIn: Role[] = [];
    for (const role of ALL_ROLES) {
      const { status } = await this.as(route, { ...claims, roles: [role], sources: ['*'] });
      if (status !== 403 && status !== 401) letIn.push(role);
    }
    return letIn;
  }

  private async knock({ method, url }: Route, headers: Record<string, string>): Promise<Knock> {
    const path = url.replace(':authority', '841').replace(/:\w+/g, 'unknown-00').replace(/\*$/, '');
    const stop = new AbortController();
    const response = await fetch(`${this.address}${path}${path.includes('?') ? '&' : '?'}authority=841`, {
      method,
      headers,
      redirect: 'manual',
      signal: stop.signal,
    });
    const knock = {
      route: `${method} ${url}`,
      status: response.status,
      type: response.headers.get('content-type') ?? '',
    };
    stop.abort(); // a live stream does not end by itself
    return knock;
  }
}
