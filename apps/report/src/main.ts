import { runCommand } from '@careledger/command-line';
import { readCommandLine, USAGE } from './command-line';
import { told, writeReport } from './write-report';

runCommand(async () => {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command === null) return void process.stdout.write(`${USAGE}\n`);
  process.stdout.write(`${told(await writeReport(command))}\n`);
});
