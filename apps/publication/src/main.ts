import { ask } from './ask';
import { readCommandLine, USAGE } from './command-line';
import { PublicationError } from './publication-error';
import { told } from './told';

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command === null) return void process.stdout.write(`${USAGE}\n`);
  const answer = await ask(command);
  // Not a byte more: its digest is to be that of the publication.
  if (typeof answer === 'string') return void process.stdout.write(answer);
  process.stdout.write(`${command.json ? JSON.stringify(answer, null, 2) : told(command.what, answer)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof PublicationError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 1;
});
