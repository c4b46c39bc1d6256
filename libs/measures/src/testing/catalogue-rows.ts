import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A row of docs/measures.md; some rows are about several measures. */
export interface CatalogueRow {
  readonly ids: readonly string[];
  /** All codes of the row, whichever of its measures they belong to. */
  readonly codes: readonly string[];
  readonly kind: string;
  readonly shape: string;
  readonly rate: boolean;
  readonly definition: string;
}

/** The rows of the catalogue as it was agreed (docs/measures.md), in its order. */
export function catalogueRows(): CatalogueRow[] {
  const text = readFileSync(path.join(__dirname, '../../../../docs/measures.md'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, ids = '', codes = '', kind = '', definition = ''] = line.split('|').map((cell) => cell.trim());
      const [, named = '', shape = '', rate] =
        /^(flow|stock|distinct) (count|percent|mean)(?: \(\w+\))?(, rate)?$/.exec(kind) ?? [];
      if (named === '') throw new Error(`docs/measures.md: no kind and shape can be read from "${line}"`);
      return { ids: idsIn(ids), codes: codesIn(codes), kind: named, shape, rate: rate !== undefined, definition };
    });
}

/** `` `care-leavers-eet-19-21`, `-17-18` ``: what begins with a hyphen takes the place of as much of the first. */
function idsIn(cell: string): string[] {
  const [first = '', ...others] = [...cell.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id);
  return [first, ...others.map((id) => (id.startsWith('-') ? first.slice(0, -id.length) + id : id))];
}

/** `CSC 034, 032; C`: a number goes with the letters before it. */
function codesIn(cell: string): string[] {
  return cell
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first = '', ...others] = part.split(', ');
      return [first, ...others.map((other) => `${first.split(' ')[0]} ${other}`)];
    });
}

/** What a definition hangs on: fields, short codes, numbers, comparisons, functions of the conventions. */
const TERMS = /\b[a-z]+[A-Z][A-Za-z]*\b|\b[A-Z]\d+\b|\b\d+\b|[≤≥⊕<>]|\b(?:wd|deadline|within|FY)\b/g;

/** Rows that leave to another row what they share with it: `the same`, `as …`. */
const REFERS = /\bthe (?:two )?(?:same|rows?)\b|\bas (?:the|`)|\bsuch an?\b/;

function termsOf(text: string): Set<string> {
  return new Set(text.match(TERMS) ?? []);
}

const sorted = (terms: Iterable<string>): string[] => [...terms].sort();

/** The terms of a row that none of its definitions has. */
export function missingTerms(row: CatalogueRow, definitions: readonly string[]): string[] {
  const said = termsOf(definitions.join(' '));
  return sorted([...termsOf(row.definition)].filter((term) => !said.has(term)));
}

/** The terms of definitions that their row has not, in its ids neither; one that refers to another row may say what is said elsewhere. */
export function surplusTerms(
  row: CatalogueRow,
  definitions: readonly string[],
  rows: readonly CatalogueRow[],
): string[] {
  const elsewhere = REFERS.test(row.definition) ? rows.map(({ definition }) => definition) : [];
  const known = termsOf([row.definition, ...row.ids, ...elsewhere].join(' '));
  return sorted([...termsOf(definitions.join(' '))].filter((term) => !known.has(term)));
}
