import { parseArgs } from 'node:util';
import { DEFAULT_FIXTURE } from '@careledger-fixtures/index';
import { SimulateError } from './simulate-error';

export const USAGE = `npm run simulate -- [options]

Goes on where the made-up history ends: sends a trickle of made-up events about its last weeks to the running system, so
that one can watch the figures move. Ctrl-C stops it. See docs/fixtures.md.

  --url <address>     the running system (default http://127.0.0.1:PORT, PORT by default 3000)
  --rate <number>     events a second, up to 1000 (default 2)
  --count <number>    stops after so many events (default: goes on until it is stopped)
  --seed <number>     the same seed takes the same steps (default: another one each time)
  --fixture <name>    the made-up history that the system was started with (default FIXTURE, else ${DEFAULT_FIXTURE})
`;

const MOST_EVENTS_A_SECOND = 1000;

/** What a run does. */
export interface SimulateOptions {
  readonly url: string;
  readonly rate: number;
  /** Infinity where none was given. */
  readonly count: number;
  /** Undefined where none was given. */
  readonly seed: number | undefined;
  readonly fixture: string;
}

/** Reads the command line; null where help was asked for. Throws a SimulateError that says what is wrong. */
export function readCommandLine(words: readonly string[], environment: NodeJS.ProcessEnv): SimulateOptions | null {
  const values = parsed(words);
  if (values.help === true) return null;
  const url = values.url ?? `http://127.0.0.1:${environment['PORT'] ?? '3000'}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw mistake('--url must be an address that begins with http:// or https://');
  }
  const rate = Number(values.rate ?? '2');
  if (!(rate > 0 && rate <= MOST_EVENTS_A_SECOND)) {
    throw mistake(`--rate must be a number above 0 and up to ${MOST_EVENTS_A_SECOND}`);
  }
  return {
    url: url.replace(/\/+$/, ''),
    rate,
    count: values.count === undefined ? Infinity : wholeNumber('--count', values.count, 1),
    seed: values.seed === undefined ? undefined : wholeNumber('--seed', values.seed, 0),
    fixture: values.fixture ?? environment['FIXTURE'] ?? DEFAULT_FIXTURE,
  };
}

function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && Number.isSafeInteger(number)) return number;
  throw mistake(`${option} must be a whole number, ${least} or more`);
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        url: { type: 'string' },
        rate: { type: 'string' },
        count: { type: 'string' },
        seed: { type: 'string' },
        fixture: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw mistake(error instanceof Error ? error.message : String(error));
  }
}

function mistake(what: string): SimulateError {
  return new SimulateError(`The command cannot be understood: ${what}.\n\n${USAGE}`);
}
