import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { formatInstant } from '@careledger/calendar';
import { eventIn } from '@careledger/contract';
import { asProgram } from '../as-program';
import { BenchError } from '../bench-error';
import type { Closing } from '../closing';
import { historyFile, type HistoryFacts } from '../history-file';
import { HttpClient, untilCaughtUp } from '../http-client';
import { settle } from '../ledger-facts';
import { load } from '../loading';
import { type Memory, MemoryWatch } from '../memory';
import { prepareRun, type Run } from '../one-run';
import { placesFor } from '../places';
import { buildProgram, startProgram } from '../program';
import { withProgramDatabase } from '../program-database';
import { lastQuarter, nextOf, questionsAbout, type Question } from './questions';
import { Asker, type Timed } from './waits';

const USAGE = `npm run bench:pages -- [--events <number>] [--again] [--keep] [--only <words>] [--no-build]

How long each page, list and file takes to make with many children (20,000 of a million events), and how long others wait
meanwhile. --again works on the database that a run with --keep has left. See docs/pages-at-scale.md.
`;

const WARM = 3;
const MOST_PAGES = 20;

const say = (message: string): void => void process.stdout.write(`${message}\n`);

/** What was measured of a question. */
interface Row {
  readonly name: string;
  readonly path: string;
  readonly isFile: boolean;
  readonly cold: Timed;
  readonly warm: Timed;
  /** The last page that was asked for, and the how manieth it was. */
  readonly late: (Timed & { readonly page: number }) | undefined;
}

async function main(closing: Closing): Promise<void> {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '1000000' },
      again: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      only: { type: 'string' },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return say(USAGE);
  if (!values['no-build']) await buildProgram(false, closing);
  const run = values.again
    ? await keptRun(Number(values.events), closing)
    : await loadedRun(Number(values.events), closing);
  const child = await withProgramDatabaseRunning(run, closing);
  const { places, facts } = run;

  const program = await startProgram({ places, today: facts.lastDay }, closing);
  const watch = new MemoryWatch(program.pid);
  const asker = new Asker(program.url);
  const atStart = watch.use()?.end;
  watch.start();
  const first = await asker.timed(`/authorities/${facts.authority}`);
  say(`\nThe overview, first of all after a start: ${ms(first.all)}`);
  for (const what of ['due', 'data-quality'])
    say(`${what} read for the first time: ${await firstReading(asker, what, facts)}`);
  const afterReadings = watch.use()?.end;

  const rows: Row[] = [];
  for (const question of questionsAbout(facts, child.subject, child.publication)) {
    if (values.only !== undefined && !question.name.includes(values.only)) continue;
    const row = await program.during(measured(asker, question));
    rows.push(row);
    say(lineOf(row));
  }
  const memory = watch.use();
  watch.pause();
  asker.close();
  await program.stop();
  say(
    `\nMemory of Node: ${mb(atStart)} at the start, ${mb(afterReadings)} when all was read, ${mb(memory?.peak)} at the peak`,
  );
  say(
    `Slow: ${
      rows
        .filter(isSlow)
        .map(({ name }) => name)
        .join('; ') || 'nothing'
    }`,
  );
  writeFileSync(join(places.work, `pages-${facts.events}.json`), `${JSON.stringify(rows, null, 2)}\n`);
  if (!values.keep && !values.again) rmSync(places.run, { recursive: true, force: true });
}

