import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamReader } from '../../apps/insight/src/testing/stream-reader';
import { LINES, post } from '../support/client';
import { SeparateParts } from '../support/running-parts';

jest.setTimeout(120_000);

const CHILD = 'child-marker-7f3a';
const EMITTERS_TRACE = '0af7651916cd43dd8448eb211c80319c';
const EMITTERS_SPAN = `00-${EMITTERS_TRACE}-b7ad6b7169203331-01`;

interface Span {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}
interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly Omit<Span, 'service'>[] }[];
  }[];
}

/** A collector that takes OTLP over HTTP as JSON, and keeps what it is sent. */
class Collector {
  readonly spans: Span[] = [];
  text = '';
  private constructor(private readonly server: Server) {}

  static async open(): Promise<Collector> {
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        if (request.url === '/v1/traces') collector.take(body);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    const collector = new Collector(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return collector;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  named(name: string): Span[] {
    return this.spans.filter((span) => span.name === name);
  }
  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
  private take(body: string): void {
    this.text += body;
    for (const { resource, scopeSpans } of (JSON.parse(body) as ExportRequest).resourceSpans) {
      const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
      for (const { spans } of scopeSpans) this.spans.push(...spans.map((span) => ({ service, ...span })));
    }
  }
}

/** A contact of the child. */
function contact(id: string, more: object = {}): string {
  const data = { id, receivedOn: '2020-04-01' };
  const envelope = { specversion: '1.0', id, source: '/authority/841/case-system', authority: '841', subject: CHILD };
  return `${JSON.stringify({ ...envelope, type: 'csc.contact.received', data, ...more })}\n`;
}

describe('traces', () => {
  let collector: Collector;
  let parts: SeparateParts;
  beforeAll(async () => {
    collector = await Collector.open();
    parts = await SeparateParts.make({
      TODAY: '2020-04-30',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '200',
    });
  });
  afterAll(async () => {
    collector.close();
    await parts.remove();
  });

  it('lead from the request that brought an event to the live stream, and name no child', async () => {
    const [intake, insight] = await Promise.all([
      parts.start('intake'),
      parts.start('insight'),
      parts.start('projector'),
    ]);
    const stream = await StreamReader.open(`${insight.address}/v1/live?authority=841`);
    await stream.next('figures');
    const body = contact('one') + contact('own', { traceparent: EMITTERS_SPAN });
    expect((await post(intake.address, body, LINES)).body).toMatchObject({ accepted: 2 });
    await stream.next('figure');
    // Figures that were read before their announcement came have no span to follow from: then the next ones have.
    const published = (): Span | undefined => collector.named('publish figures').find((span) => span.parentSpanId);
    let more = 0;
    await parts.until('figures that are published follow from a batch', async () => {
      if (published() !== undefined) return collector.named('project batch').length > 0;
      await post(intake.address, contact(`more-${++more}`), LINES);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return false;
    });

    const [request] = collector.named('POST /v1/events');
    const [batch] = collector.named('project batch');
    expect([request, batch, published()].map((span) => span?.service)).toEqual([
      'careledger-intake',
      'careledger-projector',
      'careledger-insight',
    ]);
    expect(batch?.links).toHaveLength(2);
    expect(batch?.links).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ traceId: request?.traceId, spanId: request?.spanId }),
        expect.objectContaining({ traceId: EMITTERS_TRACE }),
      ]),
    );
    const followed = collector.named('project batch').find(({ spanId }) => spanId === published()?.parentSpanId);
    expect(followed?.traceId).toBe(published()?.traceId);

    // The same events again are duplicates, although the log has one of them with the request's traceparent.
    expect((await post(intake.address, body, LINES)).body).toMatchObject({ accepted: 0, duplicates: 2 });
    stream.close();
    await Promise.all(parts.running.map((part) => part.stop()));
    expect(collector.named('POST /v1/events')).toHaveLength(2 + more);
    expect(collector.text).not.toMatch(/child-marker|2020-04-01|case-system/);
  });

  it('load nothing where no collector is named', async () => {
    const other = await SeparateParts.make({ NODE_DEBUG: 'module' });
    try {
      const intake = await other.start('intake');
      await intake.stop();
      expect(intake.said).toContain('prom-client');
      expect(intake.said).not.toContain('exporter-trace-otlp-http');
    } finally {
      await other.remove();
    }
  });
});
