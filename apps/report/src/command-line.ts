import { parseArgs } from 'node:util';
import { formatInstant, lastInstantOf, parseDay, parseInstant } from '@careledger/calendar';
import { CommandError } from '@careledger/command-line';

export const USAGE = `npm run report -- --authority <code> --quarter <YYYY-MM> [--for internal|publication] [--known-at <when> | --publication <id>] [--out <folder>]

Writes the report of a quarter into a folder: as a page that prints on A4, as PDF where the system finds a Chromium, as an Excel
workbook and as tidy CSV. See docs/report.md.

  --authority <code>   the three digits of the authority
  --quarter <YYYY-MM>  the last month of the quarter: 2020-12
  --for <readers>      internal: numbers are exact (the default); publication: small numbers are not shown
  --known-at <when>    as the records were known then: an instant (2021-01-15T17:00:00Z), or a date: then the end of that day in London
  --publication <id>   exactly the figures of a publication
  --out <folder>       where the files go (default .); it is made where it is not there
  --url <address>      the running system (default http://127.0.0.1:PORT, PORT by default 3000)
  CARELEDGER_TOKEN     the token to show, where the system asks for one
`;

export const ENDINGS = ['html', 'pdf', 'xlsx', 'csv'] as const;
export type Ending = (typeof ENDINGS)[number];

/** What is asked of the system, and where its answers go. */
export interface Command {
  readonly url: string;
  readonly token: string | undefined;
  readonly out: string;
  /** Of the files, without its ending. */
  readonly name: string;
  /** Where the system has the report in a form. */
  readonly path: (ending: Ending) => string;
}

/** Reads the command line; null where help was asked for. @throws CommandError that says what is wrong */
export function readCommandLine(words: readonly string[], environment: NodeJS.ProcessEnv): Command | null {
  const values = parsed(words);
  if (values.help === true) return null;
  const url = values.url ?? `http://127.0.0.1:${environment['PORT'] ?? '3000'}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw mistake('--url must be an address that begins with http:// or https://');
  }
  const { authority = '', quarter = '', publication, for: readers = 'internal', out = '.' } = values;
  if (!/^\d{3}$/.test(authority)) throw mistake('--authority must be the three digits of an authority, such as 841');
  if (!/^\d{4}-(03|06|09|12)$/.test(quarter)) {
    throw mistake('--quarter must be the last month of a quarter, such as 2020-12: 03, 06, 09 or 12');
  }
  if (readers !== 'internal' && readers !== 'publication') throw mistake('--for must be internal or publication');
  if (publication !== undefined && !/^[1-9]\d{0,14}$/.test(publication)) {
    throw mistake('--publication must be the id of a publication, a whole number');
  }
  const knownAt = values['known-at'] === undefined ? undefined : instantIn(values['known-at']);
  if (knownAt !== undefined && publication !== undefined) {
    throw mistake('--known-at must be left out beside --publication, which has its own instant');
  }
  const query = new URLSearchParams({
    for: readers,
    ...(knownAt !== undefined && { 'known-at': knownAt }),
    ...(publication !== undefined && { publication }),
  });
  return {
    url: url.replace(/\/+$/, ''),
    token: environment['CARELEDGER_TOKEN'],
    out,
    name: `report-${authority}-${quarter}-${readers}`,
    path: (ending) =>
      `/authorities/${authority}/reports/${quarter}${ending === 'html' ? '' : `.${ending}`}?${query.toString()}`,
  };
}

/** An instant as it is, or the last of a day in London. */
function instantIn(when: string): string {
  try {
    return formatInstant(/^\d{4}-\d\d-\d\d$/.test(when) ? lastInstantOf(parseDay(when)) : parseInstant(when));
  } catch (error) {
    throw mistake(`--known-at is ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        authority: { type: 'string' },
        quarter: { type: 'string' },
        for: { type: 'string' },
        'known-at': { type: 'string' },
        publication: { type: 'string' },
        out: { type: 'string' },
        url: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw mistake(error instanceof Error ? error.message : String(error));
  }
}

function mistake(what: string): CommandError {
  return new CommandError(`The command cannot be understood: ${what}.\n\n${USAGE}`);
}
