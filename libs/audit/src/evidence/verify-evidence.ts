import { parse } from 'csv-parse/sync';
import { digestOfAll } from '../digest-partition';
import { FIGURE_COLUMNS } from './make-evidence';
import { FORMAT, MANIFEST, manifestOf, sha256, type Manifest } from './manifest';
import type { EvidenceFiles } from './subject';

/** What came of looking at evidence. */
export interface Verification {
  readonly audit: string;
  readonly manifestSha256: string;
  /** Each with what was checked, and what is wrong with it. */
  readonly checks: readonly Check[];
  readonly isGood: boolean;
}

export interface Check {
  readonly what: string;
  /** How many were looked at. */
  readonly count: number;
  readonly wrong: readonly string[];
}

/**
 * Checks evidence by itself, with no database and nothing of ours but this: that each file is what the manifest says, and that
 * what they say fits together.
 * @param expected the digest of the manifest, where it is known from elsewhere
 */
export function verifyEvidence(files: EvidenceFiles, expected?: string): Verification {
  const manifest = files.get(MANIFEST);
  if (manifest === undefined) {
    return {
      audit: '',
      manifestSha256: '',
      checks: [{ what: MANIFEST, count: 0, wrong: ['it is not there'] }],
      isGood: false,
    };
  }
  const manifestSha256 = sha256(manifest);
  const checks: Check[] = [];
  const look = (what: string, check: () => Omit<Check, 'what'>): void => {
    try {
      checks.push({ what, ...check() });
    } catch (error) {
      const why =
        error instanceof SyntaxError ? 'it cannot be read' : error instanceof Error ? error.message : 'unknown fault';
      checks.push({ what, count: 0, wrong: [why] });
    }
  };
  let audit = '';
  if (expected !== undefined) {
    const wrong = manifestSha256 === expected.toLowerCase() ? [] : [`the sha256 of ${MANIFEST} is ${manifestSha256}`];
    look('the manifest is the one that was named', () => ({ count: 1, wrong }));
  }
  look('files are those of the manifest, byte by byte', () => {
    const found = manifestIn(manifest);
    audit = found.audit;
    return checkFiles(files, found, manifest);
  });
  look('figures follow from their numerators, denominators and populations', () => checkFigures(files));
  look('quarters are the sums of their months', () => checkQuarters(files));
  look('the digest of the events is that of its partitions', () => checkDigest(files));
  look('the reconciliation adds up', () => checkReconciliation(files));
  look('the report says the same', () => checkReport(files));
  return { audit, manifestSha256, checks, isGood: checks.every(({ wrong }) => wrong.length === 0) };
}

function manifestIn(content: Buffer): Manifest {
  const manifest = JSON.parse(content.toString()) as Manifest;
  if (manifest.format !== FORMAT) throw new Error(`it is not of the form ${String(FORMAT)}`);
  return manifest;
}

function checkFiles(files: EvidenceFiles, manifest: Manifest, text: Buffer): Omit<Check, 'what'> {
  const wrong: string[] = [];
  const named = new Set(manifest.files.map(({ file }) => file));
  for (const { file, bytes, sha256: digest } of manifest.files) {
    const content = files.get(file);
    if (content === undefined) wrong.push(`${file} is missing`);
    else if (content.length !== bytes) wrong.push(`${file} has ${content.length} bytes, not ${bytes}`);
    else if (sha256(content) !== digest) wrong.push(`${file} was changed`);
  }
  for (const file of files.keys()) if (file !== MANIFEST && !named.has(file)) wrong.push(`${file} is in no manifest`);
  const others = new Map([...files].filter(([file]) => file !== MANIFEST));
  if (wrong.length === 0 && !manifestOf(manifest.audit, others).equals(text)) {
    wrong.push(`${MANIFEST} has the right content in another form`);
  }
  return { count: manifest.files.length, wrong };
}