/** A run whose history is in the database, as a load leaves it, with a publication of its last quarter. */
async function loadedRun(events: number, closing: Closing): Promise<Run> {
  const run = await prepareRun(events, closing, say);
  const { facts, places } = run;
  const program = await startProgram({ places, today: facts.lastDay }, closing);
  const http = new HttpClient(program.url, 1);
  say(`Loading ${facts.events.toLocaleString('en-GB')} events …`);
  const { projectedSeconds } = await program.during(load(program.url, http, facts, places));
  say(`  ${projectedSeconds.toFixed(0)} s`);
  await withProgramDatabase(run, settle);
  http.close();
  const startedAt = performance.now();
  const proposal = {
    authority: facts.authority,
    periods: [{ grain: 'quarter', period: lastQuarter(facts.lastDay) }],
    knownAt: formatInstant(Date.now() * 1000 - 1_000_000),
    note: 'The last quarter',
    by: 'a.analyst',
  };
  const answer = await fetch(`${program.url}/v1/publications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(proposal),
  });
  if (answer.status !== 201) throw new BenchError(`No publication was proposed: ${await answer.text()}`);
  say(`A publication of the last quarter proposed: ${ms(performance.now() - startedAt)}`);
  await program.stop();
  return run;
}

/** A run that an earlier one has left. */
async function keptRun(events: number, closing: Closing): Promise<Run> {
  const places = placesFor(events);
  const facts = await historyFile(events, places, say);
  if (existsSync(places.databaseDir)) return { places, facts, closing, say };
  throw new BenchError(
    `No database of ${events} events was left in ${places.run}: run once without --again, with --keep.`,
  );
}

/** The child with the most events, and the publication, by a program that is started for no more than that. */
async function withProgramDatabaseRunning(
  run: Run,
  closing: Closing,
): Promise<{ subject: string; publication: number }> {
  const program = await startProgram({ places: run.places, today: run.facts.lastDay }, closing);
  const http = new HttpClient(program.url, 1);
  await untilCaughtUp(http);
  http.close();
  const found = await withProgramDatabase(run, async (pool) => {
    const { rows } = await pool.query<{ payload: string }>(
      `SELECT payload FROM event WHERE child_key = (SELECT child_key FROM event GROUP BY 1 ORDER BY count(*) DESC LIMIT 1) LIMIT 1`,
    );
    const { rows: ids } = await pool.query<{ id: number }>('SELECT max(id)::int AS id FROM publication');
    return { subject: eventIn(rows[0]?.payload ?? '{}').subject, publication: ids[0]?.id ?? 1 };
  });
  await program.stop();
  return found;
}

/** Until a call that reads all records first has done so. */
async function firstReading(asker: Asker, what: string, { authority }: HistoryFacts): Promise<string> {
  const startedAt = performance.now();
  const { othersWaited } = await asker.watching(async () => {
    while (!(await asker.isAnswered(`/v1/${what}?authority=${authority}`))) await pause(100);
  });
  return `${ms(performance.now() - startedAt)}, others waited ${ms(othersWaited)}`;
}

async function measured(asker: Asker, { name, path, hasPages, isFile = false }: Question): Promise<Row> {
  const { body, ...cold } = await asker.timed(path);
  const warm: Timed[] = [];
  for (let i = 0; i < WARM; i++) {
    const { body: _, ...timed } = await asker.timed(path);
    warm.push(timed);
  }
  const typical = warm.sort((a, b) => a.all - b.all)[WARM >> 1] as Timed;
  const othersWaited = Math.max(...warm.map((one) => one.othersWaited));
  const late = hasPages === true ? await latePage(asker, nextOf(body)) : undefined;
  return { name, path, isFile, cold, warm: { ...typical, othersWaited }, late };
}

async function latePage(asker: Asker, next: string | undefined): Promise<Row['late']> {
  let late: Row['late'];
  for (let page = 2; next !== undefined && page <= MOST_PAGES; page++) {
    const { body, ...timed } = await asker.timed(next);
    late = { ...timed, page };
    next = nextOf(body);
  }
  return late;
}

const MOST_MS = { page: 1_000, file: 5_000, others: 200 };

const isSlow = ({ isFile, cold, warm, late }: Row): boolean =>
  [cold, warm, ...(late === undefined ? [] : [late])].some(
    ({ all, othersWaited }) => all > MOST_MS[isFile ? 'file' : 'page'] || othersWaited > MOST_MS.others,
  );

const ms = (milliseconds: number): string => `${Math.round(milliseconds).toLocaleString('en-GB')} ms`;
const mb = (memory: Memory | undefined): string => (memory === undefined ? '?' : `${Math.round(memory.node / 1e6)} MB`);

function lineOf(row: Row): string {
  const { name, cold, warm, late } = row;
  const waited = Math.max(cold.othersWaited, warm.othersWaited, late?.othersWaited ?? 0);
  const lateWords = late === undefined ? '' : `${ms(late.all)} (${late.page})`;
  const cells = [
    name,
    ms(cold.all),
    ms(warm.firstByte),
    ms(warm.all),
    lateWords,
    `${Math.round(warm.bytes / 1000)} kB`,
    ms(waited),
  ];
  return `| ${cells.join(' | ')} |${isSlow(row) ? ' slow' : ''}`;
}

asProgram(main);
