import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatInstant, type Instant } from '@careledger/calendar';
import {
  firstDay,
  recordedAt,
  speaksOn,
  yearLabel,
  type DayText,
  type ReturnYear,
  type YearNaming,
} from './engine/return-year';
import { ImportError } from './import-error';
import { FILE_KINDS, type FileKind } from './ssda903/rows';

/** A file of the return in a folder. */
export interface ReturnFile {
  readonly path: string;
  readonly name: string;
  readonly year: ReturnYear;
  /** The table that a CSV file holds; an XML file holds all of them. */
  readonly kind: FileKind | 'xml';
}

/** How files of a table are named: by the return's own name of the table, or as case systems and validators write it. */
const TABLE_NAMES: ReadonlyMap<string, FileKind> = new Map<string, FileKind>([
  ...FILE_KINDS.map((kind): [string, FileKind] => [kind, kind]),
  ['swepisodes', 'sw'],
  ['socialworker', 'sw'],
  ['socialworkers', 'sw'],
  ['episode', 'episodes'],
  ['review', 'reviews'],
]);

/** Tables of the return of which no event comes: the contract has no place for what they say. */
const WITHOUT_EVENTS: ReadonlySet<string> = new Set([
  'previouspermanence',
  'prevperm',
  'placedforadoption',
  'placedadoption',
  'dolo',
]);

const CSV = /^(?:ssda903[-_ ])?(\d{4})[-_ ]([a-z0-9_ -]+)\.csv$/i;
const XML = /^(?:ssda903[-_ ])?(\d{4})(?:[-_ ].*)?\.xml$/i;

/** What is in a folder: the files of the return, oldest year first, and the names of those that are not read. */
export interface FolderContents {
  readonly files: ReturnFile[];
  /** Tables of the return of which no event comes. */
  readonly withoutEvents: string[];
  readonly others: string[];
}

/** The files of the return in a folder. Throws an ImportError where there is none, or two for one table of one year. */
export function findReturnFiles(folder: string, naming: YearNaming): FolderContents {
  const contents: FolderContents = { files: [], withoutEvents: [], others: [] };
  for (const name of namesIn(folder)) {
    const [, written, words] = CSV.exec(name) ?? XML.exec(name) ?? [];
    const table = words?.toLowerCase().replace(/[^a-z0-9]/g, '') ?? '';
    const kind = words === undefined && written !== undefined ? 'xml' : TABLE_NAMES.get(table);
    const year = Number(written) - (naming === 'end' ? 1 : 0);
    if (written !== undefined && kind !== undefined)
      contents.files.push({ path: join(folder, name), name, year, kind });
    else (WITHOUT_EVENTS.has(table) ? contents.withoutEvents : contents.others).push(name);
  }
  const { files } = contents;
  if (files.length === 0) {
    throw new ImportError(
      `${folder} has no file of the return. They are named <year>-header.csv, <year>-episodes.csv, <year>-reviews.csv and so on, or <year>.xml.`,
    );
  }
  const order = (kind: FileKind | 'xml'): number => (kind === 'xml' ? -1 : FILE_KINDS.indexOf(kind));
  files.sort((a, b) => a.year - b.year || order(a.kind) - order(b.kind));
  const twice = files.find(({ year, kind }, at) => {
    const next = files[at + 1];
    return next?.year === year && (next.kind === kind || kind === 'xml');
  });
  if (twice) {
    const what = twice.kind === 'xml' ? 'an XML file beside others' : `two files for the ${twice.kind}`;
    throw new ImportError(`${folder} has ${what} of ${yearLabel(twice.year)}; keep the one that counts.`);
  }
  return contents;
}

/** A return speaks from the day after its year; before that day it cannot be imported. */
export function refuseUnfinishedYears(
  files: readonly { readonly name: string; readonly year: ReturnYear }[],
  firstVersion: number,
  now: Instant,
  hint = 'Is the year in the name the one in which the financial year ends? Then use --year-is end.',
): void {
  const early = files.find(({ year }) => recordedAt(year, firstVersion) > now);
  if (early === undefined) return;
  const from = formatInstant(recordedAt(early.year, firstVersion));
  throw new ImportError(
    `${early.name} is read as the return of ${yearLabel(early.year)}, which speaks from ${from}, a time that has not come. ${hint}`,
  );
}

const ENOUGH_TO_JUDGE = 20;

/** Most ends of episodes lie in the return's year. Where they lie in the neighbouring one instead, the names are read wrongly. */
export function refuseMisreadYear(
  name: string,
  returnYear: ReturnYear,
  ends: ReadonlyMap<DayText, number>,
  naming: YearNaming,
): void {
  const all = [...ends].reduce((sum, [, count]) => sum + count, 0);
  const within = (year: ReturnYear): number =>
    [...ends].reduce((sum, [end, count]) => (end >= firstDay(year) && end <= speaksOn(year) ? sum + count : sum), 0);
  const other = naming === 'start' ? returnYear - 1 : returnYear + 1;
  if (all < ENOUGH_TO_JUDGE || within(returnYear) * 2 > all || within(other) * 2 <= all) return;
  throw new ImportError(
    `${name} is read as the return of ${yearLabel(returnYear)}, but most of its episodes end in ${yearLabel(other)}. Use --year-is ${naming === 'start' ? 'end' : 'start'}.`,
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
  } catch {
    throw new ImportError(
      `${folder} cannot be read as a folder. Name the folder that holds the CSV files of the return.`,
    );
  }
}
