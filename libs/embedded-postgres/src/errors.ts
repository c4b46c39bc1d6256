/** Why the embedded PostgreSQL cannot serve; the message is for the person who started the program. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

/** Another running instance owns the data folder. `holder` is its process id where it is known. */
export class DataFolderInUse extends EmbeddedPostgresError {
  override name = 'DataFolderInUse';
  constructor(
    readonly dataDir: string,
    readonly holder: number | null,
    since: Date | null,
  ) {
    const who = holder === null ? 'another CareLedger' : `another CareLedger (process ${holder})`;
    super(
      `The data folder ${dataDir} is in use by ${who}${since ? `, since ${since.toISOString()}` : ''}. ` +
        'Stop that one first, or give this one a folder of its own (DATA_DIR).',
    );
  }
}

/** The `code` of a system or PostgreSQL error, '' where it has none. */
export function codeOf(error: unknown): string {
  return textOf(error, 'code') ?? '';
}

export function messageOf(error: unknown): string {
  return textOf(error, 'message') ?? String(error);
}

/** Not by `instanceof`: Node's own errors come from another realm where code runs in one of its own, as under Jest. */
function textOf(error: unknown, property: 'code' | 'message'): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, property) : undefined;
  return typeof value === 'string' ? value : undefined;
}
