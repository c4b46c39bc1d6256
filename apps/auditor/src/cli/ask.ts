import { ask as askForAny, askForJson, type Answer } from '@careledger/command-line';
import type { Common } from './command-line';

/** Asks the system for JSON; gives what it answers. @throws CommandError that says what it refused, and why */
export function ask<T>({ url, token }: Common, method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  return askForJson<T>({ url, token, method, path, body });
}

/** Asks for a file. @throws CommandError as `ask` */
export function fetchFile({ url, token }: Common, path: string): Promise<Answer> {
  return askForAny({ url, token, method: 'GET', path });
}