type FigureRow = Readonly<Record<(typeof FIGURE_COLUMNS)[number], string>>;

interface Definitions {
  readonly measures: readonly {
    readonly id: string;
    readonly kind: string;
    readonly shape: string;
    readonly rate: boolean;
    readonly meanOver?: string;
  }[];
}

function checkFigures(files: EvidenceFiles): Omit<Check, 'what'> {
  const definitions = new Map(jsonIn<Definitions>(files, 'definitions.json').measures.map((one) => [one.id, one]));
  const authority = jsonIn<{ authority: string }>(files, 'audit.json').authority;
  const populations = new Map(
    rowsIn<{ authority: string; year: string; population: string }>(files, 'reference/populations.csv').map(
      ({ authority: of, year, population }) => [`${of} ${year}`, Number(population)],
    ),
  );
  const rows = rowsIn<FigureRow>(files, 'figures.csv');
  const wrong: string[] = [];
  for (const row of rows) {
    const measure = definitions.get(row.measure);
    const name = nameOf(row);
    if (measure === undefined) {
      wrong.push(`${name}: definitions.json has no such measure`);
      continue;
    }
    const numerator = Number(row.numerator);
    const denominator = row.denominator === '' ? null : Number(row.denominator);
    const value = valueOf(measure.shape, numerator, denominator);
    if (!isSame(row.value, value))
      wrong.push(`${name}: the value should be ${value ?? 'empty'}, and is ${row.value || 'empty'}`);
    const population =
      row.by === '' && measure.rate ? populations.get(`${authority} ${yearOf(row.period)}`) : undefined;
    const rate = population === undefined ? null : (10_000 * numerator) / population;
    if (!isSame(row.rate, rate))
      wrong.push(`${name}: the rate should be ${rate ?? 'empty'}, and is ${row.rate || 'empty'}`);
  }
  return { count: rows.length, wrong };
}

function valueOf(shape: string, numerator: number, denominator: number | null): number | null {
  if (denominator === null) return numerator;
  if (denominator === 0) return null;
  return shape === 'percent' ? (100 * numerator) / denominator : numerator / denominator;
}

const isSame = (text: string, value: number | null): boolean => (text === '' ? null : Number(text)) === value;

const nameOf = ({ measure, grain, by, key, period }: FigureRow): string =>
  `${measure}, ${grain} to ${period}${by === '' ? '' : `, ${by} ${key}`}`;

/** The financial year of a month, as reference files name it: 2020/21. */
function yearOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const first = number >= 4 ? year : year - 1;
  return `${first}/${String((first + 1) % 100).padStart(2, '0')}`;
}

/** What is counted by a date of its own counts in a quarter what it counts in the three months. */
function checkQuarters(files: EvidenceFiles): Omit<Check, 'what'> {
  const flows = new Set(
    jsonIn<Definitions>(files, 'definitions.json')
      .measures.filter(({ kind }) => kind === 'flow')
      .map(({ id }) => id),
  );
  const rows = rowsIn<FigureRow>(files, 'figures.csv').filter(({ by, measure }) => by === '' && flows.has(measure));
  const months = new Map(
    rows.filter(({ grain }) => grain === 'month').map((row) => [`${row.measure} ${row.period}`, row]),
  );
  const wrong: string[] = [];
  let count = 0;
  for (const row of rows.filter(({ grain }) => grain === 'quarter')) {
    const three = [0, 1, 2].map((back) => months.get(`${row.measure} ${monthBefore(row.period, back)}`));
    if (three.some((month) => month === undefined)) continue; // the audited months begin within the quarter
    count++;
    for (const part of ['numerator', 'denominator'] as const) {
      const sum = three.reduce((total, month) => total + Number(month?.[part]), 0);
      if (sum !== Number(row[part]))
        wrong.push(`${nameOf(row)}: the months have a ${part} of ${sum}, the quarter of ${row[part]}`);
    }
  }
  return { count, wrong };
}

