import { parseArgs } from 'node:util';
import { formatInstant, lastInstantOf, parseDay, parseInstant } from '@careledger/calendar';
import { CommandError } from '@careledger/command-line';

export const USAGE = `npm run publication -- propose --authority <code> --quarter <YYYY-MM> --known-at <when> --note <text>
npm run publication -- list --authority <code>
npm run publication -- show <id>
npm run publication -- publish <id> [--commentary-checked]
npm run publication -- withdraw <id>
npm run publication -- revision <id>
npm run publication -- canonical <id>
npm run publication -- cells <id>

Figures are proposed by one person and published by another, as they were known at an instant; they are never overwritten.
See docs/publications.md.

  --quarter, --month, --year, --ytd, --rolling-12m <YYYY-MM>
                       a period by its last month; as many of them as are wanted
  --measure <id>       one measure, as many as are wanted; all of the catalogue where none is named
  --by <breakdown>     the figures by that too: gender, ageBand, …; as many as are wanted
  --known-at <when>    an instant (2021-01-15T17:00:00Z), or a date: then the end of that day in London
  --note <text>        a line for people, without names of children
  --commentary-checked that you have read the commentary, and none of its numbers from 1 to 5 tells of children
  --as <name>          who you are; only where nobody signs in (AUTH=none)
  --url <address>      the running system (default http://127.0.0.1:PORT, PORT by default 3000)
  --json               prints the answer as it is
  CARELEDGER_TOKEN     the token to show, where the system asks for one

"canonical" prints the text over which the digest is taken, and nothing else: pipe it into sha256sum.
"cells" prints as CSV what the public may see, small numbers as c; of a proposal, what it would see (docs/disclosure.md).
`;

/** What is asked of the system, and how its answer is printed. */
export interface Command {
  readonly what: 'publications' | 'publication' | 'proposal' | 'decision' | 'revision' | 'cells' | 'text as it is';
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly token: string | undefined;
  readonly json: boolean;
}

type Asked = Omit<Command, 'url' | 'token' | 'json'>;
type Values = ReturnType<typeof parsed>['values'];

const GRAINS = ['month', 'quarter', 'year', 'ytd', 'rolling-12m'] as const;

/** Reads the command line; null where help was asked for. @throws CommandError that says what is wrong */
export function readCommandLine(words: readonly string[], environment: NodeJS.ProcessEnv): Command | null {
  const { values, positionals } = parsed(words);
  if (values.help === true) return null;
  const [verb, ...names] = positionals;
  const url = values.url ?? `http://127.0.0.1:${environment['PORT'] ?? '3000'}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw mistake('--url must be an address that begins with http:// or https://');
  }
  const common = { url: url.replace(/\/+$/, ''), token: environment['CARELEDGER_TOKEN'], json: values.json === true };
  return { ...common, ...asked(verb, names, values) };
}

function asked(verb: string | undefined, names: readonly string[], values: Values): Asked {
  const path = `/v1/publications/${encodeURIComponent(names[0] ?? '')}`;
  const body = values.as === undefined ? {} : { by: values.as };
  switch (verb) {
    case 'propose':
      allow(values, names, 0, 'authority', 'measure', 'by', 'known-at', 'note', 'as', ...GRAINS);
      return { what: 'proposal', method: 'POST', path: '/v1/publications', body: { ...proposalIn(values), ...body } };
    case 'list':
      allow(values, names, 0, 'authority');
      return { what: 'publications', method: 'GET', path: `/v1/publications?authority=${authorityIn(values)}` };
    case 'show':
      allow(values, names, 1);
      return { what: 'publication', method: 'GET', path };
    case 'publish': {
      allow(values, names, 1, 'as', 'commentary-checked');
      const checked = values['commentary-checked'] === true ? { commentaryChecked: true } : {};
      return { what: 'decision', method: 'POST', path: `${path}/publish`, body: { ...body, ...checked } };
    }
    case 'withdraw':
      allow(values, names, 1, 'as');
      return { what: 'decision', method: 'POST', path: `${path}/withdraw`, body };
    case 'revision':
      allow(values, names, 1);
      return { what: 'revision', method: 'GET', path: `${path}/revision` };
    case 'canonical':
      allow(values, names, 1);
      return { what: 'text as it is', method: 'GET', path: `${path}/canonical` };
    case 'cells':
      allow(values, names, 1);
      if (values.json === true) return { what: 'cells', method: 'GET', path: `${path}/cells` };
      return { what: 'text as it is', method: 'GET', path: `${path}/cells?format=csv` };
    default:
      throw mistake('the first word must be propose, list, show, publish, withdraw, revision, canonical or cells');
  }
}

function proposalIn(values: Values): Record<string, unknown> {
  const periods = GRAINS.flatMap((grain) => (values[grain] ?? []).map((period) => ({ grain, period })));
  if (periods.length === 0) throw mistake('say of which period: --quarter 2020-12, for instance');
  const { note } = values;
  if (note === undefined || note.trim() === '') throw mistake('--note must say what is published');
  return {
    authority: authorityIn(values),
    periods,
    ...(values.measure !== undefined && { measures: values.measure }),
    ...(values.by !== undefined && { breakdowns: values.by }),
    knownAt: instantIn(values['known-at']),
    note,
  };
}

function authorityIn({ authority }: Values): string {
  if (authority !== undefined && /^\d{3}$/.test(authority)) return authority;
  throw mistake('--authority must be the three digits of a local-authority code, such as 841');
}

/** An instant as it is, or the last microsecond of a day in London. */
function instantIn(when: string | undefined): string {
  if (when === undefined) throw mistake('--known-at must say as known when: a date or an instant');
  try {
    return formatInstant(/^\d{4}-\d\d-\d\d$/.test(when) ? lastInstantOf(parseDay(when)) : parseInstant(when));
  } catch (error) {
    throw mistake(`--known-at is ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whatever says something else than the command can do is a mistake, not to be passed over. */
function allow(values: Values, names: readonly string[], count: number, ...options: (keyof Values)[]): void {
  if (names.length !== count) throw mistake(`the command takes ${count === 0 ? 'no name' : 'one name: the id'}`);
  const always: (keyof Values)[] = ['url', 'json', 'help'];
  const unknown = (Object.keys(values) as (keyof Values)[]).find((name) => ![...options, ...always].includes(name));
  if (unknown !== undefined) throw mistake(`the command takes no --${unknown}`);
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        authority: { type: 'string' },
        month: { type: 'string', multiple: true },
        quarter: { type: 'string', multiple: true },
        year: { type: 'string', multiple: true },
        ytd: { type: 'string', multiple: true },
        'rolling-12m': { type: 'string', multiple: true },
        measure: { type: 'string', multiple: true },
        by: { type: 'string', multiple: true },
        'known-at': { type: 'string' },
        note: { type: 'string' },
        as: { type: 'string' },
        'commentary-checked': { type: 'boolean' },
        url: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw mistake(error instanceof Error ? error.message : String(error));
  }
}

function mistake(what: string): CommandError {
  return new CommandError(`The command cannot be understood: ${what}.\n\n${USAGE}`);
}
