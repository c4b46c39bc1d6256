import { bearer } from '@careledger/config';

/** An event of a stream. */
export interface StreamEvent {
  readonly name: string;
  readonly data: Record<string, unknown>;
}

/** Reads server-sent events, one after the other. */
export class StreamReader {
  private readonly aborter = new AbortController();
  private readonly events: AsyncGenerator<StreamEvent, void, undefined>;

  private constructor(body: ReadableStream<Uint8Array>) {
    this.events = eventsIn(body);
  }

  static async open(url: string): Promise<StreamReader> {
    const aborter = new AbortController();
    const response = await fetch(url, { headers: bearer(), signal: aborter.signal });
    if (response.status !== 200 || response.body === null) throw new Error(`the stream answers ${response.status}`);
    const reader = new StreamReader(response.body);
    aborter.signal.throwIfAborted();
    reader.aborter.signal.addEventListener('abort', () => aborter.abort());
    return reader;
  }

  /** The next event of that name; others are passed over. */
  async next(name: string): Promise<Record<string, unknown>> {
    for (;;) {
      const { value, done } = await this.events.next();
      if (done === true || value === undefined) throw new Error(`the stream has ended before a ${name}`);
      if (value.name === name) return value.data;
    }
  }

  /** Waits until the server has ended the stream. */
  async end(): Promise<void> {
    while ((await this.events.next()).done !== true);
  }

  close(): void {
    this.aborter.abort();
  }
}

async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent, void, undefined> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(part) ?? [];
      if (name !== undefined && data !== undefined) yield { name, data: JSON.parse(data) as Record<string, unknown> };
    }
  }
}
