import { filesOfZip, verifyEvidence } from '@careledger/audit';
import { sampleHistory } from '../../../test/histories';
import { PlayedLog } from '../../projector/src/testing/played-log';
import { RunningAudits } from './testing/running-audits';

jest.setTimeout(60_000);

const LIST = '/authorities/841/audits';
const OWN = { 'sec-fetch-site': 'same-origin' };

let played: PlayedLog;
let running: RunningAudits;

beforeAll(async () => {
  played = await PlayedLog.open();
  for (const { appendedAt, event } of sampleHistory(5, 6, 2)) {
    played.setClock(appendedAt);
    await played.take(event);
  }
  await played.project();
  running = await RunningAudits.start(played, '2022-04-30');
});
afterAll(async () => {
  await running.stop();
  await played.close();
});

describe('the pages of audits', () => {
  it('start an audit for a page of ours alone, and say what was wrong', async () => {
    const fields = { quarter: '2020-12' };
    for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[]) {
      expect((await running.form(LIST, fields, headers)).status).toBe(403);
    }
    const wrong = await running.form(LIST, { ...fields, knownAt: '2999-01-01' }, OWN);
    expect([wrong.status, wrong.text.includes('No audit was started')]).toEqual([400, true]);
    expect((await running.page(LIST)).text).toContain('No audit has been asked for yet.');
  });

  it('follow it until it is over, and give the evidence', async () => {
    const { status, location } = await running.form(LIST, { quarter: '2020-12', knownAt: '' }, OWN);
    expect(status).toBe(303);
    const first = await running.page(location);
    expect(first.text).toContain('data-follow="2"');
    expect(first.text).toContain('<noscript><meta http-equiv="refresh" content="2"');
    // The read side only keeps what is asked for: the auditor finds it by looking.
    await running.over(location.split('/').at(-1) as string);
    const { text } = await running.page(location);
    expect(text).toContain('The ledger is right.');
    expect(text).not.toContain('data-follow');
    const { content, headers } = await running.file(`${location}/evidence`);
    const manifest = headers.get('manifest-sha256') ?? '';
    expect(verifyEvidence(filesOfZip(content), manifest).isGood).toBe(true);
    expect((await running.page(location)).text).toContain(manifest);
    expect((await running.page(LIST)).text).toContain('Quarter 3 2020/21 (October to December 2020)');
  });

  it('know no audit of another authority', async () => {
    expect((await running.page(`${LIST}/0e64db77-8b3a-4c4e-9d0d-111111111111`)).status).toBe(404);
    expect((await running.page(`${LIST}/nonsense`)).status).toBe(404);
  });
});
