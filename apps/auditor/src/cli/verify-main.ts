import { resolve } from 'node:path';
import { readEvidence, verifyEvidence } from '@careledger/audit';

const USAGE = `npm run verify:evidence -- <folder or zip> [--manifest <sha256>]

Checks evidence of an audit by itself, without the database: that every file is what the manifest says, and that percentages,
rates, totals and digests follow from each other. With --manifest also that it is the evidence which that number names: the
audit keeps it. Ends with 1 where anything is wrong.
`;

const MOST_TOLD = 20;

function main(words: readonly string[]): number {
  const [path, option, expected, ...rest] = words;
  const isUnderstood =
    path !== undefined &&
    rest.length === 0 &&
    (option === undefined || (option === '--manifest' && /^[0-9a-f]{64}$/i.test(expected ?? '')));
  if (!isUnderstood) {
    process.stderr.write(USAGE);
    return 1;
  }
  const { audit, manifestSha256, checks, isGood } = verifyEvidence(
    readEvidence(resolve(process.env['INIT_CWD'] ?? process.cwd(), path)),
    expected,
  );
  for (const { what, count, wrong } of checks) {
    process.stdout.write(`${wrong.length === 0 ? 'good ' : 'WRONG'}  ${what} (${count.toLocaleString('en-GB')})\n`);
    for (const line of wrong.slice(0, MOST_TOLD)) process.stdout.write(`         ${line}\n`);
    if (wrong.length > MOST_TOLD) process.stdout.write(`         … and ${wrong.length - MOST_TOLD} more\n`);
  }
  process.stdout.write(`\nAudit ${audit || 'unknown'}, manifest ${manifestSha256 || 'missing'}\n`);
  process.stdout.write(isGood ? 'The evidence is whole and fits together.\n' : 'THE EVIDENCE IS NOT GOOD.\n');
  return isGood ? 0 : 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`The evidence cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
