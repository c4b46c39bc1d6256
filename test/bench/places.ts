import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

const WORK = join(ROOT, '.bench');

/** Where things of a run with that many events lie. All of `.bench` is git-ignored and can be thrown away. */
export interface Places {
  readonly work: string;
  /** The history that is loaded, as NDJSON; kept from run to run. */
  readonly history: string;
  /** The events that follow it, for the live phase. */
  readonly live: string;
  /** What is known about both. */
  readonly facts: string;
  /** All that the run itself makes: removed after it, unless it is to be kept. */
  readonly run: string;
  readonly dataDir: string;
  /** PostgreSQL's folder for histories that are no fixture. */
  readonly databaseDir: string;
  /** The rows that the run wrote, for the floor. */
  readonly rows: string;
  readonly log: string;
  readonly profile: string;
  readonly report: string;
  readonly kafkaReport: string;
}

export function placesFor(events: number): Places {
  const run = join(WORK, `run-${events}`);
  const dataDir = join(run, 'data');
  return {
    work: WORK,
    history: join(WORK, `events-${events}.ndjson`),
    live: join(WORK, `events-${events}-live.ndjson`),
    facts: join(WORK, `events-${events}.json`),
    run,
    dataDir,
    databaseDir: join(dataDir, 'real'),
    rows: join(run, 'rows'),
    log: join(run, 'program.log'),
    profile: join(run, 'profile'),
    report: join(WORK, `report-${events}.json`),
    kafkaReport: join(WORK, `report-kafka-${events}.json`),
  };
}
