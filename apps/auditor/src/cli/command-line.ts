import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandError } from '@careledger/command-line';

export const USAGE = `npm run audit -- --authority <code> --quarter <YYYY-MM> --known-at <instant or date>
npm run audit -- --authority <code> --from <YYYY-MM> --to <YYYY-MM> --known-at <instant or date>
npm run audit -- --publication <id>     audits what was published, as known then, and holds the two against each other
npm run audit -- list --authority <code>
npm run audit -- evidence <id>          fetches the evidence of an audit that is done (again)
npm run audit -- sample <id>            shows the drawn entries
npm run audit -- record <id> <number> --result agrees|differs|not-found [--note <text>]

Works the figures of a past period out again from the raw events, as known at an instant, reconciles them with the ledger, and
writes the evidence into a folder and a zip. Ends with 1 where they are not equal. See docs/audit.md.

  --quarter <YYYY-MM>   the quarter that ends with this month; --month and --year (of its March) likewise
  --known-at            an instant with an offset, or a date, which means all of that day in London
  --sample <number>     draws so many entries for testing against case files, by --seed <text>
  --out <folder>        where the evidence goes (default ./evidence/<id>; the zip beside it)
  --annex               also writes what is about single children, encrypted with age, beside the folder:
  --annex-to <age1…>    to this recipient; else with the passphrase in CARELEDGER_ANNEX_PASSPHRASE
  --url <address>       the running system (default http://127.0.0.1:PORT, PORT by default 3000)
  --json                prints answers as they are
  CARELEDGER_TOKEN      the token to show, where the system asks for one: role auditor
`;

/** Where to ask, and how to answer. */
export interface Common {
  readonly url: string;
  readonly token: string | undefined;
  readonly json: boolean;
}

/** What becomes of the evidence. */
export interface Giving {
  readonly out: string | undefined;
  readonly annex: { readonly recipient: string } | { readonly passphrase: string } | undefined;
}

export type Command =
  | (Common & Giving & { readonly what: 'run'; readonly body: Readonly<Record<string, unknown>> })
  | (Common &
      Giving & {
        readonly what: 'publication';
        readonly publication: number;
        /** What is asked beside whose figures, of which periods, as known when. */
        readonly body: Readonly<Record<string, unknown>>;
      })
  | (Common & Giving & { readonly what: 'evidence'; readonly id: string })
  | (Common & { readonly what: 'list'; readonly authority: string })
  | (Common & { readonly what: 'sample'; readonly id: string })
  | (Common & {
      readonly what: 'record';
      readonly id: string;
      readonly number: string;
      readonly body: Readonly<Record<string, unknown>>;
    });

type Values = ReturnType<typeof parsed>['values'];

