import { readCommandLine, TokenError, USAGE } from './command-line';
import { makeToken } from './make-token';

async function main(): Promise<void> {
  const order = readCommandLine(process.argv.slice(2));
  if (order === null) {
    process.stdout.write(USAGE);
    return;
  }
  const { token, expiresAt, keyFile, isNewKey } = await makeToken(order, process.env, Date.now());
  // The token alone goes to standard output, so that it can be caught: CARELEDGER_TOKEN=$(npm run --silent token -- …)
  if (isNewKey) process.stderr.write(`Made the key ${keyFile}. Whoever can read it can make tokens.\n`);
  process.stderr.write(
    `A token for ${order.name}, which holds until ${new Date(expiresAt).toISOString().slice(0, 10)}:\n`,
  );
  process.stdout.write(`${token}\n`);
}

main().catch((error: unknown) => {
  const known = error instanceof TokenError;
  process.stderr.write(`${known ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
});
