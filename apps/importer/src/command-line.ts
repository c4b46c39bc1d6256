import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { EventType } from '@careledger/contract';
import type { CensusImport } from './import-census';
import { ImportError } from './import-error';
import type { Keeping } from './import-files';
import type { ListImport } from './import-list';
import type { ImportOptions } from './import-returns';
import { keepFolder } from './keep-folder';
import { isListType, LIST_TYPES } from './lists/columns';

export const USAGE = `npm run import -- ssda903 <folder> --authority <code> [options]
npm run import -- cin <file.xml> --authority <code> [options]
npm run import -- events <file.csv> --type <event type> --authority <code> [options]
npm run import -- forget <child> --authority <code> [--keep <folder>]
npm run import -- template --type <event type> [--to <file.csv>]

ssda903    the looked-after-children return of one year or several: <year>-header.csv, <year>-episodes.csv and so on, or
           <year>.xml. See docs/import/ssda903.md.
cin        the children-in-need census of a year, as XML. See docs/import/cin-census.md.
events     a list of events of one type, in the columns of its template. See docs/import/lists.md.
forget     takes a child whose data were erased out of the importer's journals, by its pseudonym. See
           docs/erasure-and-retention.md.
template   writes the header line of a list.

  --authority <code>   the three digits of the local authority
  --type <event type>  such as icpc.held
  --list <name>        what the list is called (default the file's name): importing it again takes the place of what it said
  --url <address>      the running system (default http://127.0.0.1:PORT, PORT by default 3000)
  --dry-run            reads, checks and counts; sends nothing, keeps nothing
  --report <file>      writes every row that was left out, remarked or refused, with its reason, as CSV
  --keep <folder>      where the authority's key and the importer's journals are kept (default import in DATA_DIR, .data)
  --year-is start|end  whether the year in a file's name is the one in which the financial year starts (default) or ends
  --journal-lost       the journal of earlier imports is gone for good
`;

/** What is to be done, and where the report goes; null where help was asked for. */
export type CommandLine =
  | { readonly what: 'ssda903'; readonly options: ImportOptions; readonly report: string | undefined }
  | { readonly what: 'cin'; readonly options: CensusImport; readonly report: string | undefined }
  | { readonly what: 'events'; readonly options: ListImport; readonly report: string | undefined }
  | { readonly what: 'forget'; readonly child: string; readonly authority: string; readonly keep: string }
  | { readonly what: 'template'; readonly type: EventType; readonly to: string | undefined }
  | null;

/** Reads the command line. Paths are taken from the folder in which the person stands. Throws an ImportError on a mistake. */
export function readCommandLine(words: readonly string[], environment: NodeJS.ProcessEnv): CommandLine {
  const { values, positionals } = parsed(words);
  if (values.help) return null;
  const [what, path, ...more] = positionals;
  if (what === undefined || !isWhat(what)) {
    const instead = what === undefined ? '' : `, not "${what}"`;
    throw mistake(`the first word says what is imported: ssda903, cin or events${instead}`);
  }
  const from = (name: string): string => resolve(environment['INIT_CWD'] ?? process.cwd(), name);
  const to = values.to === undefined ? undefined : from(values.to);
  if (what === 'template') return { what, type: listType(values.type), to };

  if (path === undefined) {
    const missing = { ssda903: 'folder with the files of the return', forget: 'pseudonym of the child' };
    throw mistake(`the ${what === 'ssda903' || what === 'forget' ? missing[what] : 'file'} is missing`);
  }
  if (more.length > 0) throw mistake(`one thing is imported at a time; what is "${more[0]}"?`);
  const authority = values.authority ?? '';
  if (!/^[0-9]{3}$/.test(authority))
    throw mistake('--authority must be the three digits of a local authority, such as 841');
  const keep = values.keep === undefined ? keepFolder(environment) : from(values.keep);
  if (what === 'forget') return { what, child: path, authority, keep };
  const yearNaming = values['year-is'] ?? 'start';
  if (yearNaming !== 'start' && yearNaming !== 'end') throw mistake('--year-is must be start or end');
  const url = values.url ?? `http://127.0.0.1:${environment['PORT'] ?? '3000'}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw mistake('--url must be an address that begins with http:// or https://');
  }
  const keeping: Keeping & { url: string } = {
    authority,
    url,
    dryRun: values['dry-run'] ?? false,
    keep,
    journalLost: values['journal-lost'] ?? false,
  };
  const report = values.report === undefined ? undefined : from(values.report);
  if (what === 'ssda903') return { what, options: { ...keeping, folder: from(path), yearNaming }, report };
  if (what === 'cin') return { what, options: { ...keeping, path: from(path) }, report };
  const list = values.list ?? basename(path);
  return { what, options: { ...keeping, path: from(path), type: listType(values.type), list }, report };
}

const WHATS = ['ssda903', 'cin', 'events', 'forget', 'template'] as const;

function isWhat(word: string): word is (typeof WHATS)[number] {
  return WHATS.some((what) => what === word);
}

function listType(text: string | undefined): EventType {
  if (text !== undefined && isListType(text)) return text;
  throw mistake(`--type must be one of ${LIST_TYPES.join(', ')}`);
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        authority: { type: 'string' },
        type: { type: 'string' },
        list: { type: 'string' },
        to: { type: 'string' },
        url: { type: 'string' },
        'dry-run': { type: 'boolean' },
        report: { type: 'string' },
        keep: { type: 'string' },
        'year-is': { type: 'string' },
        'journal-lost': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw mistake((error as Error).message);
  }
}

function mistake(what: string): ImportError {
  return new ImportError(`the command cannot be understood: ${what}.\n\n${USAGE}`);
}
