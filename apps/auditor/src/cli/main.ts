import { setTimeout as wait } from 'node:timers/promises';
import type { EvidenceFiles } from '@careledger/audit';
import { CommandError, runCommand } from '@careledger/command-line';
import type { AuditAnswer, SampleAnswer } from './answers';
import { ask } from './ask';
import { readCommandLine, USAGE, type Command, type Common } from './command-line';
import { auditOf, comparedTold, compareWithAudit, type PublishedContent } from './publication';
import { listTold, resultTold, sampleTold } from './told';
import { writeEvidence } from './write-evidence';

const LOOK_AGAIN_MS = 500;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command === null) return say(USAGE);
  switch (command.what) {
    case 'run': {
      const { audit } = await run(command);
      return command.json ? say(JSON.stringify(audit, null, 2)) : undefined;
    }
    case 'publication':
      return auditPublication(command);
    case 'evidence':
      return void (await give(command, command.id));
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

/** Audits what was published, and says whether the published figures are those that the events make. */
async function auditPublication(command: Extract<Command, { what: 'publication' }>): Promise<void> {
  const { publication } = command;
  const content = await ask<PublishedContent>(command, 'GET', `/v1/publications/${publication}/canonical`);
  const { audit, files } = await run({ ...command, what: 'run', body: { ...auditOf(content), ...command.body } });
  const compared = compareWithAudit(publication, content, files);
  say(command.json ? JSON.stringify({ audit, ...compared }, null, 2) : comparedTold(compared));
  if (compared.different.length > 0) process.exitCode = 1;
}

/** @returns the audit and the files of its evidence; to programs nothing is told on the way */
async function run(
  command: Extract<Command, { what: 'run' }>,
): Promise<{ readonly audit: AuditAnswer; readonly files: EvidenceFiles }> {
  const { id } = await ask<{ id: string }>(command, 'POST', '/v1/audits', command.body);
  const tell = progressTeller(command);
  tell(`Audit ${id} (it goes on without this command: npm run audit -- evidence ${id})`);
  for (;;) {
    const audit = await ask<AuditAnswer>(command, 'GET', `/v1/audits/${id}`);
    const { state, problem, progress, result } = audit;
    if (state === 'done' && result !== null) {
      if (!command.json) say(resultTold(audit, result));
      if (audit.equal !== true) process.exitCode = 1;
      return { audit, files: await give(command, id) };
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

/** @returns the files of the evidence */
async function give(command: Extract<Command, { what: 'run' | 'evidence' }>, id: string): Promise<EvidenceFiles> {
  const base = process.env['INIT_CWD'] ?? process.cwd();
  const { folder, zip, annex, manifestSha256, files } = await writeEvidence(command, command, id, base);
  if (command.json) return files;
  say(`Evidence: ${folder}\n          ${zip}`);
  if (annex !== undefined) say(`Annex:    ${annex} (encrypted; read it with age)`);
  say(`Manifest: ${manifestSha256} (kept with the audit too)`);
  return files;
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
