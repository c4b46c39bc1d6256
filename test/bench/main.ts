import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { whatIsMissing } from '../../infra/kafka/libraries';
import { asProgram, complain } from './as-program';
import { BenchError } from './bench-error';
import { Closing } from './closing';
import { type BenchOptions, readCommandLine, USAGE } from './command-line';
import { kafkaReportOf, liveReportOf } from './kafka/kafka-report';
import { measureLive, measureOnKafka } from './kafka/kafka-run';
import { MemoryWatch } from './memory';
import { loadAndWatch, measure, prepareRun, type Run, type RunReport } from './one-run';
import { buildProgram, startProgram } from './program';
import { readProfiles } from './profile';
import { profileReportOf, reportOf, stretchReportOf } from './report';

const say = (message: string): void => void process.stdout.write(`${message}\n`);

async function main(closing: Closing): Promise<void> {
  const options = readCommandLine(process.argv.slice(2));
  if (options === null) return say(USAGE);
  if (options.build) {
    say('Building the program …');
    await buildProgram(options.profile, closing);
    if (options.kafka && !options.onlyLive) await buildProgram(false, closing, 'build:projector');
  }
  if (options.kafka) return measureAllOnKafka(options, closing);
  await (options.profile ? profileAll(options, closing) : measureAll(options, closing));
}

async function measureAllOnKafka({ sizes, keep, onlyLive, profile }: BenchOptions, closing: Closing): Promise<void> {
  const missing = whatIsMissing();
  if (missing !== undefined) throw new BenchError(`There is no Kafka to measure on. ${missing}`);
  for (const size of sizes) {
    // Each run has its own servers, and stops them before the next.
    const servers = new Closing();
    closing.add(() => servers.run(complain));
    const run = await prepareRun(size, servers, say);
    if (onlyLive) {
      await measureLiveAlone(run, profile);
      await servers.run(complain);
      if (!keep) rmSync(run.places.run, { recursive: true, force: true });
      continue;
    }
    const report = await measureOnKafka(run, (soFar) => {
      writeFileSync(run.places.kafkaReport, `${JSON.stringify(soFar, null, 2)}\n`);
    });
    await servers.run(complain);
    if (!keep) rmSync(run.places.run, { recursive: true, force: true });
    say(`\n${kafkaReportOf(report)}`);
  }
}

async function measureLiveAlone(run: Run, profile: boolean): Promise<void> {
  const { places } = run;
  mkdirSync(places.profile, { recursive: true });
  const measured = await measureLive(run, profile ? ['--cpu-prof', `--cpu-prof-dir=${places.profile}`] : []);
  say(`\n${liveReportOf(measured)}`);
  for (const { share, stretch } of profile ? measured.live : []) {
    say(stretchReportOf(`At ${share} of the load`, readProfiles(places.profile, stretch)));
  }
}

async function measureAll({ sizes, keep }: BenchOptions, closing: Closing): Promise<void> {
  const reports: RunReport[] = [];
  for (const size of sizes) {
    const run = await prepareRun(size, closing, say);
    const report = await measure(run);
    writeFileSync(run.places.report, `${JSON.stringify(report, null, 2)}\n`);
    if (!keep) rmSync(run.places.run, { recursive: true, force: true });
    reports.push(report);
  }
  say(`\n${reportOf(reports)}`);
}

async function profileAll({ sizes, keep }: BenchOptions, closing: Closing): Promise<void> {
  for (const size of sizes) {
    const run = await prepareRun(size, closing, say);
    const { places, facts } = run;
    mkdirSync(places.profile, { recursive: true });
    const nodeOptions = ['--cpu-prof', `--cpu-prof-dir=${places.profile}`];
    const program = await startProgram({ places, today: facts.lastDay, nodeOptions }, closing);
    const watch = new MemoryWatch(program.pid);
    const { report } = await program.during(loadAndWatch(run, program, watch)).finally(() => watch.pause());
    await program.stop();
    say(`\n${profileReportOf(size, report, readProfiles(places.profile))}\n`);
    if (!keep) rmSync(places.run, { recursive: true, force: true });
  }
}

asProgram(main);
