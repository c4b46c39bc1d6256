import { setTimeout as wait } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres, type Settings } from '@careledger/embedded-postgres';
import { signalPostmaster } from '../../libs/embedded-postgres/src/postmaster';
import type { Diary } from './diary';

const BEGIN_AGAIN_MS = 500;

/** Where a server lies and how it is set. */
export interface DatabaseOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly settings: Settings;
  readonly diary: Diary;
}

/** A PostgreSQL server on a port of its own, begun again whenever it ends: it keeps its address through its deaths. */
export class DatabaseServer {
  private constructor(
    private readonly options: DatabaseOptions,
    private running: EmbeddedPostgres,
  ) {}

  private wanted = true;

  static async start(options: DatabaseOptions): Promise<DatabaseServer> {
    const lost = { told: (): void => undefined };
    const running = await launch(options, () => lost.told());
    const server = new DatabaseServer(options, running);
    lost.told = () => void server.goOn();
    return server;
  }

  /** Password included: not for logs. */
  get url(): string {
    return this.running.url;
  }

  /** Kills its main process, and with it all others; it is begun again. */
  kill9(): void {
    signalPostmaster(this.running.pid, 'SIGKILL');
  }

  /** It will not be begun again. */
  leave(): void {
    this.wanted = false;
  }

  private async goOn(): Promise<void> {
    const { diary } = this.options;
    if (!this.wanted) return;
    diary.note('PostgreSQL has ended; it is begun again.');
    const begun = Date.now();
    for (let attempts = 1; this.wanted; attempts++) {
      await wait(BEGIN_AGAIN_MS);
      try {
        const running = await launch(this.options, () => void this.goOn());
        this.running = running;
        diary.note(`PostgreSQL is there again after ${Date.now() - begun} ms and ${attempts} attempts.`);
        return;
      } catch (error) {
        if (attempts === 1) diary.note(`PostgreSQL does not start: ${(error as Error).message.split('\n').pop()}`);
      }
    }
  }
}

function launch({ dataDir, port, settings }: DatabaseOptions, onLost: () => void): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, settings: { ...settings, port: String(port) }, onLost });
}
