import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RepairError } from './repair-error';

export const USAGE = `npm run parked -- list [--authority <code>]
npm run parked -- show <authority> <child>
npm run parked -- release <authority> <child> --reason <text>
npm run parked -- discard <authority> <child> --offset <number> --reason <text>
npm run parked -- correct <authority> <child> --offset <number> --event <file.json> --reason <text>

npm run dead-letters -- list [--status open|resubmitted|discarded]
npm run dead-letters -- show <id>
npm run dead-letters -- resubmit <id> [--event <file.json>] --reason <text>
npm run dead-letters -- discard <id> --reason <text>

What to do about children whose events wait because one could not be applied, and about records of the topic that could
not be taken as events. Each decision is an event of the log. See docs/operations-parked.md.

  --reason <text>      why, in a line without names: it is kept for ever
  --offset <number>    the event that waits, as "show" lists it
  --event <file.json>  the event that is to stand in its place
  --url <address>      the running system (default http://127.0.0.1:PORT, PORT by default 3000)
  --json               prints the answer as it is
  CARELEDGER_TOKEN     the token to show, where the system asks for one
`;

/** What is asked of the system, and how its answer is printed. */
export interface Command {
  readonly what: 'parked' | 'parked child' | 'dead letters' | 'dead letter' | 'decision';
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The file whose JSON goes into the body as `event`. */
  readonly eventFile?: string;
  readonly token: string | undefined;
  readonly json: boolean;
}

type Values = ReturnType<typeof parsed>['values'];

/** Reads the command line; null where help was asked for. @throws RepairError that says what is wrong */
export function readCommandLine(words: readonly string[], environment: NodeJS.ProcessEnv): Command | null {
  const { values, positionals } = parsed(words);
  if (values.help === true) return null;
  const [about, verb, ...names] = positionals;
  const url = values.url ?? `http://127.0.0.1:${environment['PORT'] ?? '3000'}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw mistake('--url must be an address that begins with http:// or https://');
  }
  const common = { url: url.replace(/\/+$/, ''), token: environment['CARELEDGER_TOKEN'], json: values.json === true };
  const from = (name: string): string => resolve(environment['INIT_CWD'] ?? process.cwd(), name);
  if (about === 'parked') return { ...common, ...parkedCommand(verb, names, values, from) };
  if (about === 'dead-letters') return { ...common, ...letterCommand(verb, names, values, from) };
  throw mistake('the first word must be parked or dead-letters');
}

type Asked = Omit<Command, 'url' | 'token' | 'json'>;

function parkedCommand(
  verb: string | undefined,
  names: string[],
  values: Values,
  from: (name: string) => string,
): Asked {
  if (verb === 'list') {
    allow(values, names, 0, 'authority');
    if (values.authority === undefined) return { what: 'parked', method: 'GET', path: '/v1/parked' };
    return { what: 'parked', method: 'GET', path: `/v1/parked?authority=${encodeURIComponent(values.authority)}` };
  }
  const [authority = '', child = ''] = names.map(encodeURIComponent);
  const path = `/v1/parked/${authority}/${child}`;
  switch (verb) {
    case 'show':
      allow(values, names, 2);
      return { what: 'parked child', method: 'GET', path };
    case 'release':
      allow(values, names, 2, 'reason');
      return { what: 'decision', method: 'POST', path: `${path}/release`, body: { reason: reasonIn(values) } };
    case 'discard': {
      allow(values, names, 2, 'reason', 'offset');
      const body = { offset: offsetIn(values), reason: reasonIn(values) };
      return { what: 'decision', method: 'POST', path: `${path}/discard`, body };
    }
    case 'correct': {
      allow(values, names, 2, 'reason', 'offset', 'event');
      if (values.event === undefined) throw mistake('--event must name the file with the event that takes the place');
      const body = { offset: offsetIn(values), reason: reasonIn(values) };
      return { what: 'decision', method: 'POST', path: `${path}/correct`, body, eventFile: from(values.event) };
    }
    default:
      throw mistake('after "parked" comes list, show, release, discard or correct');
  }
}

function letterCommand(
  verb: string | undefined,
  names: string[],
  values: Values,
  from: (name: string) => string,
): Asked {
  const path = `/v1/dead-letters/${encodeURIComponent(names[0] ?? '')}`;
  switch (verb) {
    case 'list':
      allow(values, names, 0, 'status');
      return { what: 'dead letters', method: 'GET', path: `/v1/dead-letters?status=${values.status ?? 'open'}` };
    case 'show':
      allow(values, names, 1);
      return { what: 'dead letter', method: 'GET', path };
    case 'resubmit': {
      allow(values, names, 1, 'reason', 'event');
      const asked: Asked = {
        what: 'decision',
        method: 'POST',
        path: `${path}/resubmit`,
        body: { reason: reasonIn(values) },
      };
      return values.event === undefined ? asked : { ...asked, eventFile: from(values.event) };
    }
    case 'discard':
      allow(values, names, 1, 'reason');
      return { what: 'decision', method: 'POST', path: `${path}/discard`, body: { reason: reasonIn(values) } };
    default:
      throw mistake('after "dead-letters" comes list, show, resubmit or discard');
  }
}

/** Whatever says something else than the command can do is a mistake, not to be passed over. */
function allow(values: Values, names: readonly string[], count: number, ...options: (keyof Values)[]): void {
  const wanted = ['no name', 'one name: the id', 'two names: the authority and the child'][count] ?? '';
  if (names.length !== count) throw mistake(`the command takes ${wanted}`);
  const always: (keyof Values)[] = ['url', 'json', 'help'];
  const unknown = (Object.keys(values) as (keyof Values)[]).find((name) => ![...options, ...always].includes(name));
  if (unknown !== undefined) throw mistake(`the command takes no --${unknown}`);
}

function reasonIn({ reason }: Values): string {
  if (reason !== undefined && reason.trim() !== '') return reason;
  throw mistake('--reason must say why, in a line without names');
}

function offsetIn({ offset }: Values): number {
  if (offset !== undefined && /^\d{1,15}$/.test(offset)) return Number(offset);
  throw mistake('--offset must be the offset of an event that waits, as "show" lists it');
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        authority: { type: 'string' },
        status: { type: 'string' },
        reason: { type: 'string' },
        offset: { type: 'string' },
        event: { type: 'string' },
        url: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw mistake(error instanceof Error ? error.message : String(error));
  }
}

function mistake(what: string): RepairError {
  return new RepairError(`The command cannot be understood: ${what}.\n\n${USAGE}`);
}
