import type { FastifyReply } from 'fastify';

/**
 * An answer with children's data in it, and in how many lines: the access log counts them before it is sent as its text.
 *
 * @example
 * @Needs({ roles: READERS, authority: 'path', logged: LoggedPage.rowsOf })
 * list(…): LoggedPage { return LoggedPage.of(reply, this.frame.page(reply, …), entries.length); }
 */
export class LoggedPage {
  private constructor(
    readonly text: string,
    readonly rows: number,
  ) {}

  /** @param text the page, or a CSV file */
  static of(reply: FastifyReply, text: string, rows: number): LoggedPage {
    reply.serializer((page: LoggedPage | string) => (page instanceof LoggedPage ? page.text : page));
    return new LoggedPage(text, rows);
  }

  /** For `@Needs({ logged })`. */
  static rowsOf(this: void, { rows }: { readonly rows: number }): number {
    return rows;
  }
}
