import { resolve } from 'node:path';
import { erasureCommand, type ErasureAnswer } from './erasure-commands';
import { rulebookCommand, type RulebookAnswer } from './rulebook-commands';
import { allow, mistake, offsetIn, parsed, reasonIn, type Values } from './values';

/** What is asked of the system, and how its answer is printed. */
export interface Command {
  readonly what:
    'parked' | 'parked child' | 'dead letters' | 'dead letter' | 'decision' | ErasureAnswer | RulebookAnswer;
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The file whose JSON goes into the body as `event`. */
  readonly eventFile?: string;
  readonly token: string | undefined;
  readonly json: boolean;
}

/** Reads the command line; null where help was asked for. @throws CommandError that says what is wrong */
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
  if (about === 'erasure') return { ...common, ...erasureCommand(verb, names, values) };
  if (about === 'rulebook') return { ...common, ...rulebookCommand(verb, names, values) };
  throw mistake('the first word must be parked, dead-letters, erasure or rulebook');
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
