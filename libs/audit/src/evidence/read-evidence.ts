import { parse } from 'csv-parse/sync';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { EvidenceFiles } from './subject';
import { filesOfZip } from './zip';

/** A figure of `figures.csv`. */
export interface FigureOfEvidence {
  readonly measure: string;
  readonly grain: string;
  /** The breakdown and its key; both empty for the whole. */
  readonly by: string;
  readonly key: string;
  readonly period: string;
  readonly numerator: number;
  readonly denominator: number | null;
}

/** The figures of evidence. @throws Error where it has none */
export function figuresOfEvidence(files: EvidenceFiles): FigureOfEvidence[] {
  const content = files.get('figures.csv');
  if (content === undefined) throw new Error('figures.csv is missing');
  const rows: Readonly<Record<string, string>>[] = parse(content, { columns: true, skip_empty_lines: true });
  return rows.map(({ measure = '', grain = '', by = '', key = '', period = '', numerator, denominator = '' }) => {
    const of = denominator === '' ? null : Number(denominator);
    return { measure, grain, by, key, period, numerator: Number(numerator), denominator: of };
  });
}

/** Reads evidence from a folder or a zip. @throws Error where it is neither */
export function readEvidence(path: string): EvidenceFiles {
  if (!statSync(path).isDirectory()) return filesOfZip(readFileSync(path));
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(relative(path, file).split(sep).join('/'), readFileSync(file));
  }
  return files;
}
