import { LogUnavailable } from './event-log';

/**
 * SQLSTATE classes that say the database cannot do it now, whatever was asked: connection, resources, an operator's
 * intervention, the system beneath it, a transaction rolled back for the sake of others.
 */
const PASSING_CLASSES = new Set(['08', '40', '53', '57', '58']);
const READ_ONLY = '25006'; // a standby, or a primary that has just become one

/** What node-postgres says without a code where its connection is gone or none is to be had. */
const CONNECTION_GONE =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed)|Cannot use a pool after calling end)/;

interface Described {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message?: unknown;
  /** Of an AggregateError: one for each address that was tried. */
  readonly errors?: unknown;
}

/** Whether an error from node-postgres means that the database is away, rather than that what was asked is wrong. */
export function meansUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, syscall, message, errors } = error as Described;
  if (syscall !== undefined) return true;
  if (Array.isArray(errors)) return errors.some(meansUnavailable);
  if (typeof code !== 'string') return typeof message === 'string' && CONNECTION_GONE.test(message);
  if (/^E(CONN|PIPE|TIMEDOUT|HOST|NET)/.test(code)) return true;
  return code === READ_ONLY || (code.length === 5 && PASSING_CLASSES.has(code.slice(0, 2)));
}

/** The error to raise for what went wrong in the database: `LogUnavailable` where that is what it means. */
export function asLogError(error: unknown): unknown {
  return meansUnavailable(error) ? new LogUnavailable(error) : error;
}
