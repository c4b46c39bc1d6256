import { DatabaseError } from 'pg';

/**
 * What may stand in a log line of a failure: of the database's errors code, table and constraint alone, since their texts
 * quote values; of a text that could not be parsed only that, since V8 quotes its beginning; of others the message, which
 * is ours.
 */
export function failureText(error: unknown): string {
  const root = rootOf(error);
  if (root instanceof DatabaseError) {
    const where = [root.table, root.constraint].filter((name) => name !== undefined).join(', ');
    return `PostgreSQL refused it (code ${root.code ?? 'unknown'}${where === '' ? '' : `; ${where}`})`;
  }
  if (root instanceof SyntaxError || root instanceof URIError) return `${root.name}: something cannot be parsed`;
  return error instanceof Error ? error.message : 'unknown fault';
}

/** Where in the program an error came up: its stack without the message. */
export function whereItFailed(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}
