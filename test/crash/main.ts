// The crash law as a program: npm run crash -- [--kills 25] [--seed n]
import { parseArgs } from 'node:util';
import { crashLaw } from './crash-law';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } });
  const kills = whole('--kills', values.kills ?? '25');
  const seed = whole('--seed', values.seed ?? String(Date.now() % 2 ** 31));
  const report = await crashLaw({ kills, seed, say });
  say(
    `The crash law holds: ${report.acknowledged} events were acknowledged and are in the figures exactly once ` +
      `(${report.events} in the log, ${report.uncertain} given up by their emitter, ${report.postings} postings; ` +
      `${report.requestsFailed} requests failed on the way).`,
  );
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
