import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { HTTPMethods } from 'fastify';

/** A route as fastify has it. */
export interface Route {
  readonly method: HTTPMethods;
  /** The pattern of its path. */
  readonly url: string;
}

/** Notes every route that an application adds, from fastify's own table: a new one is in it by itself. */
export class RouteTable {
  readonly routes: Route[] = [];

  /** @param adapter that the application will be made with */
  constructor(adapter: FastifyAdapter) {
    adapter.getInstance().addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) this.routes.push({ method: each, url });
    });
  }

  /** `GET /v1/status` and so on, in the order of the alphabet. */
  get names(): string[] {
    return this.routes.map(({ method, url }) => `${method} ${url}`).sort();
  }
}
