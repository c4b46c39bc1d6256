import { get, type IncomingMessage } from 'node:http';
import { bearer } from '@careledger/config';
import { BenchError } from './bench-error';
import { unexpected } from './http-client';

/** A figure as the live stream told it. */
export interface ToldFigure {
  /** `performance.now()` when it was here. */
  readonly at: number;
  readonly numerator: number;
  /** How far the log is in it, by partition: the offset that comes next. */
  readonly position: Readonly<Record<string, number>>;
}

/** Whose figure is watched. */
export interface Watched {
  readonly authority: string;
  readonly measure: string;
  /** `YYYY-MM` */
  readonly period: string;
}

interface FigureMessage {
  readonly measure: string;
  readonly grain: string;
  readonly period: string;
  readonly numerator: number;
  readonly position: Readonly<Record<string, number>>;
}

const PATIENCE_MS = 30_000;

/** Listens to the live stream of an authority, as the dashboard does, and keeps what is told of one monthly figure. */
export class LiveStream {
  readonly told: ToldFigure[] = [];
  private waiting: { numerator: number; resolve: () => void } | undefined;
  private rest = '';
  private readonly mark: string;

  private constructor(
    private readonly response: IncomingMessage,
    private readonly watched: Watched,
  ) {
    this.mark = `"${watched.measure}"`;
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.take(chunk, performance.now()));
    response.on('error', () => undefined); // it was closed
  }

  static async open(url: string, watched: Watched): Promise<LiveStream> {
    const path = `/v1/live?authority=${watched.authority}`;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = get(`${url}${path}`, { headers: { accept: 'text/event-stream', ...bearer() } }, resolve).once(
        'error',
        reject,
      );
      asked.setTimeout(PATIENCE_MS, () => asked.destroy(new BenchError(`GET ${path} is not answered.`)));
      asked.once('response', () => asked.setTimeout(0));
    });
    if (response.statusCode !== 200) throw unexpected('GET', path, response.statusCode ?? 0, '');
    return new LiveStream(response, watched);
  }

  /** Fulfilled when the figure is that high. @throws BenchError where the stream does not tell it */
  async until(numerator: number): Promise<void> {
    if ((this.told.at(-1)?.numerator ?? 0) >= numerator) return;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        const latest = this.told.at(-1)?.numerator ?? 'nothing';
        reject(
          new BenchError(`The live stream tells ${latest} for ${this.watched.measure}; it should be ${numerator}.`),
        );
      }, PATIENCE_MS);
      const done = (): void => {
        clearTimeout(late);
        resolve();
      };
      this.waiting = { numerator, resolve: done };
    });
  }

  close(): void {
    this.response.destroy();
  }

  private take(chunk: string, at: number): void {
    const text = this.rest + chunk;
    const end = text.lastIndexOf('\n\n');
    this.rest = end < 0 ? text : text.slice(end + 2);
    if (end < 0) return;
    for (const block of text.slice(0, end).split('\n\n')) {
      if (block.includes(this.mark)) this.takeFigure(block, at);
    }
  }

  private takeFigure(block: string, at: number): void {
    const lines = block.split('\n');
    if (!lines.includes('event: figure')) return;
    const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim());
    const { measure, grain, period, numerator, position } = JSON.parse(data.join('\n')) as FigureMessage;
    if (measure !== this.watched.measure || grain !== 'month' || period !== this.watched.period) return;
    this.told.push({ at, numerator, position });
    if (this.waiting !== undefined && numerator >= this.waiting.numerator) this.waiting.resolve();
  }
}
