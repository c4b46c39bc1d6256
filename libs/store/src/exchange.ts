import type { ClientBase, Submittable } from 'pg';
import { columnTypes } from './column-types';

/** What can be sent as it is: text, or a buffer in PostgreSQL's binary form. */
export type Value = string | number | Buffer | null;

/** A statement that a connection prepares once. */
export interface Statement {
  /** The same name always has the same text. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly Value[];
  /** Whether the rows that it returns are wanted. */
  readonly asks?: true;
}

/** The rows that a statement returned; none where they were not wanted. */
export type Answer = readonly Readonly<Record<string, unknown>>[];

/**
 * Sends several statements at once and waits once for all their answers: to go to the database and back for each takes longer than most of
 * them do. The first that fails ends it, so that none behind it is executed.
 * @param answers to which they are added as they come in: after an error it has those of the statements before the one that failed
 * @returns the answers, one a statement
 * @throws the database's error
 */
export function exchange(
  client: ClientBase,
  statements: readonly Statement[],
  answers: Answer[] = [],
): Promise<readonly Answer[]> {
  if (statements.length === 0) return Promise.resolve(answers);
  return new Promise((resolve, reject) => {
    client.query(
      new Exchange(statements, answers, (error) => (error === undefined ? resolve(answers) : reject(error))),
    );
  });
}

/** What of node-postgres's connection such queries as this one use (pg-cursor and pg-copy-streams too). */
interface Connection {
  readonly stream: { cork(): void; uncork(): void };
  /** Texts of the statements that the connection has prepared, by their names. */
  readonly parsedStatements: Record<string, string>;
  parse(statement: { readonly name: string; readonly text: string }): void;
  bind(bound: { readonly statement: string; readonly values: readonly Value[]; valueMapper: typeof asSent }): void;
  describe(what: { readonly type: 'P'; readonly name: string }): void;
  execute(what: object): void;
  sync(): void;
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** The statements between two of the protocol's synchronisations: see "Pipelining" on PostgreSQL's page on its message flow. */
class Exchange implements Submittable {
  private fields: readonly Field[] = [];
  private rows: Record<string, unknown>[] = [];

  constructor(
    private readonly statements: readonly Statement[],
    private readonly answers: Answer[],
    private readonly done: (error?: Error) => void,
  ) {}

  /** Called by node-postgres when it is this query's turn. */
  submit(given: unknown): void {
    const connection = given as Connection;
    connection.stream.cork();
    try {
      const sent = new Set<string>();
      for (const { name, text, values, asks } of this.statements) {
        if (connection.parsedStatements[name] === undefined && !sent.has(name)) connection.parse({ name, text });
        sent.add(name);
        connection.bind({ statement: name, values, valueMapper: asSent });
        if (asks) connection.describe({ type: 'P', name: '' });
        connection.execute({});
      }
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.fields = fields;
  }

  handleDataRow({ fields: values }: { readonly fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    for (const [place, { name, dataTypeID }] of this.fields.entries()) {
      const value = values[place] ?? null;
      const parse = columnTypes.getTypeParser(dataTypeID, 'text') as (text: string) => unknown;
      row[name] = value === null ? null : parse(value);
    }
    // Rows that nobody has asked for come without their description.
    if (this.fields.length > 0) this.rows.push(row);
  }

  handleCommandComplete(): void {
    this.answers.push(this.rows);
    this.rows = [];
    this.fields = [];
  }

  handleReadyForQuery(connection: Connection): void {
    for (const { name, text } of this.statements) connection.parsedStatements[name] = text;
    this.done();
  }

  handleError(error: Error): void {
    this.done(error);
  }
}

const asSent = (value: Value): string | Buffer | null => (typeof value === 'number' ? String(value) : value);
