import { readFileSync } from 'node:fs';
import { askForJson, CommandError } from '@careledger/command-line';
import type { Command } from './command-line';

/** Asks the system; gives what it answers. @throws CommandError that says what it refused, and why */
export function ask({ eventFile, ...command }: Command): Promise<unknown> {
  const body = eventFile === undefined ? command.body : { ...command.body, event: eventIn(eventFile) };
  return askForJson({ ...command, body });
}

function eventIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    throw new CommandError(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
