import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatInstant, type Instant } from '@careledger/calendar';
import { ImportError } from './import-error';
import type { FileRows, ReturnFile } from './ssda903/read-return';
import { firstDay, recordedAt, speaksOn, yearLabel, type ReturnYear, type YearNaming } from './ssda903/return-year';
import { FILE_KINDS, type FileKind } from './ssda903/rows';

const NAME = new RegExp(`^(\\d{4})[-_ ](${FILE_KINDS.join('|')})\\.csv$`, 'i');

/** The files of the return in a folder, oldest year first, and the names of those that are not read. */
export function findReturnFiles(folder: string, naming: YearNaming): { files: ReturnFile[]; others: string[] } {
  const others: string[] = [];
  const files = namesIn(folder).flatMap((name): ReturnFile[] => {
    const parts = NAME.exec(name);
    const kind = FILE_KINDS.find((each) => each === parts?.[2]?.toLowerCase());
    if (parts === null || kind === undefined) {
      others.push(name);
      return [];
    }
    const year = Number(parts[1]) - (naming === 'end' ? 1 : 0);
    return [{ path: join(folder, name), name, kind, year }];
  });
  if (files.length === 0) {
    throw new ImportError(
      `${folder} has no file of the return. They are named <year>-header.csv, <year>-episodes.csv, <year>-reviews.csv, <year>-uasc.csv.`,
    );
  }
  files.sort((a, b) => a.year - b.year || FILE_KINDS.indexOf(a.kind) - FILE_KINDS.indexOf(b.kind));
  const twice = files.find((file, at) => files[at + 1]?.year === file.year && files[at + 1]?.kind === file.kind);
  if (twice)
    throw new ImportError(
      `${folder} has two files for the ${twice.kind} of ${yearLabel(twice.year)}; keep the one that counts.`,
    );
  return { files, others };
}

/** A return speaks from the day after its year; before that day it cannot be imported. */
export function refuseUnfinishedYears(files: readonly ReturnFile[], firstVersion: number, now: Instant): void {
  const early = files.find(({ year }) => recordedAt(year, firstVersion) > now);
  if (early === undefined) return;
  const from = formatInstant(recordedAt(early.year, firstVersion));
  throw new ImportError(
    `${early.name} is read as the return of ${yearLabel(early.year)}, which speaks from ${from}, a time that has not come. Is the year in the name the one in which the financial year ends? Then use --year-is end.`,
  );
}

const ENOUGH_TO_JUDGE = 20;

/** Most ends of episodes lie in the return's year. Where they lie in the neighbouring one instead, the names are read wrongly. */
export function refuseMisreadYear({ file, bySubject }: FileRows<'episodes'>, naming: YearNaming): void {
  const ends = [...bySubject.values()].flatMap((rows) => [...rows.values()].flatMap(({ row }) => row?.to ?? []));
  const within = (year: ReturnYear): number =>
    ends.filter((end) => end >= firstDay(year) && end <= speaksOn(year)).length;
  const other = naming === 'start' ? file.year - 1 : file.year + 1;
  if (ends.length < ENOUGH_TO_JUDGE || within(file.year) * 2 > ends.length || within(other) * 2 <= ends.length) return;
  throw new ImportError(
    `${file.name} is read as the return of ${yearLabel(file.year)}, but most of its episodes end in ${yearLabel(other)}. Use --year-is ${naming === 'start' ? 'end' : 'start'}.`,
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

/** Files by kind, for what has to know them apart. */
export function isKind<K extends FileKind>(kind: K, rows: FileRows): rows is FileRows<K> {
  return rows.file.kind === kind;
}
