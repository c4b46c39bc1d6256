import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { DatabaseError } from 'pg';
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

/**
 * What may stand in a log line of a failure: of the database's errors code, table and constraint alone, since their texts
 * quote values; of others the message, which is ours.
 */
export function failureText(error: unknown): string {
  const root = rootOf(error);
  if (root instanceof DatabaseError) {
    const where = [root.table, root.constraint].filter((name) => name !== undefined).join(', ');
    return `PostgreSQL refused it (code ${root.code ?? 'unknown'}${where === '' ? '' : `; ${where}`})`;
  }
  return error instanceof Error ? error.message : 'unknown fault';
}

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}
