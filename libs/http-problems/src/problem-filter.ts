import { failureText, whereItFailed } from '@careledger/logging';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from './problem';

const INTERNAL_ERROR = 500;

/**
 * Answers every error as RFC 9457 problem details (`application/problem+json`). What nobody foresaw becomes a 500 that
 * says nothing of the inside, which goes to the log.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.problemOf(error);
    if (reply.sent) return;
    void reply
      .code(problem.body.status)
      .headers(problem.headers)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem.body));
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof Problem) return error;
    if (error instanceof HttpException) return new Problem({ status: error.getStatus(), detail: error.message });
    const { statusCode, message } = error as { statusCode?: number; message?: string };
    // Fastify's own refusals, such as a media type that nobody reads.
    if (statusCode !== undefined && statusCode >= 400 && statusCode < INTERNAL_ERROR) {
      return new Problem({ status: statusCode, detail: message ?? '' });
    }
    // Not the error's own text, which can quote what was sent.
    this.logger.error({ message: failureText(error), at: whereItFailed(error) });
    return new Problem({
      status: INTERNAL_ERROR,
      detail: 'Something went wrong here that should not have. It is in the log of the server.',
    });
  }
}
