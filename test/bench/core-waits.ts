import { readFileSync } from 'node:fs';
import { PROCESSES_CAN_BE_SEEN, threadsOf, withDescendants } from './processes';

/** How a thread spent a time: at work, or ready for work and waiting for a core that others had. */
export interface Turn {
  readonly worked: number;
  readonly waited: number;
}

/** How the threads spent a time that worked most, in seconds. */
export interface CoreWaits {
  readonly seconds: number;
  /** The main thread, which serves the live stream. */
  readonly main: Turn;
  /** The thread of the program that worked most beside the main one. */
  readonly projector: Turn;
  /** The session of PostgreSQL that worked most: that of the projector's transactions. */
  readonly session: Turn;
}

type Turns = ReadonlyMap<string, Turn>;

/** Watches, in stretches, who waits for a core. Undefined figures where the system does not tell (Linux does, in schedstat). */
export class CoreWatch {
  private begun: { readonly at: number; readonly turns: Turns } | undefined;
  private readonly turns = new Map<string, { worked: number; waited: number }>();
  private seconds = 0;

  constructor(
    private readonly pid: number,
    private readonly postgres: number,
  ) {}

  begin(): void {
    if (PROCESSES_CAN_BE_SEEN) this.begun = { at: performance.now(), turns: this.look() };
  }

  end(): void {
    if (this.begun === undefined) return;
    this.seconds += (performance.now() - this.begun.at) / 1000;
    for (const [who, now] of this.look()) {
      const before = this.begun.turns.get(who) ?? { worked: 0, waited: 0 };
      const sum = this.turns.get(who) ?? { worked: 0, waited: 0 };
      this.turns.set(who, {
        worked: sum.worked + now.worked - before.worked,
        waited: sum.waited + now.waited - before.waited,
      });
    }
    this.begun = undefined;
  }

  get waits(): CoreWaits | undefined {
    const [main, projector, session] = ['main', 'thread', 'session'].map((kind) =>
      [...this.turns]
        .filter(([who]) => who.startsWith(kind))
        .map(([, turn]) => turn)
        .reduce<Turn | undefined>((most, turn) => (turn.worked > (most?.worked ?? -1) ? turn : most), undefined),
    );
    if (main === undefined || projector === undefined || session === undefined) return undefined;
    return { seconds: this.seconds, main, projector, session };
  }

  private look(): Turns {
    const threads = threadsOf(this.pid).map((thread) => {
      const kind = thread === this.pid ? 'main' : 'thread';
      return [`${kind} ${thread}`, turnOf(`/proc/${this.pid}/task/${thread}/schedstat`)] as const;
    });
    const sessions = withDescendants(this.postgres).map((pid) => {
      return [`session ${pid}`, turnOf(`/proc/${pid}/schedstat`)] as const;
    });
    return new Map([...threads, ...sessions]);
  }
}

/** See "Scheduler statistics" of the kernel's documentation: nanoseconds on a core, nanoseconds waiting for one. */
function turnOf(path: string): Turn {
  try {
    const [worked = 0, waited = 0] = readFileSync(path, 'utf8')
      .split(' ')
      .map((text) => Number(text) / 1e9);
    return { worked, waited };
  } catch {
    return { worked: 0, waited: 0 }; // it has ended
  }
}
