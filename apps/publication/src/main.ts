import { ask, askForJson, runCommand } from '@careledger/command-line';
import { readCommandLine, USAGE } from './command-line';
import { told } from './told';

runCommand(async () => {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command === null) return void process.stdout.write(`${USAGE}\n`);
  // Not a byte more: the digest of a canonical text is to be that of the publication.
  if (command.what === 'text as it is') return void process.stdout.write((await ask(command)).content);
  const answer = await askForJson(command);
  process.stdout.write(`${command.json ? JSON.stringify(answer, null, 2) : told(command.what, answer)}\n`);
});
