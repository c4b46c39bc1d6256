import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseInstant } from '@careledger/calendar';
import { sameContent, validateEvent, type CaseEvent } from '@careledger/contract';

/** The intake as the HTTP contract describes it, keeping what it takes in memory. */
export class AnIntake {
  readonly events = new Map<string, CaseEvent>();
  /** The pseudonyms of children who were erased. */
  readonly erased = new Set<string>();
  readonly requests: { readonly path: string; readonly type: string | undefined; readonly lines: number }[] = [];
  /** Answers that it gives before it takes anything, first one first. */
  readonly answersBefore: {
    readonly status: number;
    readonly headers?: Record<string, string>;
    readonly body: string;
  }[] = [];
  private server: Server | undefined;

  /** Starts it on a free port; gives back its address. */
  async start(now = parseInstant('2026-05-01T09:00:00Z')): Promise<string> {
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const before = this.answersBefore.shift();
        if (before) {
          response.writeHead(before.status, before.headers).end(before.body);
          return;
        }
        const lines = body.split('\n').filter((line) => line.trim() !== '');
        this.requests.push({
          path: request.url ?? '',
          type: request.headers['content-type'],
          lines: lines.length,
        });
        const answer = this.take(lines, now);
        const status = answer.rejectedCount === lines.length ? 422 : 202;
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    this.server = server;
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => (this.server ? this.server.close(() => done()) : done()));
  }

  private take(lines: readonly string[], now: number) {
    const answer = { accepted: 0, duplicates: 0, rejectedCount: 0, rejected: [] as object[] };
    lines.forEach((line, index) => {
      const checked = validateEvent(JSON.parse(line), { now });
      const refuse = (id: string | null, field: string, rule: string): void => {
        answer.rejectedCount += 1;
        answer.rejected.push({ index, id, field, rule });
      };
      if ('refusal' in checked) return refuse(checked.refusal.id, checked.refusal.field, checked.refusal.rule);
      const { event } = checked;
      if (this.erased.has(event.subject)) return refuse(event.id, 'subject', 'erased');
      const name = [event.authority, event.subject, event.source, event.id].join(' ');
      const before = this.events.get(name);
      if (before === undefined) {
        this.events.set(name, event);
        answer.accepted += 1;
      } else if (sameContent(before, event)) answer.duplicates += 1;
      else refuse(event.id, 'id', 'id-reused');
    });
    return answer;
  }
}
