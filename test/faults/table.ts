import type { Row } from './outcome';

const HEAD = [
  ...['Fault', 'Sent', 'Acknowledged', 'In the figures', 'Parked', 'On the topic again', 'Requests that failed'],
  ...['Intake acknowledged nothing for', 'Brokers acknowledged nothing for', 'Figures stood still for'],
];

/** The rows as a table in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ outcome, sent, acknowledged, counted, waiting, repeated }) => [
    outcome.fault.title,
    ...[sent, acknowledged, counted, waiting, repeated, outcome.known.failed].map(String),
    ...[outcome.unanswered.intake, outcome.unanswered.topic, outcome.still].map(inSeconds),
  ]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [row(HEAD), rule, ...lines.map(row)].join('\n');
}

const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
