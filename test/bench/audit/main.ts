import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { formatInstant } from '@careledger/calendar';
import { asProgram } from '../as-program';
import type { Closing } from '../closing';
import { HttpClient } from '../http-client';
import { settle } from '../ledger-facts';
import { load } from '../loading';
import { prepareRun } from '../one-run';
import { spreadOf, type Spread } from '../percentiles';
import { buildProgram, startProgram } from '../program';
import { withProgramDatabase } from '../program-database';
import { audit } from './one-audit';
import { Users, type Waits } from './users';

const USAGE = `npm run bench:audit -- [--events <number>] [--rounds <number>] [--no-build]

Says whether an audit slows what people notice: series are read and events sent, in turns without and with an audit beside
them, and the answers of both are held against each other. See docs/audit.md.
`;

const say = (message: string): void => void process.stdout.write(`${message}\n`);

async function main(closing: Closing): Promise<void> {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '4' },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return say(USAGE);
  if (!values['no-build']) await buildProgram(false, closing);
  const run = await prepareRun(Number(values.events), closing, say);
  const { facts, places } = run;
  const program = await startProgram({ places, today: facts.lastDay }, closing);
  const http = new HttpClient(program.url, 1);
  say(`Loading ${facts.events.toLocaleString('en-GB')} events …`);
  await program.during(load(program.url, http, facts, places));
  await withProgramDatabase(run, settle);

  const { authority, lastDay } = facts;
  const months = { from: lastDay.slice(0, 7), to: lastDay.slice(0, 7) };
  const asked = { authority, ...months, knownAt: formatInstant(Date.now() * 1000 - 1_000_000) };
  const users = new Users(program.url, facts);
  await users.during(() => wait(5_000)); // warms up
  const waits: Record<'without' | 'with', Waits[]> = { without: [], with: [] };
  const seconds: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    waits.with.push(
      await users.during(async () => {
        seconds.push(await audit(program.url, asked));
      }),
    );
    waits.without.push(await users.during(() => wait((seconds.at(-1) ?? 1) * 1000)));
  }
  http.close();
  await program.stop();
  rmSync(places.run, { recursive: true, force: true });

  say(
    `\n${facts.events.toLocaleString('en-GB')} events; ${seconds.length} audits of ${seconds.map((one) => one.toFixed(1)).join(', ')} s\n`,
  );
  say(`${''.padEnd(28)}${'without'.padStart(20)}${'with an audit'.padStart(20)}${'ratio'.padStart(14)}`);
  for (const what of ['series', 'acknowledged', 'inTheFigures'] as const) {
    const [without, beside] = [spread(waits.without, what), spread(waits.with, what)];
    for (const percentile of ['p50', 'p99'] as const) {
      const [a, b] = [without[percentile], beside[percentile]];
      say(
        `${`${WORDS[what]}, ${percentile}`.padEnd(28)}${`${a.toFixed(1)} ms`.padStart(20)}${`${b.toFixed(1)} ms`.padStart(20)}${(b / a).toFixed(2).padStart(14)}`,
      );
    }
  }
}

const WORDS = { series: 'a series', acknowledged: 'an event, to its 202', inTheFigures: 'an event, to the figure' };

const spread = (rounds: readonly Waits[], what: keyof Waits): Spread =>
  spreadOf(rounds.flatMap((round) => round[what]));

asProgram(main);
