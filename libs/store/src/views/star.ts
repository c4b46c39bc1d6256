/** A view that other tools read: its columns, each with its expression and what it holds. */
export interface StarView {
  readonly schema: 'careledger_internal' | 'careledger_publication';
  readonly name: string;
  /** What a row is. */
  readonly about: string;
  /** By name, in their order: what is selected, and what the column holds. */
  readonly columns: Readonly<Record<string, readonly [expression: string, about: string]>>;
  /** From where: all that follows on the columns. */
  readonly from: string;
}

/** The statements that make a view and document it in the database. */
export function viewStatements({ schema, name, about, columns, from }: StarView): string[] {
  // What a view of what was published leaves out must stay hidden from whatever function a reader brings along in a condition.
  const barrier = schema === 'careledger_publication' ? ' WITH (security_barrier)' : '';
  const selected = Object.entries(columns).map(([column, [expression]]) => `${expression} AS ${column}`);
  const comment = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  return [
    `CREATE VIEW ${schema}.${name}${barrier} AS SELECT ${selected.join(', ')} ${from}`,
    `COMMENT ON VIEW ${schema}.${name} IS ${comment(about)}`,
    ...Object.entries(columns).map(
      ([column, [, text]]) => `COMMENT ON COLUMN ${schema}.${name}.${column} IS ${comment(text)}`,
    ),
  ];
}

/** The id of a group in the dimension, from a breakdown and a key. */
export const groupId = (breakdown: string, key: string): string =>
  `CASE ${breakdown} WHEN '' THEN 'all' ELSE ${breakdown} || ':' || ${key} END`;

/** The id of a period in the dimension. */
export const periodId = (of: string): string => `${of}.grain || ':' || ${of}.period`;

/** A figure's value, as libs/figures has it: not rounded, null where it is divided by nothing. */
export const valueOf = (of: string): string =>
  `CASE ${of}.shape WHEN 'count' THEN ${of}.numerator::float8
        WHEN 'percent' THEN 100::float8 * ${of}.numerator / nullif(${of}.denominator, 0)
        ELSE ${of}.numerator::float8 / nullif(${of}.denominator, 0) END`;
