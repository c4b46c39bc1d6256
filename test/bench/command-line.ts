import { parseArgs } from 'node:util';
import { BenchError } from './bench-error';

export const USAGE = `npm run bench -- [options]

Measures the whole program on a generated history, and the floor beside it. See docs/benchmark.md.

  --events <numbers>  how many events are loaded; several with commas between them (default 100000,1000000)
  --kafka             measures on Kafka and on the journal beside it (default 100000)
  --only-live         with --kafka: only the load on Kafka and the live events after it
  --profile           only loads, with Node's CPU profiler on, and says where the time goes; with --only-live
                      where it goes while live events come
  --no-build          runs what was built before
  --keep              leaves the database, the program's log and the exported rows in .bench
`;

export interface BenchOptions {
  /** Smallest first. */
  readonly sizes: readonly number[];
  readonly kafka: boolean;
  readonly onlyLive: boolean;
  readonly profile: boolean;
  readonly build: boolean;
  readonly keep: boolean;
}

const FEWEST = 10_000;
const MOST = 100_000_000;

/** Reads the command line; null where help was asked for. @throws BenchError that says what is wrong */
export function readCommandLine(words: readonly string[]): BenchOptions | null {
  const {
    events,
    kafka = false,
    'only-live': onlyLive = false,
    profile,
    'no-build': noBuild,
    keep,
    help,
  } = parsed(words);
  if (help) return null;
  const sizes = (events ?? (kafka ? '100000' : '100000,1000000')).split(',').map((text) => {
    const size = Number(text);
    if (/^\d+$/.test(text) && size >= FEWEST && size <= MOST) return size;
    throw mistake(`--events must be whole numbers from ${FEWEST} to ${MOST} with commas between them, not "${text}"`);
  });
  if (onlyLive && !kafka) throw mistake('--only-live goes with --kafka');
  if (kafka && profile && !onlyLive) throw mistake('--kafka and --profile go together with --only-live alone');
  return {
    sizes: [...new Set(sizes)].sort((a, b) => a - b),
    kafka,
    onlyLive,
    profile: profile ?? false,
    build: !(noBuild ?? false),
    keep: keep ?? false,
  };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        events: { type: 'string' },
        kafka: { type: 'boolean' },
        'only-live': { type: 'boolean' },
        profile: { type: 'boolean' },
        'no-build': { type: 'boolean' },
        keep: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw mistake(error instanceof Error ? error.message : String(error));
  }
}

function mistake(what: string): BenchError {
  return new BenchError(`The command cannot be understood: ${what}.\n\n${USAGE}`);
}
