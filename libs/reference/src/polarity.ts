import { mustDiffer, oneOfIn, readReferenceFile, textIn } from './reference-file';

export const POLARITIES = ['higher', 'lower', 'neither'] as const;
/** Which way is better. */
export type Polarity = (typeof POLARITIES)[number];

/** What a measure's figure is read as. */
export interface Reading {
  readonly measure: string;
  readonly polarity: Polarity;
  /** What the figure is counted in: `percent`, `count`, `days` … */
  readonly unit: string;
  readonly source: string;
}

/** @throws ReferenceFileError naming line and remedy */
export function readPolarity(file: string, text: string): Reading[] {
  const { rows } = readReferenceFile(file, text, ['measure', 'polarity', 'unit', 'source']);
  mustDiffer(rows, (row) => row.text('measure'));
  return rows.map((row) => ({
    measure: textIn(row, 'measure', 'the id of a measure'),
    polarity: oneOfIn(row, 'polarity', POLARITIES),
    unit: textIn(row, 'unit', 'what the figure is counted in'),
    source: textIn(row, 'source', 'who reads it so'),
  }));
}
