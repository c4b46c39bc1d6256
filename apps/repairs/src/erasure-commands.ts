import { allow, mistake, reasonIn, type Values } from './values';

/** How an answer about erasures is printed. */
export type ErasureAnswer = 'erasures' | 'erasure' | 'due' | 'holds' | 'hold';

interface Asked {
  readonly what: ErasureAnswer;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What a command that begins with `erasure` asks of the system. @throws CommandError that says what is wrong */
export function erasureCommand(verb: string | undefined, names: string[], values: Values): Asked {
  const [first = '', second] = names;
  const path = `/v1/erasures/${encodeURIComponent(first)}`;
  switch (verb) {
    case 'list':
      allow(values, names, 0, 'authority', 'state');
      return { what: 'erasures', method: 'GET', path: `/v1/erasures${query(values, 'authority', 'state')}` };
    case 'due':
      allow(values, names, 0, 'authority');
      if (values.authority === undefined) throw mistake('--authority must say whose children');
      return { what: 'due', method: 'GET', path: `/v1/erasures/due${query(values, 'authority')}` };
    case 'show':
      allow(values, names, 1);
      return { what: 'erasure', method: 'GET', path };
    case 'request': {
      allow(values, names, 2, 'ground', 'reason');
      if (values.ground === undefined) throw mistake('--ground must say on what ground in law');
      const body = { authority: first, child: second, ground: values.ground, reason: reasonIn(values) };
      return { what: 'erasure', method: 'POST', path: '/v1/erasures', body };
    }
    case 'carry-out':
    case 'withdraw':
    case 'let-in':
      allow(values, names, 1);
      return { what: 'erasure', method: 'POST', path: `${path}/${verb}` };
    case 'holds':
      allow(values, names, 0, 'authority', 'all');
      return { what: 'holds', method: 'GET', path: `/v1/holds${query(values, 'authority', 'all')}` };
    case 'hold': {
      allow(values, names, second === undefined ? 1 : 2, 'reason');
      const body = { authority: first, ...(second !== undefined && { child: second }), reason: reasonIn(values) };
      return { what: 'hold', method: 'POST', path: '/v1/holds', body };
    }
    case 'lift':
      allow(values, names, 1);
      return { what: 'hold', method: 'POST', path: `/v1/holds/${encodeURIComponent(first)}/lift` };
    default:
      throw mistake('after "erasure" comes list, show, request, carry-out, withdraw, let-in, due, holds, hold or lift');
  }
}

function query(values: Values, ...names: readonly ('authority' | 'state' | 'all')[]): string {
  const given = names.flatMap((name): [string, string][] => {
    return values[name] === undefined ? [] : [[name, String(values[name])]];
  });
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
