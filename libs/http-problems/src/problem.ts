import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';

export interface ProblemDetails {
  readonly status: number;
  /** The kind of problem in a few words; the name of the status where nothing is said. */
  readonly title?: string;
  /** What was wrong this time, where, and what to do. */
  readonly detail: string;
  /** The parameter or field that is at fault. */
  readonly field?: string;
  /** The rule that it breaks, as the end of a sentence that begins with the field. */
  readonly rule?: string;
}

/** The body of a problem as RFC 9457 has it. */
export type ProblemBody = Required<Pick<ProblemDetails, 'status' | 'title' | 'detail'>> &
  Pick<ProblemDetails, 'field' | 'rule'> & { readonly type: 'about:blank' };

/** Ends a request with a problem that the caller is told of. `ProblemFilter` writes it. */
export class Problem extends HttpException {
  readonly body: ProblemBody;

  /** @param headers to send along, such as `Retry-After`. */
  constructor(
    details: ProblemDetails,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    const body: ProblemBody = {
      type: 'about:blank',
      title: details.title ?? STATUS_CODES[details.status] ?? 'Problem',
      status: details.status,
      detail: details.detail,
      ...(details.field !== undefined && { field: details.field }),
      ...(details.rule !== undefined && { rule: details.rule }),
    };
    super(body, details.status);
    this.message = details.detail;
    this.body = body;
  }
}

/** The problem of a parameter: what is wrong with it is said as the end of a sentence that begins with its name. */
export function wrong(field: string, rule: string): Problem {
  return new Problem({ status: 400, detail: `The query parameter ${field} ${rule}.`, field, rule });
}
