import { runCommand } from '@careledger/command-line';
import { ask } from './ask';
import { readCommandLine } from './command-line';
import { told } from './told';
import { USAGE } from './usage';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

runCommand(async () => {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command === null) return say(USAGE);
  const answer = await ask(command);
  say(command.json ? JSON.stringify(answer, null, 2) : told(command.what, answer));
});
