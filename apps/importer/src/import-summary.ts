import { writeFileSync } from 'node:fs';
import type { Finding, Origin } from './engine/rows';

/** An event that the intake refused, traced to its row. */
export interface RefusedEvent {
  readonly origin: Origin;
  readonly type: string;
  readonly field: string;
  readonly rule: string;
}

/** What became of one file. */
export interface FileSummary {
  readonly file: string;
  /** Rows of the file; null for one of an earlier import whose events were sent again. */
  readonly read: number | null;
  readonly leftOut: number;
  readonly remarks: number;
  /** Events that this import made. */
  made: number;
  /** Events that were sent: those made now and by earlier imports. */
  sent: number;
  accepted: number;
  duplicates: number;
  refused: number;
}

/** What became of an import. */
export interface ImportSummary {
  readonly dryRun: boolean;
  readonly files: FileSummary[];
  /** By file and line. */
  readonly findings: readonly Finding[];
  readonly refused: RefusedEvent[];
}

/** An empty account of one file of an earlier import. */
export function summaryOf(file: string, read: number | null = null, findings: readonly Finding[] = []): FileSummary {
  const leftOut = findings.filter(isLeftOut).length;
  const remarks = findings.filter((finding) => !isLeftOut(finding)).length;
  return { file, read, leftOut, remarks, made: 0, sent: 0, accepted: 0, duplicates: 0, refused: 0 };
}

const LINES_SHOWN = 10;

/** The summary for people: a table of files, then what was left out or remarked, by file and reason, with line numbers. */
export function summaryText(summary: ImportSummary): string {
  const heads = ['file', 'rows', 'left out', 'remarks', 'events made', 'sent', 'accepted', 'duplicates', 'refused'];
  const rows = summary.files.map((each) => [
    each.file,
    each.read === null ? 'not here' : String(each.read),
    ...[each.leftOut, each.remarks, each.made, each.sent, each.accepted, each.duplicates, each.refused].map(String),
  ]);
  const totals = ['all', ...[1, 2, 3, 4, 5, 6, 7, 8].map((at) => String(sum(rows.map((row) => Number(row[at]) || 0))))];
  const lines = [table([heads, ...rows, totals])];
  lines.push(...grouped('Left out', summary.findings.filter(isLeftOut)));
  lines.push(
    ...grouped(
      'Taken, with a remark',
      summary.findings.filter((finding) => !isLeftOut(finding)),
    ),
  );
  lines.push(...grouped('Refused by the system', summary.refused.map(asFinding)));
  return lines.join('\n');
}

/** The same, one line a row, as CSV: file, line, outcome, reason. No content of a row is in it. */
export function writeReport(path: string, summary: ImportSummary): void {
  const rows = [
    ...summary.findings.map(({ origin, outcome, reason }) => [origin.file, String(origin.line), outcome, reason]),
    ...summary.refused
      .map(asFinding)
      .map(({ origin, reason }) => [origin.file, String(origin.line), 'refused', reason]),
  ];
  const text = [['file', 'line', 'outcome', 'reason'], ...rows].map((row) => row.map(quoted).join(',')).join('\r\n');
  writeFileSync(path, `${text}\r\n`);
}

function isLeftOut(finding: Finding): boolean {
  return finding.outcome === 'left-out';
}

function asFinding({ origin, type, field, rule }: RefusedEvent): Pick<Finding, 'origin' | 'reason'> {
  return { origin, reason: `${type}: ${field === '' ? 'the event' : field} ${rule}` };
}

function grouped(title: string, findings: readonly Pick<Finding, 'origin' | 'reason'>[]): string[] {
  const groups = new Map<string, number[]>();
  for (const { origin, reason } of findings) {
    const group = `${origin.file}: ${reason}`;
    groups.set(group, [...(groups.get(group) ?? []), origin.line]);
  }
  if (groups.size === 0) return [];
  const lines = [...groups].map(([group, at]) => {
    const shown = at.slice(0, LINES_SHOWN).join(', ');
    const rest = at.length > LINES_SHOWN ? ` and ${at.length - LINES_SHOWN} more (all of them with --report)` : '';
    return `  ${group}\n    ${at.length === 1 ? 'line' : `${at.length} lines:`} ${shown}${rest}`;
  });
  return ['', `${title}:`, ...lines];
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const cell = (text: string, at: number): string =>
    at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0);
  return rows.map((row) => row.map(cell).join('  ')).join('\n');
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
