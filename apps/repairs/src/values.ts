import { parseArgs } from 'node:util';
import { CommandError } from '@careledger/command-line';
import { USAGE } from './usage';

/** The options of a command line. */
export type Values = ReturnType<typeof parsed>['values'];

/** Whatever says something else than the command can do is a mistake, not to be passed over. */
export function allow(values: Values, names: readonly string[], count: number, ...options: (keyof Values)[]): void {
  const wanted = ['no name', 'one name: the id', 'two names: the authority and the child'][count] ?? '';
  if (names.length !== count) throw mistake(`the command takes ${wanted}`);
  const always: (keyof Values)[] = ['url', 'json', 'help'];
  const unknown = (Object.keys(values) as (keyof Values)[]).find((name) => ![...options, ...always].includes(name));
  if (unknown !== undefined) throw mistake(`the command takes no --${unknown}`);
}

export function reasonIn({ reason }: Values): string {
  if (reason !== undefined && reason.trim() !== '') return reason;
  throw mistake('--reason must say why, in a line without names');
}

export function offsetIn({ offset }: Values): number {
  if (offset !== undefined && /^\d{1,15}$/.test(offset)) return Number(offset);
  throw mistake('--offset must be the offset of an event that waits, as "show" lists it');
}

export function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        authority: { type: 'string' },
        status: { type: 'string' },
        state: { type: 'string' },
        ground: { type: 'string' },
        all: { type: 'boolean' },
        reason: { type: 'string' },
        offset: { type: 'string' },
        event: { type: 'string' },
        version: { type: 'string' },
        url: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw mistake(error instanceof Error ? error.message : String(error));
  }
}

export function mistake(what: string): CommandError {
  return new CommandError(`The command cannot be understood: ${what}.\n\n${USAGE}`);
}
