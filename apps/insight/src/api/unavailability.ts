import { meansUnavailable, LogUnavailable } from '@careledger/event-log';
import { Problem } from '@careledger/http-problems';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { catchError, type Observable } from 'rxjs';

const RETRY_AFTER_SECONDS = '5';

/** Answers 503 where the database or the log is away: the question was good, and can be asked again. */
@Injectable()
export class Unavailability implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!(error instanceof LogUnavailable) && !meansUnavailable(error)) throw error;
        throw new Problem(
          {
            status: 503,
            title: 'The figures cannot be read at the moment',
            detail: 'The database or the event log is not there. Nothing is lost: ask again in a few seconds.',
          },
          { 'retry-after': RETRY_AFTER_SECONDS },
        );
      }),
    );
  }
}
