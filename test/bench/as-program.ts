import { BenchError } from './bench-error';
import { Closing } from './closing';

/** Tells a person, beside what was measured. */
export const complain = (message: string): void => void process.stderr.write(`${message}\n`);

/** Runs a benchmark as a program: what it has started is ended however it ends, by a signal too. */
export function asProgram(main: (closing: Closing) => Promise<void>): void {
  const closing = new Closing();
  const leave = async (code: number): Promise<never> => {
    await closing.run(complain);
    process.exit(code);
  };
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      complain('\nStopping what was started …');
      void leave(130);
    });
  }
  const fail = (error: unknown): void => {
    if (stopping) return; // it failed because it was stopped
    stopping = true;
    complain(inWords(error));
    void leave(1);
  };
  process.on('uncaughtException', fail);
  main(closing).then(() => leave(0), fail);
}

/** Of a mistake in the command line or in what was found, what a person needs; of all else where it happened. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isOfOptions = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  return error instanceof BenchError || isOfOptions ? error.message : String(error.stack);
}
