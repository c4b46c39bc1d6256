import { existsSync, writeFileSync } from 'node:fs';
import { readCommandLine, USAGE, type CommandLine } from './command-line';
import { forgetChildren, journalsOf } from './forget-children';
import { ImportError } from './import-error';
import { importCensus } from './import-census';
import { importList } from './import-list';
import { importReturns } from './import-returns';
import { summaryText, writeReport, type ImportSummary } from './import-summary';
import { templateOf } from './lists/columns';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Exit code 0: all was taken; 1: it could not be done, or the system refused an event. Rows left out are no failure. */
async function main(): Promise<number> {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command === null) {
    say(USAGE);
    return 0;
  }
  if (command.what === 'template') {
    if (command.to === undefined) say(templateOf(command.type));
    else writeTemplate(command.to, templateOf(command.type));
    return 0;
  }
  if (command.what === 'forget') {
    let gone = 0;
    for (const path of await journalsOf(command.keep, command.authority)) {
      gone += await forgetChildren(path, new Set([command.child]));
    }
    say(
      gone === 0
        ? 'No journal has anything of that child.'
        : `The journals have nothing of that child any more (${gone} lines went).`,
    );
    return 0;
  }
  const { options, report } = command;
  const summary = await imported(command);
  say(summaryText(summary));
  if (report !== undefined) {
    writeReport(report, summary);
    say(`\nEvery row that was left out, remarked or refused is in ${report}.`);
  }
  if (options.dryRun) say('\nThis was a dry run: nothing was sent and nothing was kept.');
  return summary.refused.length > 0 ? 1 : 0;
}

function writeTemplate(path: string, header: string): void {
  if (existsSync(path)) throw new ImportError(`${path} is there already. Name a file that is not, or move it away.`);
  writeFileSync(path, `${header}\r\n`);
}

function imported(command: Exclude<CommandLine, null | { what: 'template' | 'forget' }>): Promise<ImportSummary> {
  const around = { say, now: () => Date.now() * 1000 };
  if (command.what === 'ssda903') return importReturns(command.options, around);
  if (command.what === 'cin') return importCensus(command.options, around);
  return importList(command.options, around);
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
