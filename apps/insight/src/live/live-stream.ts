import type { ServerResponse } from 'node:http';

/** A reader that takes nothing for so long has gone, or is of no use. */
const PATIENCE_MS = 30_000;

/** An event as server-sent events write them. */
export function eventText(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * One reader of a live stream. While the reader is slow nothing is queued for it: what moves meanwhile is noted by name,
 * and sent as it stands once the reader has caught up. So the memory that it takes does not grow.
 */
export class LiveStream {
  private readonly missed = new Set<string>();
  private isSlow = false;
  private patience: NodeJS.Timeout | undefined;

  /**
   * @param out an answer whose head has been written
   * @param eventOf writes the event of what has that name, as it stands when it is sent
   */
  constructor(
    private readonly out: ServerResponse,
    private readonly eventOf: (name: string) => string,
  ) {
    out.on('drain', () => this.catchUp());
  }

  /**
   * Sends what has moved, or notes it where the reader is slow.
   * @param text the events of all that has moved, where they have been written for others already
   */
  send(moved: readonly string[], text?: string): void {
    if (this.isSlow) for (const name of moved) this.missed.add(name);
    else if (moved.length > 0) this.write(text ?? moved.map(this.eventOf).join(''));
  }

  /** Shows the reader, and whatever lies between, that the stream is alive. */
  beat(): void {
    if (!this.isSlow) this.write(': still here\n\n');
  }

  end(): void {
    clearTimeout(this.patience);
    this.out.end();
  }

  /** Calls back once the reader has gone. */
  onClose(then: () => void): void {
    this.out.on('close', () => {
      clearTimeout(this.patience);
      then();
    });
  }

  private write(text: string): void {
    if (this.out.destroyed || this.out.writableEnded) return;
    if (this.out.write(text)) return;
    this.isSlow = true;
    this.patience = setTimeout(() => this.out.destroy(), PATIENCE_MS);
  }

  private catchUp(): void {
    clearTimeout(this.patience);
    this.isSlow = false;
    const moved = [...this.missed];
    this.missed.clear();
    this.send(moved);
  }
}
