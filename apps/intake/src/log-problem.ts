import { LogUnavailable, meansUnavailable } from '@careledger/event-log';
import { Problem } from '@careledger/http-problems';

const RETRY_AFTER_SECONDS = '5';

/** What to tell the emitter of an error: that the log is away where it means that, else the error itself. */
export function logProblem(error: unknown): unknown {
  if (!(error instanceof LogUnavailable) && !meansUnavailable(error)) return error;
  return new Problem(
    {
      status: 503,
      title: 'The event log is not there',
      detail:
        'Nothing is lost: send the same again later. What was taken in already is known by its id and counts once.',
    },
    { 'retry-after': RETRY_AFTER_SECONDS },
  );
}
