import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ImportError } from './import-error';
import type { ImportOptions } from './import-returns';

export const USAGE = `npm run import -- ssda903 <folder> --authority <code> [options]

Imports the looked-after-children return (SSDA903): <year>-header.csv, <year>-episodes.csv and so on, or <year>.xml,
of one year or several. See docs/import/ssda903.md.

  --authority <code>   the three digits of the local authority
  --url <address>      the running system (default http://127.0.0.1:PORT, PORT by default 3000)
  --dry-run            reads, checks and counts; sends nothing, keeps nothing
  --report <file>      writes every row that was left out, remarked or refused, with its reason, as CSV
  --keep <folder>      where the authority's key and the importer's journal are kept (default .import)
  --year-is start|end  whether the year in a file's name is the one in which the financial year starts (default) or ends
  --journal-lost       the journal of earlier imports is gone for good
`;

/** The options of an import and where its report goes; null where help was asked for. */
export type CommandLine = { readonly options: ImportOptions; readonly report: string | undefined } | null;

/** Reads the command line. Paths are taken from the folder in which the person stands. Throws an ImportError on a mistake. */
export function readCommandLine(words: readonly string[], environment: NodeJS.ProcessEnv): CommandLine {
  const { values, positionals } = parsed(words);
  if (values.help) return null;
  const [what, folder, ...more] = positionals;
  if (what !== 'ssda903')
    throw mistake(`the first word says what is imported: ssda903${what === undefined ? '' : `, not "${what}"`}`);
  if (folder === undefined) throw mistake('the folder with the CSV files is missing');
  if (more.length > 0) throw mistake(`one folder is imported at a time; what is "${more[0]}"?`);
  const authority = values.authority ?? '';
  if (!/^[0-9]{3}$/.test(authority))
    throw mistake('--authority must be the three digits of a local authority, such as 841');
  const yearNaming = values['year-is'] ?? 'start';
  if (yearNaming !== 'start' && yearNaming !== 'end') throw mistake('--year-is must be start or end');
  const url = values.url ?? `http://127.0.0.1:${environment['PORT'] ?? '3000'}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw mistake('--url must be an address that begins with http:// or https://');
  }
  const standingIn = environment['INIT_CWD'] ?? process.cwd();
  return {
    options: {
      folder: resolve(standingIn, folder),
      authority,
      url,
      dryRun: values['dry-run'] ?? false,
      keep: values.keep === undefined ? resolve('.import') : resolve(standingIn, values.keep),
      yearNaming,
      journalLost: values['journal-lost'] ?? false,
    },
    report: values.report === undefined ? undefined : resolve(standingIn, values.report),
  };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        authority: { type: 'string' },
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
