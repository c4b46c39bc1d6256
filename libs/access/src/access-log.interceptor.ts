import {
  HttpException,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, mergeMap, type Observable } from 'rxjs';
import { AccessLog } from './access-log';
import { callerOf } from './caller';
import { needOf } from './needs';
import { writeDown } from './written-down';

const FAILED = 500;

/** Writes down each reading of children's data before it is answered, and those that come to nothing too. */
@Injectable()
export class AccessLogInterceptor implements NestInterceptor {
  constructor(private readonly log: AccessLog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const need = needOf(context.getHandler());
    if (need === undefined || need === 'open' || need.logged === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = callerOf(request);
    const rowsOf = need.logged as (answer: unknown) => number;
    return next.handle().pipe(
      catchError(async (error: unknown) => {
        // What failed gave nothing; what was refused may have told something all the same.
        if (error instanceof HttpException && error.getStatus() < FAILED) {
          await writeDown(this.log, request, caller, need, { error });
        }
        throw error;
      }),
      mergeMap(async (answer: unknown) => {
        await writeDown(this.log, request, caller, need, { rows: rowsOf(answer) });
        return answer;
      }),
    );
  }
}
