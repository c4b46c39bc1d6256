import { setTimeout as wait } from 'node:timers/promises';
import { bearer } from '@careledger/config';
import { unexpected } from '../http-client';

interface Audit {
  readonly id: string;
  readonly state: string;
  readonly equal: boolean | null;
}

const LOOK_AGAIN_MS = 100;

/** Has an audit made. @returns the seconds that it took @throws BenchError where it does not find ledger and events equal */
export async function audit(url: string, asked: object): Promise<number> {
  const begin = performance.now();
  const headers = { 'content-type': 'application/json', ...bearer() };
  let answer = await fetch(`${url}/v1/audits`, { method: 'POST', headers, body: JSON.stringify(asked) });
  for (;;) {
    const text = await answer.text();
    if (!answer.ok) throw unexpected('POST', '/v1/audits', answer.status, text);
    const { id, state, equal } = JSON.parse(text) as Audit;
    if (state === 'done' && equal === true) return (performance.now() - begin) / 1000;
    if (state !== 'queued' && state !== 'running') throw unexpected('GET', `/v1/audits/${id}`, answer.status, text);
    await wait(LOOK_AGAIN_MS);
    answer = await fetch(`${url}/v1/audits/${id}`, { headers });
  }
}
