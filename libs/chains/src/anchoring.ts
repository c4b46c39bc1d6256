import type { LineTopic } from '@careledger/event-log';
import type { Pool } from 'pg';
import { anchorLine, durableHeads, type Anchor } from './anchor';
import { appendLine, readAnchorFile, readLines, type ReadAnchors } from './anchor-file';

/** Where the heads of the chains are kept outside the database, and how often. Plain values, so that a thread can be given them. */
export interface AnchorPlaces {
  readonly file?: string;
  /** A topic of the cluster that has the log. */
  readonly topic?: string;
  /** Minutes from one anchor to the next. */
  readonly minutes: number;
}

export interface AnchoringOptions {
  readonly pool: Pool;
  readonly file: string | undefined;
  readonly topic: LineTopic | undefined;
  readonly minutes: number;
  /** Told where an anchor could not be kept; the next attempt comes by itself. */
  readonly onFailure: (error: unknown, place: string) => void;
}

/** Keeps the heads of the chains where whoever changes the database does not reach: now and then, and when it stops. */
export class Anchoring {
  private readonly timer: NodeJS.Timeout;
  private readonly kept = new Map<string, string>();
  private working: Promise<void> = Promise.resolve();

  constructor(private readonly options: AnchoringOptions) {
    this.timer = setInterval(() => void this.anchor(), options.minutes * 60_000);
    this.timer.unref();
    void this.anchor();
  }

  /** Anchors the heads once more; fulfilled when that is done, or could not be done. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.anchor();
    await this.options.topic?.close();
  }

  private anchor(): Promise<void> {
    this.working = this.working.then(() => this.anchorNow());
    return this.working;
  }

  private async anchorNow(): Promise<void> {
    const { pool, file, topic, onFailure } = this.options;
    let heads: Anchor | undefined;
    try {
      heads = await durableHeads(pool);
    } catch (error) {
      return onFailure(error, 'the database');
    }
    if (heads === undefined || heads.partitions.every(({ events }) => events.next === 0)) return;
    if (file !== undefined) await this.keep(heads, `the file ${file}`, (line) => appendLine(file, line));
    if (topic !== undefined) await this.keep(heads, `the topic ${topic.topic}`, (line) => topic.append(line));
  }

  /** What was kept last is not kept again while nothing has changed. */
  private async keep(heads: Anchor, place: string, append: (line: string) => Promise<void>): Promise<void> {
    const what = JSON.stringify([heads.rules, heads.partitions]);
    if (this.kept.get(place) === what) return;
    try {
      await append(anchorLine(heads));
      this.kept.set(place, what);
    } catch (error) {
      this.options.onFailure(error, place);
    }
  }
}

/** Reads back all anchors of file and topic. @throws Error of the file system; LogUnavailable */
export async function readAnchors(file: string | undefined, topic: LineTopic | undefined): Promise<ReadAnchors> {
  const read: ReadAnchors[] = [];
  if (file !== undefined) read.push(await readAnchorFile(file));
  if (topic !== undefined) {
    const lines = await topic.read();
    read.push(readLines(lines.map(({ line, offset }) => ({ line, from: `${topic.topic}, offset ${offset}` }))));
  }
  return { anchors: read.flatMap(({ anchors }) => anchors), unreadable: read.flatMap(({ unreadable }) => unreadable) };
}
