import { LogUnavailable, meansUnavailable } from '@careledger/event-log';
import { Problem } from '@careledger/http-problems';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { catchError, type Observable } from 'rxjs';

const RETRY_AFTER_SECONDS = '5';

/** Answers 503 where the database or the log is away. Sending the same again does no harm: a decision counts once. */
@Injectable()
export class Unavailability implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!(error instanceof LogUnavailable) && !meansUnavailable(error)) throw error;
        const detail =
          'The database or the event log is not there. Send the same again in a few seconds: it counts once.';
        throw new Problem(
          { status: 503, title: 'The event log is not there', detail },
          { 'retry-after': RETRY_AFTER_SECONDS },
        );
      }),
    );
  }
}
