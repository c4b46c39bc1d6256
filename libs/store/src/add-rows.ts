import type { BinaryCopy } from './copy-binary';
import type { Statement } from './exchange';

/** Numbers of PostgreSQL's types, under the names that SQL has for them. */
const TYPES = { bytea: 17, bigint: 20, smallint: 21, integer: 23, text: 25, date: 1082, timestamptz: 1184 } as const;

/** Columns of a table with their types, in the order in which rows are written. Names from the program, never from input. */
export interface RowTable {
  readonly table: string;
  readonly columns: Readonly<Record<string, keyof typeof TYPES>>;
}

/** Rows that were written in the form of a COPY. */
export interface RowsToAdd {
  readonly into: RowTable;
  /** Sent in their order. */
  readonly copies: readonly BinaryCopy[];
}

/** Table and columns, as COPY and INSERT have them. */
export function intoRows({ into: { table, columns } }: Pick<RowsToAdd, 'into'>): string {
  const names = Object.keys(columns).map((name) => `"${name}"`);
  return `${table} (${names.join(', ')})`;
}

/** The same rows as arrays that a statement adds: quicker where they are few, since a COPY is an exchange of its own with the database. */
export function arraysOf({ into, copies }: RowsToAdd): Statement {
  const types = Object.values(into.columns);
  const arrays = types.map((type, column) => `$${column + 1}::${type}[]`);
  return {
    name: `add-rows-${into.table}`,
    text: `INSERT INTO ${intoRows({ into })} SELECT * FROM unnest(${arrays.join(', ')})`,
    values: columnArrays(
      types.map((type) => TYPES[type]),
      copies,
    ),
  };
}

const ARRAY_HEADER_BYTES = 20;
/** To copy so few bytes by a call takes longer than to copy them one by one. */
const FEW_BYTES = 12;

/** The columns of rows, each as an array in PostgreSQL's binary form, in which an element looks as it does in a COPY. */
function columnArrays(types: readonly number[], copies: readonly BinaryCopy[]): Buffer[] {
  const count = copies.reduce((sum, { rows }) => sum + rows, 0);
  const sizes = new Array<number>(types.length).fill(ARRAY_HEADER_BYTES);
  for (const copy of copies) {
    eachValue(copy.body(), (column, _, length) => ((sizes[column] as number) += length));
  }
  const arrays = types.map((type, column) => {
    const array = Buffer.allocUnsafe(sizes[column] as number);
    const header = [1, 0, type, count, 1]; // dimensions, no nulls, type, elements, the first index
    header.forEach((word, place) => array.writeInt32BE(word, place * 4));
    return array;
  });
  const ends = new Array<number>(types.length).fill(ARRAY_HEADER_BYTES);
  for (const copy of copies) {
    const body = copy.body();
    eachValue(body, (column, at, length) => {
      const array = arrays[column] as Buffer;
      const end = ends[column] as number;
      if (length > FEW_BYTES) body.copy(array, end, at, at + length);
      else for (let byte = 0; byte < length; byte++) array[end + byte] = body[at + byte] as number;
      ends[column] = end + length;
    });
  }
  return arrays;
}

/** Visits the values of rows, each with its length before it. */
function eachValue(body: Buffer, visit: (column: number, at: number, length: number) => void): void {
  for (let at = 0; at < body.length;) {
    const columns = body.readInt16BE(at);
    at += 2;
    for (let column = 0; column < columns; column++) {
      const length = 4 + body.readInt32BE(at);
      visit(column, at, length);
      at += length;
    }
  }
}