/** Reads the command line; null where help was asked for. @throws CommandError that says what is wrong */
export function readCommandLine(words: readonly string[], environment: NodeJS.ProcessEnv): Command | null {
  const { values, positionals } = parsed(words);
  if (values.help === true) return null;
  const url = values.url ?? `http://127.0.0.1:${environment['PORT'] ?? '3000'}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw mistake('--url must be an address that begins with http:// or https://');
  }
  const common = { url: url.replace(/\/+$/, ''), token: environment['CARELEDGER_TOKEN'], json: values.json === true };
  const [verb, id = '', number = ''] = positionals;
  switch (verb) {
    case undefined:
      if (values.publication !== undefined) {
        allow(values, ['publication', 'sample', 'seed', ...GIVING]);
        if (!/^[1-9]\d{0,14}$/.test(values.publication)) throw mistake('--publication must be the id of a publication');
        const publication = Number(values.publication);
        return {
          ...common,
          ...givingIn(values, environment),
          what: 'publication',
          publication,
          body: sampleIn(values),
        };
      }
      allow(values, ['authority', 'quarter', 'month', 'year', 'from', 'to', 'known-at', 'sample', 'seed', ...GIVING]);
      return { ...common, ...givingIn(values, environment), what: 'run', body: askedIn(values) };
    case 'list':
      allow(values, ['authority']);
      if (values.authority === undefined) throw mistake('--authority must say whose audits');
      return { ...common, what: 'list', authority: values.authority };
    case 'evidence':
      allow(values, GIVING);
      return { ...common, ...givingIn(values, environment), what: 'evidence', id: idIn(id) };
    case 'sample':
      allow(values, []);
      return { ...common, what: 'sample', id: idIn(id) };
    case 'record': {
      allow(values, ['result', 'note']);
      if (!/^\d+$/.test(number)) throw mistake('after "record" come the id of the audit and the number of the entry');
      const { result, note } = values;
      return { ...common, what: 'record', id: idIn(id), number, body: { result, ...(note !== undefined && { note }) } };
    }
    default:
      throw mistake(`"${verb}" is no command: list, evidence, sample and record are`);
  }
}

const GIVING: readonly (keyof Values)[] = ['out', 'annex', 'annex-to'];
const SHORTEST_PASSPHRASE = 12;

function givingIn(values: Values, environment: NodeJS.ProcessEnv): Giving {
  const out = values.out === undefined ? undefined : resolve(environment['INIT_CWD'] ?? process.cwd(), values.out);
  const recipient = values['annex-to'];
  if (recipient !== undefined) {
    if (!/^age1[0-9a-z]+$/.test(recipient))
      throw mistake('--annex-to must be a recipient of age, which begins with age1');
    return { out, annex: { recipient } };
  }
  if (values.annex !== true) return { out, annex: undefined };
  const passphrase = environment['CARELEDGER_ANNEX_PASSPHRASE'] ?? '';
  if (passphrase.length < SHORTEST_PASSPHRASE) {
    throw mistake(
      `--annex needs a passphrase of ${SHORTEST_PASSPHRASE} characters or more in CARELEDGER_ANNEX_PASSPHRASE, or --annex-to`,
    );
  }
  return { out, annex: { passphrase } };
}

function askedIn(values: Values): Record<string, unknown> {
  const { authority } = values;
  if (authority === undefined) throw mistake('--authority must say whose figures: three digits');
  const knownAt = values['known-at'];
  if (knownAt === undefined) throw mistake('--known-at must say as known when: an instant, or a date');
  return { authority, ...monthsIn(values), knownAt, ...sampleIn(values) };
}

function sampleIn({ sample, seed }: Values): Record<string, unknown> {
  if ((sample === undefined) !== (seed === undefined)) throw mistake('--sample and --seed go together');
  if (sample === undefined) return {};
  if (!/^\d{1,4}$/.test(sample)) throw mistake('--sample must be a number of entries');
  return { sample: { size: Number(sample), seed } };
}

function monthsIn({ month, quarter, year, from, to }: Values): { from: string; to: string } {
  const given = [month, quarter, year, from ?? to].filter((value) => value !== undefined);
  if (given.length !== 1)
    throw mistake('one of --month, --quarter, --year, or --from with --to must say which periods');
  if (month !== undefined) return { from: month, to: month };
  if (quarter !== undefined)
    return {
      from: monthsBefore(quarter, 2, 3, '--quarter must be the last month of a quarter: YYYY-03, -06, -09 or -12'),
      to: quarter,
    };
  if (year !== undefined)
    return {
      from: monthsBefore(year, 11, 12, '--year must be the March that ends a financial year: YYYY-03', 3),
      to: year,
    };
  if (from === undefined || to === undefined) throw mistake('--from and --to go together');
  return { from, to };
}

/** The month so many months before one that must end a period of so many. */
function monthsBefore(month: string, back: number, every: number, rule: string, last = every): string {
  const [, year, number] = /^(\d{4})-(\d\d)$/.exec(month) ?? [];
  const index = Number(year) * 12 + Number(number) - 1;
  if (year === undefined || Number(number) < 1 || Number(number) > 12 || (Number(number) - last) % every !== 0)
    throw mistake(rule);
  const first = index - back;
  return `${Math.floor(first / 12)}-${String((first % 12) + 1).padStart(2, '0')}`;
}

function idIn(id: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw mistake('after the command comes the id of an audit, as "list" shows it');
}

/** Whatever says something else than the command can do is a mistake, not to be passed over. */
function allow(values: Values, options: readonly (keyof Values)[]): void {
  const always: readonly (keyof Values)[] = ['url', 'json', 'help'];
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
        quarter: { type: 'string' },
        month: { type: 'string' },
        year: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        'known-at': { type: 'string' },
        publication: { type: 'string' },
        sample: { type: 'string' },
        seed: { type: 'string' },
        out: { type: 'string' },
        annex: { type: 'boolean' },
        'annex-to': { type: 'string' },
        result: { type: 'string' },
        note: { type: 'string' },
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
