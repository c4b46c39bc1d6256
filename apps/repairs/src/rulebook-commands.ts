import { allow, mistake, reasonIn, type Values } from './values';

/** How an answer about rulebooks is printed. */
export type RulebookAnswer = 'rulebooks' | 'activation';

interface Asked {
  readonly what: RulebookAnswer;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What a command that begins with `rulebook` asks of the system. @throws CommandError that says what is wrong */
export function rulebookCommand(verb: string | undefined, names: string[], values: Values): Asked {
  if (verb === 'list') {
    allow(values, names, 0);
    return { what: 'rulebooks', method: 'GET', path: '/v1/rulebooks' };
  }
  if (verb !== 'activate') throw mistake('after "rulebook" comes list or activate');
  allow(values, names, 0, 'version', 'reason');
  const { version } = values;
  if (version === undefined || !/^\d{1,5}$/.test(version)) throw mistake('--version must be the number of a rulebook');
  const body = { reason: reasonIn(values) };
  return { what: 'activation', method: 'POST', path: `/v1/rulebooks/${version}/activate`, body };
}
