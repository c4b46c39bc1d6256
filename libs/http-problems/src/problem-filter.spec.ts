import { type ArgumentsHost, ForbiddenException, Logger } from '@nestjs/common';
import { Problem } from './problem';
import { ProblemFilter } from './problem-filter';

interface Written {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** What the filter writes for an error. */
function written(error: unknown): Written {
  const result: Written = { status: 0, headers: {}, body: null };
  const reply = {
    sent: false,
    code: (status: number) => ((result.status = status), reply),
    headers: (headers: Record<string, string>) => (Object.assign(result.headers, headers), reply),
    header: (name: string, value: string) => ((result.headers[name] = value), reply),
    send: (body: string) => ((result.body = JSON.parse(body)), reply),
  };
  const host = { switchToHttp: () => ({ getResponse: () => reply }) } as unknown as ArgumentsHost;
  new ProblemFilter().catch(error, host);
  return result;
}

describe('errors as problem details', () => {
  it('say what was wrong, in which field, by which rule, and carry headers', () => {
    const problem = new Problem(
      { status: 400, detail: 'The parameter grain is unknown.', field: 'grain', rule: 'must be month or year' },
      { 'retry-after': '5' },
    );
    expect(written(problem)).toEqual({
      status: 400,
      headers: { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '5' },
      body: {
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        detail: 'The parameter grain is unknown.',
        field: 'grain',
        rule: 'must be month or year',
      },
    });
    expect(problem.message).toBe('The parameter grain is unknown.');
  });

  it('are made of what the framework throws', () => {
    expect(written(new ForbiddenException('Not for you'))).toMatchObject({
      status: 403,
      body: { status: 403, title: 'Forbidden', detail: 'Not for you' },
    });
    expect(written(Object.assign(new Error('Too much'), { statusCode: 413 }))).toMatchObject({
      status: 413,
      body: { title: 'Payload Too Large', detail: 'Too much' },
    });
  });

  it('tell nothing of the inside, which goes to the log', () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { status, body } = written(new TypeError('secret is undefined'));
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(logged).toHaveBeenCalledWith(expect.objectContaining({ message: 'secret is undefined' }));
    logged.mockRestore();
  });
});