function monthBefore(month: string, back: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const index = year * 12 + number - 1 - back;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

interface DigestFile {
  readonly digest: string;
  readonly events: number;
  readonly partitions: readonly {
    partition: number;
    events: number;
    first: number | null;
    last: number | null;
    sha256: string;
  }[];
}

function checkDigest(files: EvidenceFiles): Omit<Check, 'what'> {
  const { digest, events, partitions } = jsonIn<DigestFile>(files, 'events-digest.json');
  const wrong: string[] = [];
  if (digestOfAll(partitions) !== digest) wrong.push('events-digest.json: the digest is not that of the partitions');
  const sum = partitions.reduce((total, one) => total + one.events, 0);
  if (sum !== events) wrong.push(`events-digest.json: the partitions have ${sum} events, the whole ${events}`);
  return { count: partitions.length, wrong };
}

interface Reconciliation {
  readonly equal: boolean;
  readonly entries: { readonly compared: number; readonly different: number };
  readonly children: { readonly faulty: number };
  readonly changedEvents: number;
  readonly figures: { readonly compared: number; readonly different: number };
  readonly balances: { readonly different: number };
  readonly topic: { readonly isEqual: boolean } | null;
}

function checkReconciliation(files: EvidenceFiles): Omit<Check, 'what'> {
  const { equal, entries, children, changedEvents, figures, balances, topic } = jsonIn<Reconciliation>(
    files,
    'reconciliation.json',
  );
  const accounts = rowsIn<{ compared: string; different: string }>(files, 'reconciliation.csv');
  const months = rowsIn<{ entries: string }>(files, 'differences-by-month.csv');
  const wrong: string[] = [];
  const mustBe = (what: string, found: number, expected: number): void => {
    if (found !== expected) wrong.push(`${what}: ${found}, and reconciliation.json says ${expected}`);
  };
  const sum = (numbers: readonly string[]): number => numbers.reduce((total, number) => total + Number(number), 0);
  mustBe('entries compared in reconciliation.csv', sum(accounts.map((row) => row.compared)), entries.compared);
  mustBe('entries that differ in reconciliation.csv', sum(accounts.map((row) => row.different)), entries.different);
  mustBe('entries in differences-by-month.csv', sum(months.map((row) => row.entries)), entries.different);
  mustBe('figures in figures.csv', rowsIn(files, 'figures.csv').length, figures.compared);
  const faults = entries.different + children.faulty + changedEvents + figures.different + balances.different;
  if (equal !== (faults === 0 && topic?.isEqual !== false)) {
    wrong.push(`reconciliation.json says ${equal ? 'equal' : 'not equal'}, and what it lists says otherwise`);
  }
  return { count: accounts.length, wrong };
}

function checkReport(files: EvidenceFiles): Omit<Check, 'what'> {
  const report = files.get('report.html')?.toString() ?? '';
  const { digest } = jsonIn<DigestFile>(files, 'events-digest.json');
  const { equal } = jsonIn<Reconciliation>(files, 'reconciliation.json');
  const wrong: string[] = [];
  if (!report.includes(digest)) wrong.push('report.html does not name the digest of the events');
  if (!report.includes(equal ? '<strong>Equal.</strong>' : '<strong>Not equal.</strong>')) {
    wrong.push('report.html comes to another verdict than reconciliation.json');
  }
  return { count: 1, wrong };
}

function textIn(files: EvidenceFiles, name: string): string {
  const content = files.get(name);
  if (content === undefined) throw new Error(`${name} is missing`);
  return content.toString();
}

function jsonIn<T>(files: EvidenceFiles, name: string): T {
  return JSON.parse(textIn(files, name)) as T;
}

function rowsIn<T = Readonly<Record<string, string>>>(files: EvidenceFiles, name: string): T[] {
  return parse(textIn(files, name), { columns: true, skip_empty_lines: true });
}
