import { ask } from './ask';
import { readCommandLine } from './command-line';
import { RepairError } from './repair-error';
import { told } from './told';
import { USAGE } from './usage';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command === null) return say(USAGE);
  const answer = await ask(command);
  say(command.json ? JSON.stringify(answer, null, 2) : told(command.what, answer));
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof RepairError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 1;
});
