import { ImportError } from './import-error';
import { readCommandLine, USAGE } from './command-line';
import { importReturns } from './import-returns';
import { summaryText, writeReport } from './import-summary';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Exit code 0: all was taken; 1: it could not be done, or the system refused an event. Rows left out are no failure. */
async function main(): Promise<number> {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command === null) {
    say(USAGE);
    return 0;
  }
  const { options, report } = command;
  const summary = await importReturns(options, { say, now: () => Date.now() * 1000 });
  say(summaryText(summary));
  if (report !== undefined) {
    writeReport(report, summary);
    say(`\nEvery row that was left out, remarked or refused is in ${report}.`);
  }
  if (options.dryRun) say('\nThis was a dry run: nothing was sent and nothing was kept.');
  return summary.refused.length > 0 ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const message = error instanceof ImportError ? error.message : String(error instanceof Error ? error.stack : error);
    process.stderr.write(`The import was not done: ${message}\n`);
    process.exitCode = 1;
  },
);
