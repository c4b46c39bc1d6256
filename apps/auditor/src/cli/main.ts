import { setTimeout as wait } from 'node:timers/promises';
import { CommandError, runCommand } from '@careledger/command-line';
import type { AuditAnswer, SampleAnswer } from './answers';
import { ask } from './ask';
import { readCommandLine, USAGE, type Command, type Common } from './command-line';
import { listTold, resultTold, sampleTold } from './told';
import { writeEvidence } from './write-evidence';

const LOOK_AGAIN_MS = 500;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command === null) return say(USAGE);
  switch (command.what) {
    case 'run':
      return run(command);
    case 'evidence':
      return give(command, command.id);
    case 'list': {
      const answer = await ask<{ audits: AuditAnswer[] }>(
        command,
        'GET',
        `/v1/audits?authority=${encodeURIComponent(command.authority)}`,
      );
      return say(command.json ? JSON.stringify(answer, null, 2) : listTold(answer.audits));
    }
    case 'sample': {
      const answer = await ask<SampleAnswer>(command, 'GET', `/v1/audits/${command.id}/sample`);
      return say(command.json ? JSON.stringify(answer, null, 2) : sampleTold(answer));
    }
    case 'record': {
      const answer = await ask(command, 'POST', `/v1/audits/${command.id}/sample/${command.number}`, command.body);
      return say(command.json ? JSON.stringify(answer, null, 2) : `Entry ${command.number} of the sample is recorded.`);
    }
  }
}

async function run(command: Extract<Command, { what: 'run' }>): Promise<void> {
  const { id } = await ask<{ id: string }>(command, 'POST', '/v1/audits', command.body);
  const tell = progressTeller(command);
  tell(`Audit ${id} (it goes on without this command: npm run audit -- evidence ${id})`);
  for (;;) {
    const audit = await ask<AuditAnswer>(command, 'GET', `/v1/audits/${id}`);
    const { state, problem, progress, result } = audit;
    if (state === 'done' && result !== null) {
      if (command.json) say(JSON.stringify(audit, null, 2));
      else say(resultTold(audit, result));
      if (audit.equal !== true) process.exitCode = 1;
      return give(command, id);
    }
    if (state === 'failed' || state === 'interrupted') {
      throw new CommandError(`The audit is ${state}: ${problem ?? 'nobody said why'}. Ask for it again.`);
    }
    const { stage, eventsDone, eventsTotal } = progress;
    const share =
      eventsTotal > 0
        ? `, ${Math.floor((100 * eventsDone) / eventsTotal)} % of ${eventsTotal.toLocaleString('en-GB')} events`
        : '';
    tell(state === 'queued' ? '  it waits for those before it' : `  ${stage || 'begins'}${share}`);
    await wait(LOOK_AGAIN_MS);
  }
}

async function give(command: Extract<Command, { what: 'run' | 'evidence' }>, id: string): Promise<void> {
  const base = process.env['INIT_CWD'] ?? process.cwd();
  const { folder, zip, annex, manifestSha256 } = await writeEvidence(command, command, id, base);
  if (command.json) return;
  say(`Evidence: ${folder}\n          ${zip}`);
  if (annex !== undefined) say(`Annex:    ${annex} (encrypted; read it with age)`);
  say(`Manifest: ${manifestSha256} (kept with the audit too)`);
}

/** Says each new line once; nothing where programs read the answer. */
function progressTeller({ json }: Common): (line: string) => void {
  let last = '';
  return (line) => {
    if (json || line === last) return;
    last = line;
    process.stderr.write(`${line}\n`);
  };
}

runCommand(main);
