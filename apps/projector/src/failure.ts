import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * Lets a failed batch fail as it did. Nest's own filter would print the raw error, in which PostgreSQL names the row, and
 * so a child; and it would hand on something that says nothing.
 */
@Catch()
export class FailAsIs implements RpcExceptionFilter<unknown> {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
/** What is kept of a fault of fold and measures: they name no content of an event. */
export function faultOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown fault';
}
