// Faults on a real broker and a real database, as a program: npm run faults -- [--only name,name] [--seconds 30] [--seed n]
import { parseArgs } from 'node:util';
import { whatIsMissing } from '../../infra/kafka/libraries';
import { buildParts } from './built-parts';
import { FAULTS, type Fault } from './faults';
import type { Row } from './outcome';
import { tableOf } from './table';
import { withstand } from './trial';

const SECONDS = '30';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      seconds: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const seconds = whole('--seconds', values.seconds ?? SECONDS);
  const seed = whole('--seed', values.seed ?? String(Date.now() % 2 ** 31));
  const faults = chosen(values.only);
  const missing = whatIsMissing();
  if (missing !== undefined) throw new Error(missing);
  await buildParts();
  const rows: Row[] = [];
  for (const fault of faults) {
    const lacking = fault.whatIsMissing?.();
    if (lacking !== undefined) {
      say(`SKIPPED: ${fault.title}: ${lacking}.`);
      continue;
    }
    try {
      rows.push(...(await withstand([fault], { seconds, seed, form: 'long', say })));
      say(`${tableOf(rows)}\n`);
    } catch (error) {
      process.stderr.write(`${fault.title}: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }
  }
}

/** The faults of these names, all where none is named. */
function chosen(only: string | undefined): readonly Fault[] {
  if (only === undefined) return FAULTS;
  return only.split(',').map((name) => {
    const fault = FAULTS.find((each) => each.name === name);
    if (fault !== undefined) return fault;
    throw new Error(`--only knows no "${name}". There are: ${FAULTS.map((each) => each.name).join(', ')}.`);
  });
}

function whole(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${name} must be a whole number, not "${text}"`);
  return number;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
